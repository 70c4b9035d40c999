/** A finding as ESLint and oxlint have it: its place, its text, and what a person or `--fix` may change. */
import type { Diagnostic, Fix } from '../diagnostics/diagnostic.ts'
import { findSafeFix, fitNewlines } from '../rewrite/fixes.ts'

/** The parts of a linter that are used. Types of our own: neither linter is a dependency. */
export interface LintContext {
  readonly cwd: string
  readonly filename: string
  readonly settings: { readonly [name: string]: unknown }
  readonly sourceCode: SourceText
  report(descriptor: Report): void
}

export interface SourceText {
  /** Without the byte order mark. */
  readonly text: string
  readonly hasBOM: boolean
  getLocFromIndex(index: number): Location
}

interface Location {
  readonly line: number
  readonly column: number
}

interface Fixer {
  replaceTextRange(range: [start: number, end: number], text: string): TextChange
}

interface TextChange {
  range: [start: number, end: number]
  text: string
}

export interface Report {
  message: string
  loc: { start: Location; end: Location }
  fix: ((fixer: Fixer) => TextChange[]) | null
  suggest: { desc: string; fix(fixer: Fixer): TextChange[] }[]
}

export function toReport(diagnostic: Diagnostic, source: SourceText): Report {
  const { message, help, trace, labels, fixes } = diagnostic
  const shift = source.hasBOM ? 1 : 0
  const at = (offset: number) => source.getLocFromIndex(Math.max(0, offset - shift))
  const change =
    ({ edits }: Fix) =>
    (fixer: Fixer) =>
      edits.map(({ span, text }) =>
        fixer.replaceTextRange(
          [span.start - shift, span.end - shift],
          fitNewlines(text, source.text),
        ),
      )
  const steps = trace.map(({ file, line, column, what }) => {
    return `\n  ${line === undefined ? file : `${file}:${line}:${column}`}  ${what}`
  })
  const { start, end } = labels.find(({ isPrimary }) => isPrimary) ?? { start: 0, end: 0 }
  const safe = findSafeFix(diagnostic)
  return {
    message: `${message}. ${help}${steps.join('')}`,
    loc: { start: at(start), end: at(end) },
    fix: safe ? change(safe) : null,
    suggest: fixes
      .filter((fix) => fix !== safe)
      .map((fix) => ({ desc: fix.title, fix: change(fix) })),
  }
}
