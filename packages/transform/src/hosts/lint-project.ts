/** Finds what a check of the whole project says of one file, and checks again only where something may have changed. */
import { readFileSync } from 'node:fs'
import { isAbsolute, relative } from 'node:path'
import type { Diagnostic, DiagnosticCode } from '../diagnostics/diagnostic.ts'
import { createApiTable } from '../module/apis.ts'
import { isSource } from '../project/files.ts'
import { createScanner, isMarked, listSpecifiers, type Scanner } from '../project/scan.ts'
import { type AskThread, createLintThread, type Findings } from './lint-thread.ts'

export interface LintedText {
  /** The project's folder, an absolute path. */
  readonly root: string
  /** An absolute path, or any name where the text is no file's. */
  readonly filename: string
  /** What the linter takes the file to hold. */
  readonly text: string
}

interface KnownCheck {
  readonly findings: Findings
  readonly scanner: Scanner
  /** The files it was asked about. */
  readonly asked: Set<string>
  /** When it was last asked, in milliseconds. */
  time: number
}

/** A linter that takes longer from one file to the next may be an editor: files may have changed. */
const LONGEST_PAUSE = 1000

/** What is told of a text by itself, and not by the check of a project. */
const TEXT_CODES: readonly DiagnosticCode[] = ['unreadable-module', 'lost-bytes']

export interface ProjectLintInput {
  readonly ask?: AskThread
  /** The clock, in milliseconds. */
  readonly now?: () => number
}

/** Remembers the last check of each project. The function throws where a configuration is wrong. */
export function createProjectLint({
  ask = createLintThread(),
  now = () => performance.now(),
}: ProjectLintInput = {}): (text: LintedText) => readonly Diagnostic[] {
  const checks = new Map<string, KnownCheck>()
  const told = new Set<string>()

  return (linted) => {
    const known = findCheck(linted)
    const diagnostics = findIn(known, linted, ask)
    known.time = now()
    return diagnostics
  }

  /** One run of a linter asks about a file once: who asks again may have changed something since. */
  function findCheck({ root, filename }: LintedText): KnownCheck {
    const last = checks.get(root)
    const isPaused = last && now() - last.time > LONGEST_PAUSE
    const known = last && !isPaused && !last.asked.has(filename) ? last : check(root)
    known.asked.add(filename)
    return known
  }

  function check(root: string): KnownCheck {
    const findings = ask({ type: 'check', root, texts: new Map() })
    for (const { file, message, advice } of findings.problems) {
      const note = `${file} ${message}. ${advice}`
      if (!told.has(note)) process.emitWarning(note, 'AfterwordWarning')
      told.add(note)
    }
    const scanner = createScanner(createApiTable(findings.apis))
    const known = { findings, scanner, asked: new Set<string>(), time: now() }
    checks.set(root, known)
    return known
  }
}

function findIn(
  { findings, scanner }: KnownCheck,
  { root, filename, text }: LintedText,
  ask: AskThread,
): readonly Diagnostic[] {
  const compile = () => ask({ type: 'compile', root, filename, text }).diagnostics
  const file = relative(root, filename).replaceAll('\\', '/')
  const isInside = !file.startsWith('../') && !isAbsolute(file) && isSource(file)
  const saved = isInside ? readText(filename) : null
  if (saved === null) return compile()

  const isOwn = (item: { readonly file: string }) => item.file === file
  // An edit elsewhere may matter to other files' findings; a text without marks has none itself.
  const isConcerned = findings.diagnostics.some(isOwn) || isConcerning(scanner, text)
  const { diagnostics, problems } =
    text === saved || !isConcerned
      ? findings
      : ask({ type: 'check', root, texts: new Map([[file, text]]) })
  const found = diagnostics.filter(isOwn)
  if (!text.includes('\uFFFD') && !problems.some(isOwn)) return found
  return [...compile().filter(({ code }) => TEXT_CODES.includes(code)), ...found]
}

function isConcerning(scanner: Scanner, text: string): boolean {
  const marks = scanner.findMarks(text, listSpecifiers(text))
  return (['after', 'wait-until', 'suppression'] as const).some((mark) => isMarked(marks, mark))
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
