/** Prints a diagnostic for a terminal: message, code frame with labelled spans, reason, fix, docs. */
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { indexLines, type LineIndex } from '../source/position.ts'
import type { Diagnostic, Label } from './diagnostic.ts'
import { docsPageOf } from './docs.ts'
import { createPaint, type Paint } from './paint.ts'
import { printTrace } from './trace.ts'
import { wrap } from './wrap.ts'

export interface FormatDiagnosticOptions {
  /** The text of the file the diagnostic is about; without it there is no code frame. */
  readonly code?: string
  /** ANSI colours. Default: none. */
  readonly color?: boolean
  /** The folder that the docs page's path is printed from. Default: `process.cwd()`. */
  readonly cwd?: string
  /** Columns the prose is wrapped at. Default: 100. */
  readonly width?: number
}

/** Lines of code longer than this are cut around the label. */
const LINE_LIMIT = 160
/** Lines shown around a labelled one. */
const CONTEXT = 1

/**
 *     error request-api-in-after: `cookies()` is called inside `after()` in a Server Component
 *
 *       app/page.tsx:6:28
 *       5 │   after(async () => {
 *         │   ───── scheduled here, while the page / renders
 *       6 │     const session = (await cookies()).get('session')
 *         │                            ━━━━━━━━━ runs after the response is finished
 */
export function formatDiagnostic(
  diagnostic: Diagnostic,
  options: FormatDiagnosticOptions = {},
): string {
  return printDiagnostic(diagnostic, options, true)
}

function printDiagnostic(
  diagnostic: Diagnostic,
  { code, color = false, cwd = process.cwd(), width = 100 }: FormatDiagnosticOptions,
  hasAdvice: boolean,
): string {
  const paint = createPaint(color)
  const isError = diagnostic.severity === 'error'
  const title = paint(isError ? 'red' : 'yellow', isError ? 'error' : 'warning')
  const lines = [
    `${paint('bold', `${title} ${diagnostic.code}`)}: ${diagnostic.message}`,
    '',
    `  ${paint('cyan', `${diagnostic.file}:${diagnostic.line}:${diagnostic.column}`)}`,
  ]
  if (code !== undefined) lines.push(...printFrame(diagnostic, indexLines(code), paint))
  if (diagnostic.trace.length > 0) {
    lines.push('', '  path', ...printTrace(diagnostic.trace).map((step) => `    ${step}`))
  }
  if (!hasAdvice) return lines.join('\n')
  lines.push('')
  lines.push(...printProse('why ', diagnostic.reason, width))
  lines.push(...printProse('fix ', diagnostic.help, width))
  lines.push(`  docs  ${paint('dim', locateDocs(diagnostic.code, cwd))}`)
  return lines.join('\n')
}

/** Several diagnostics, one below the other: reason, fix and docs stand once, below the last that has them. */
export function formatDiagnostics(
  list: readonly { readonly diagnostic: Diagnostic; readonly code?: string }[],
  options: Omit<FormatDiagnosticOptions, 'code'> = {},
): string {
  const adviceOf = ({ code, reason, help }: Diagnostic) => JSON.stringify([code, reason, help])
  const last = new Map(list.map(({ diagnostic }, index) => [adviceOf(diagnostic), index]))
  return list
    .map(({ diagnostic, code }, index) => {
      const hasAdvice = last.get(adviceOf(diagnostic)) === index
      return printDiagnostic(
        diagnostic,
        { ...options, ...(code === undefined ? {} : { code }) },
        hasAdvice,
      )
    })
    .join('\n\n')
}

/** The page as a path that a terminal can open: packages are not always in the folder's own `node_modules`. */
function locateDocs(code: string, cwd: string): string {
  return relative(cwd, fileURLToPath(docsPageOf(code))).replaceAll('\\', '/')
}

function printFrame(diagnostic: Diagnostic, lines: LineIndex, paint: Paint): string[] {
  const shown = new Set<number>()
  for (const { line } of diagnostic.labels) {
    for (let near = line - CONTEXT; near <= line + CONTEXT; near += 1) {
      if (near >= 1 && near <= lines.lineCount) shown.add(near)
    }
  }
  const numbers = [...shown].sort((a, b) => a - b)
  const gutter = String(numbers.at(-1)).length
  const output: string[] = []
  let previous = numbers[0] as number
  for (const number of numbers) {
    if (number > previous + 1) output.push(paint('dim', `  ${' '.repeat(gutter)} ┆`))
    previous = number
    const labels = diagnostic.labels.filter((label) => label.line === number)
    const { text, from } = cut(lines.textOf(number), labels)
    output.push(`  ${paint('dim', `${String(number).padStart(gutter)} │`)} ${text}`.trimEnd())
    for (const label of labels) {
      const offset = label.column - 1 - from
      // What was cut away has nothing to stand under.
      const isShown = offset >= 0 && offset < Math.max(1, text.length)
      const mark = isShown
        ? underline(label, text, from, paint)
        : paint(label.isPrimary ? 'red' : 'blue', `column ${label.column}: ${label.text}`)
      output.push(`  ${' '.repeat(gutter)} ${paint('dim', '│')} ${mark}`)
    }
  }
  return output
}

/** A minified line is cut to the part that the label is about. */
function cut(
  text: string,
  labels: readonly Label[],
): { readonly text: string; readonly from: number } {
  if (text.length <= LINE_LIMIT) return { text, from: 0 }
  const column = labels.find((label) => label.isPrimary)?.column ?? labels[0]?.column ?? 1
  const from = Math.max(0, Math.min(column - 1 - LINE_LIMIT / 4, text.length - LINE_LIMIT))
  return { text: text.slice(from, from + LINE_LIMIT), from }
}

function underline(label: Label, text: string, from: number, paint: Paint): string {
  const start = Math.max(0, label.column - 1 - from)
  const length = Math.max(1, Math.min(label.end - label.start, text.length - start))
  // Tabs stay tabs, wide characters take two columns, so that the mark stands under what it marks.
  const indent = splitCharacters(text.slice(0, start))
    .map((character) => (character === '\t' ? '\t' : isWide(character) ? '  ' : ' '))
    .join('')
  const mark = splitCharacters(text.slice(start, start + length))
    .map((character) => (isWide(character) ? 2 : 1))
    .reduce<number>((sum, columns) => sum + columns, 0)
  const line = (label.isPrimary ? '━' : '─').repeat(Math.max(1, mark))
  return `${indent}${paint(label.isPrimary ? 'red' : 'blue', `${line} ${label.text}`)}`
}

/** As a reader counts them: a family of emoji, or a letter with its accents, is one. */
function splitCharacters(text: string): string[] {
  if (/^[\x20-\x7E\t]*$/.test(text)) return text.split('')
  const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })
  return [...characters.segment(text)].map(({ segment }) => segment)
}

/** East Asian wide characters and emoji take two columns of a terminal. */
function isWide(character: string): boolean {
  return /\p{Emoji}\uFE0F|[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\uFF01-\uFF60]/u.test(
    character,
  )
}

function printProse(label: string, text: string, width: number): string[] {
  const indent = ' '.repeat(8)
  return wrap(text, width - indent.length).map(
    (line, index) => (index === 0 ? `  ${label}  ` : indent) + line,
  )
}
