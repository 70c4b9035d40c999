/** What the compiler has to say about a program, as data. */
import type { Place } from '../module/summary.ts'
import type { Span } from '../source/position.ts'
import { type MessageParameters, messageTemplates } from './messages.generated.ts'

export type DiagnosticCode = keyof MessageParameters
export type Severity = 'error' | 'warn'

export const DIAGNOSTIC_CODES = Object.keys(messageTemplates) as readonly DiagnosticCode[]

/** A span of the file the diagnostic is about. Lines and columns count from 1, columns in UTF-16 units. */
export interface Label {
  readonly start: number
  readonly end: number
  readonly line: number
  readonly column: number
  readonly text: string
  /** The one the diagnostic is about. */
  readonly isPrimary: boolean
}

/** A step on the way to the misuse. */
export interface TraceStep {
  readonly file: string
  /** Missing where only the file is known. */
  readonly line?: number
  readonly column?: number
  readonly what: string
}

/** A replacement; offsets into the text of the diagnostic's file. An empty span inserts. */
export interface Edit {
  readonly span: Span
  readonly text: string
}

/** A change that mends the code: its edits do not overlap, and only together do they make sense. */
export interface Fix {
  readonly title: string
  readonly edits: readonly Edit[]
  /** Whether the program keeps doing all it did but the misuse: only then is it applied unasked. */
  readonly isSafe: boolean
}

export interface Diagnostic {
  readonly code: DiagnosticCode
  readonly severity: Severity
  readonly message: string
  /** Project-relative path with `/`. */
  readonly file: string
  /** Where the primary label starts, counted from 1. */
  readonly line: number
  readonly column: number
  readonly labels: readonly Label[]
  /** The entry point it is proven for, as `app/page.tsx#default`; `null` where it holds for any. */
  readonly entry: string | null
  /** From the entry point or the task to the misuse; empty when the labels say it all. */
  readonly trace: readonly TraceStep[]
  readonly reason: string
  readonly help: string
  readonly fixes: readonly Fix[]
  /** The docs page, as a module specifier. */
  readonly docs: string
}

/** The order of a report: by file, then by place. */
export function compareByPlace(a: Diagnostic, b: Diagnostic): number {
  const byFile = Number(a.file > b.file) - Number(a.file < b.file)
  return byFile || a.line - b.line || a.column - b.column
}

export interface CreateDiagnosticInput<Code extends DiagnosticCode> {
  readonly code: Code
  readonly parameters: MessageParameters[Code]
  readonly file: string
  /** Where each of the message's labels points; `call` is the primary one. */
  readonly places: { readonly call: Place; readonly site?: Place | undefined }
  readonly entry?: string | null
  readonly trace?: readonly TraceStep[]
  readonly fixes?: readonly Fix[]
}

export function createDiagnostic<Code extends DiagnosticCode>({
  code,
  parameters,
  file,
  places,
  entry = null,
  trace = [],
  fixes = [],
}: CreateDiagnosticInput<Code>): Diagnostic {
  const template = messageTemplates[code]
  const fill = (text: string) =>
    text.replaceAll(
      /\{(\w+)\}/g,
      (_, name: string) => (parameters as Record<string, string>)[name] ?? '',
    )
  const texts: { readonly call: string; readonly site?: string } = template.labels
  const labels: Label[] = [{ ...places.call, text: fill(texts.call), isPrimary: true }]
  if (places.site && texts.site) {
    labels.push({ ...places.site, text: fill(texts.site), isPrimary: false })
  }
  return {
    code,
    severity: template.severity,
    message: fill(template.message),
    file,
    line: places.call.line,
    column: places.call.column,
    labels: labels.sort((a, b) => a.start - b.start),
    entry,
    trace,
    reason: fill(template.reason),
    help: fill(template.fix),
    fixes,
    docs: `@afterword/transform/docs/${code}.md`,
  }
}
