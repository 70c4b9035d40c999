/** A task that schedules another one in a helper leads to its misuse as well, which is reported where the helper schedules it. */
import type { Position } from '../source/position.ts'
import type { Diagnostic, TraceStep } from './diagnostic.ts'

/** Leaves out the findings of tasks on whose way a nested task has the same one: mended there, it is mended. */
export function dropNested(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const known = new Set(
    diagnostics.flatMap((diagnostic) =>
      diagnostic.labels
        .filter(({ isPrimary }) => !isPrimary)
        .map((site) => keyOf(diagnostic, { file: diagnostic.file, ...site })),
    ),
  )
  return diagnostics.filter(
    (diagnostic) =>
      !diagnostic.trace.some(
        (step) => step.file !== diagnostic.file && known.has(keyOf(diagnostic, step)),
      ),
  )
}

/** The misuse of a diagnostic, and where `after` is called for it. */
function keyOf(diagnostic: Diagnostic, site: Pick<TraceStep, 'file' | 'line' | 'column'>): string {
  const end = endOf(diagnostic)
  return [diagnostic.code, site.file, site.line, site.column, end.file, end.line, end.column].join()
}

/** Where the misuse is: a trace through one file stops before it, for the label shows it. */
function endOf({
  file,
  line,
  column,
  trace,
}: Diagnostic): Partial<Position> & { readonly file: string } {
  const isWithin = trace.every((step) => step.file === file)
  return (isWithin ? undefined : trace.at(-1)) ?? { file, line, column }
}
