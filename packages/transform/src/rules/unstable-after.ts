/** The old name `unstable_after`. */
import { createDiagnostic, type Fix } from '../diagnostics/diagnostic.ts'
import type { ImportRecord, ImportSpecifier } from '../module/summary.ts'
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
        fixes: describeFix(record, specifier),
      })
    }),
  )

/** An import keeps its local name: `{ unstable_after }` ⬇ `{ after as unstable_after }`. */
function describeFix(record: ImportRecord, specifier: ImportSpecifier): Fix[] {
  const title = 'import `after`'
  if (record.type !== 'import' && record.type !== 'export') return []
  if (specifier.importedSpan === null || specifier.local === '') return []
  const text = specifier.local === 'after' ? 'after' : `after as ${specifier.local}`
  return [{ title, edits: [{ span: specifier.span, text }], isSafe: true }]
}
