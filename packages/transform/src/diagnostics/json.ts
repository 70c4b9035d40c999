/** Diagnostics as the JSON of `afterword check --format json`, for tools. */
import { indexLines, type Position, type Span } from '../source/position.ts'
import type { Diagnostic, Fix, Severity } from './diagnostic.ts'

/** The text of a file by its project-relative path; `null` where it cannot be read. */
export type TextOf = (file: string) => string | null

/** Lines and columns count from 1, columns in UTF-16 units; an end is behind the last character. */
export interface JsonRange {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

export interface JsonDiagnostic extends JsonRange {
  readonly code: string
  readonly severity: Severity
  readonly message: string
  /** Relative to the checked folder, with `/`. */
  readonly file: string
  readonly labels: readonly (JsonRange & { readonly text: string; readonly isPrimary: boolean })[]
  /** `app/page.tsx#default`; `null` where the finding holds for any entry point. */
  readonly entry: string | null
  /** `line` and `column` are `null` where only the file is known. */
  readonly trace: readonly {
    readonly file: string
    readonly line: number | null
    readonly column: number | null
    readonly what: string
  }[]
  readonly help: string
  /** Spans are UTF-16 offsets into the file's text. */
  readonly fixes: readonly Fix[]
  /** The docs page, as a module specifier. */
  readonly docs: string
}

export function toJson(diagnostics: readonly Diagnostic[], textOf: TextOf): JsonDiagnostic[] {
  const locate = createLocator(textOf)
  return diagnostics.map((diagnostic) => {
    const { code, severity, message, file, entry, help, fixes, docs } = diagnostic
    return {
      code,
      severity,
      message,
      file,
      ...locate.primary(diagnostic),
      labels: diagnostic.labels.map((label) => ({
        ...locate.range(file, label),
        text: label.text,
        isPrimary: label.isPrimary,
      })),
      entry,
      trace: diagnostic.trace.map((step) => ({
        file: step.file,
        line: step.line ?? null,
        column: step.column ?? null,
        what: step.what,
      })),
      help,
      fixes,
      docs,
    }
  })
}

export interface Locator {
  /** The range of a span that begins at a known place. */
  range(file: string, place: Span & Position): JsonRange
  /** The range of the primary label. */
  primary(diagnostic: Diagnostic): JsonRange
  /** The range of any span. */
  span(file: string, span: Span): JsonRange
}

/** Adds where spans end. Of a file that cannot be read any more, a span ends where it begins. */
export function createLocator(textOf: TextOf): Locator {
  const indexes = new Map<string, ReturnType<typeof indexLines> | null>()

  function indexOf(file: string) {
    let index = indexes.get(file)
    if (index === undefined) {
      const text = textOf(file)
      index = text === null ? null : indexLines(text)
      indexes.set(file, index)
    }
    return index
  }

  function range(file: string, { line, column, end }: Span & Position): JsonRange {
    const last = indexOf(file)?.positionOf(end) ?? { line, column }
    return { line, column, endLine: last.line, endColumn: last.column }
  }

  return {
    range,
    primary({ file, labels, line, column }) {
      const primary = labels.find((label) => label.isPrimary)
      return primary ? range(file, primary) : { line, column, endLine: line, endColumn: column }
    },
    span(file, { start, end }) {
      const first = indexOf(file)?.positionOf(start) ?? { line: 1, column: 1 }
      return range(file, { start, end, ...first })
    },
  }
}
