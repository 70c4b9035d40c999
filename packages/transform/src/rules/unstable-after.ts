/** The old name `unstable_after`. */
import { createDiagnostic, type Fix } from '../diagnostics/diagnostic.ts'
import type { ImportRecord, ImportSpecifier, ModuleSummary } from '../module/summary.ts'
import type { Rule } from './rule.ts'

export const unstableAfter: Rule = ({ summary, apis }) =>
  summary.imports.flatMap((record) =>
    record.specifiers.flatMap((specifier) => {
      if (apis.find(record.source, specifier.imported) !== 'unstable_after') return []
      return createDiagnostic({
        code: 'unstable-after',
        parameters: {},
        file: summary.file,
        places: { call: specifier.place },
        fixes: describeFix(record, specifier, summary),
      })
    }),
  )

const OLD = 'unstable_after'

/** `{ unstable_after as later }` ⬇ `{ after as later }`; where the old name is only called, the calls change with it. */
function describeFix(
  record: ImportRecord,
  { span, local, importedSpan, useCount }: ImportSpecifier,
  { sites, names }: ModuleSummary,
): Fix[] {
  if (record.type !== 'import' && record.type !== 'export') return []
  if (importedSpan === null || local === '') return []
  const calls = sites
    .map(({ calleePlace: { start, end } }) => ({ start, end }))
    .filter(({ start, end }) => end - start === OLD.length)
  const isRenamed =
    record.type === 'import' &&
    local === OLD &&
    calls.length === useCount &&
    !names.includes('after')
  const edits = isRenamed
    ? [span, ...calls].map((place) => ({ span: place, text: 'after' }))
    : [{ span, text: local === 'after' ? 'after' : `after as ${local}` }]
  return [{ title: 'import `after`', edits, isSafe: true }]
}
