/** Diagnostics on their way from the compiler to a build tool: with their text, printed, as one error. */
import { isAbsolute, relative, resolve } from 'node:path'
import type { TransformResult } from '../compiler.ts'
import { compareByPlace, type Diagnostic } from '../diagnostics/diagnostic.ts'
import { formatDiagnostic, formatDiagnostics } from '../diagnostics/format.ts'

/** A diagnostic with the text its code frame shows. */
export interface Finding {
  readonly diagnostic: Diagnostic
  readonly code: string
}

export function toFindings({ diagnostics }: TransformResult, code: string): Finding[] {
  return diagnostics.map((diagnostic) => ({ diagnostic, code }))
}

/** The findings for a terminal, in colour where standard error shows colour. */
export function printFindings(findings: readonly Finding[]): string {
  const color = process.stderr.hasColors?.() ?? false
  return formatDiagnostics(findings, { color })
}

/** The findings of a module and those of its program: what both know the program knows better, with its path. */
export function mergeFindings(own: readonly Finding[], program: readonly Finding[]): Finding[] {
  const proven = new Set(program.map(keyOf))
  return [...own.filter((finding) => !proven.has(keyOf(finding))), ...program]
}

/** The same for what is said of one place twice, whichever way leads there. */
export function keyOf({ diagnostic: { code, file, line, column } }: Finding): string {
  return `${code}:${file}:${line}:${column}`
}

export interface SettledFindings {
  readonly errors: readonly Finding[]
  readonly warnings: readonly Finding[]
}

/** The findings of a build, each once: a file may have been read under several ids. */
export function settleFindings(findings: readonly Finding[]): SettledFindings {
  const unique = new Map(findings.map((finding) => [formatDiagnostic(finding.diagnostic), finding]))
  // Build tools read files in any order; the report is the same from build to build.
  const sorted = [...unique.values()].sort((a, b) => compareByPlace(a.diagnostic, b.diagnostic))
  return {
    errors: sorted.filter(isError),
    warnings: sorted.filter((finding) => !isError(finding)),
  }
}

/** A warning of its own, for tools whose warnings are errors. */
export function toWarning(finding: Finding): Error {
  return createReport(printFindings([finding]))
}

/** One error for all findings. */
export function toBuildError(findings: readonly Finding[]): Error {
  const count = findings.length === 1 ? '1 error' : `${findings.length} errors`
  return createReport(`Afterword found ${count}\n\n${printFindings(findings)}\n`)
}

/** An error that is all message: the compiler's own stack would only hide it. */
export function createReport(message: string): Error {
  return Object.assign(new Error(message), { stack: '' })
}

export interface OverlayError extends Error {
  readonly stack: string
  readonly id: string
  readonly frame: string
  readonly loc: { readonly file: string; readonly line: number; readonly column: number }
}

/** The same for the dev server, whose overlay links to the first of them. */
export function toOverlayError(findings: readonly Finding[], root: string): OverlayError {
  const { file, line, column } = (findings[0] as Finding).diagnostic
  const id = resolve(root, file)
  // A blank frame, or Vite would add one of the compiled text. The overlay counts columns as we do.
  const error = toBuildError(findings)
  return Object.assign(error, {
    // Error pages show the stack.
    stack: error.message,
    id,
    frame: ' ',
    loc: { file: id, line, column },
  })
}

/** The files whose being in a browser's bundle fails the build, absolute. */
export function listMisplaced(findings: readonly Finding[], root: string): Set<string> {
  const misplaced = findings.filter(
    ({ diagnostic: { code, severity } }) => code === 'after-in-client' && severity === 'error',
  )
  return new Set(misplaced.map(({ diagnostic }) => resolve(root, diagnostic.file)))
}

/**
 * Adds to a browser module's error the imports that brought it there, the outermost first. Ids are
 * the build tool's; modules it made up are followed and not shown.
 */
export function traceImporters(
  findings: readonly Finding[],
  root: string,
  importersOf: (id: string) => readonly string[],
): Finding[] {
  return findings.map(({ diagnostic, code }) => {
    if (diagnostic.code !== 'after-in-client') return { diagnostic, code }
    const chain: string[] = []
    let [importer] = importersOf(resolve(root, diagnostic.file))
    while (importer !== undefined && !chain.includes(importer)) {
      chain.unshift(importer)
      importer = importersOf(importer)[0]
    }
    const trace = chain
      .filter((id) => isAbsolute(id))
      .map((id) => ({ file: relative(root, id).replaceAll('\\', '/'), what: 'imports' }))
    return { diagnostic: { ...diagnostic, trace }, code }
  })
}

export interface FindingsDifference {
  readonly gone: readonly Finding[]
  readonly come: readonly Finding[]
}

/** What an older list has more, and what a newer one has. */
export function compareFindings(
  before: readonly Finding[],
  now: readonly Finding[],
): FindingsDifference {
  const print = ({ diagnostic }: Finding) => formatDiagnostic(diagnostic)
  const known = new Set(before.map(print))
  const found = new Set(now.map(print))
  return {
    gone: before.filter((finding) => !found.has(print(finding))),
    come: now.filter((finding) => !known.has(print(finding))),
  }
}

export function isError({ diagnostic }: Finding): boolean {
  return diagnostic.severity === 'error'
}
