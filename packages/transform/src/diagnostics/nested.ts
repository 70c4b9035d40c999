/** A task that schedules another one in a helper leads to its misuse as well, which is reported where the helper schedules it. */
import type { Position } from '../source/position.ts'
import type { Diagnostic, TraceStep } from './diagnostic.ts'

/** Leaves out the findings of tasks on whose way a nested task has the same one: mended there, it is mended. */
export function dropNested(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const known = new Set(diagnostics.flatMap(listSites))
  return diagnostics.filter((diagnostic) => {
    const own = listSites(diagnostic)
    const way = diagnostic.trace.map((step) => keyOf(diagnostic, step))
    return !way.some((key) => known.has(key) && !own.includes(key))
  })
}

/** Where its task is scheduled, if that is in its file. */
function listSites(diagnostic: Diagnostic): string[] {
  const { file, labels } = diagnostic
  const sites = labels.filter(({ isPrimary }) => !isPrimary)
  return sites.map((site) => keyOf(diagnostic, { file, ...site }))
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
