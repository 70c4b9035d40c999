/** The old name `unstable_after`. */
import { createDiagnostic, type Edit } from '../diagnostics/diagnostic.ts'
import type { ApiTable } from '../module/apis.ts'
import type { ImportRecord, ImportSpecifier, ModuleSummary } from '../module/summary.ts'
import type { Span } from '../source/position.ts'
import type { Rule } from './rule.ts'

export const unstableAfter: Rule = ({ summary, apis }) =>
  summary.imports.flatMap((record) =>
    record.specifiers.flatMap((specifier) => {
      if (apis.find(record.source, specifier.imported) !== 'unstable_after') return []
      const edits = mend(record, specifier, summary, apis)
      return createDiagnostic({
        code: 'unstable-after',
        parameters: {},
        file: summary.file,
        places: { call: specifier.place },
        fixes: edits.length === 0 ? [] : [{ title: 'import `after`', edits, isSafe: true }],
      })
    }),
  )

const OLD = 'unstable_after'
const NEW = 'after'

function mend(
  record: ImportRecord,
  specifier: ImportSpecifier,
  summary: ModuleSummary,
  apis: ApiTable,
): Edit[] {
  const { span, local, importedSpan, part } = specifier
  if (part?.type === 'member') {
    // `server.unstable_after`, with nothing else between
    const isPlain = part.object.end + 1 + OLD.length === span.end
    return isPlain ? [{ span: { start: part.object.end + 1, end: span.end }, text: NEW }] : []
  }
  if (part !== null && importedSpan !== null) {
    const isShorthand = importedSpan.start === span.start && importedSpan.end === span.end
    return isShorthand ? [{ span, text: `${NEW}: ${OLD}` }] : []
  }
  if (record.type !== 'import' && record.type !== 'export') return []
  if (importedSpan === null || local === '') return []
  return (
    (record.type === 'import' && renameCalls(record, specifier, summary, apis)) || [
      { span, text: local === NEW ? NEW : `${NEW} as ${local}` },
    ]
  )
}

/** Where the old name is only called, the calls change with it; `null` where it is not. */
function renameCalls(
  record: ImportRecord,
  specifier: ImportSpecifier,
  { imports, sites, names }: ModuleSummary,
  apis: ApiTable,
): Edit[] | null {
  const { local, useCount, span, typeOnly } = specifier
  const calls = sites
    .filter(({ api }) => api === 'unstable_after')
    .map(({ calleePlace: { start, end } }) => ({ start, end }))
    .filter(({ start, end }) => end - start === local.length)
  if (calls.length !== useCount) return null
  const renamed = (text: string) => calls.map((place) => ({ span: place, text }))
  const present = imports
    .filter(({ type, typeOnly }) => type === 'import' && !typeOnly)
    .flatMap(({ source, specifiers }) => specifiers.map((other) => ({ source, other })))
    .find(({ source, other }) => apis.find(source, other.imported) === 'after' && isWritten(other))
  if (present === undefined) {
    const isFree = local === OLD && !names.includes(NEW)
    return isFree ? [{ span, text: NEW }, ...renamed(NEW)] : null
  }
  // `{ after, unstable_after }`: one of them is enough.
  const gap = findRemoval(specifier, record.specifiers)
  if (typeOnly || present.other.isShadowed || gap === null) return null
  return [{ span: gap, text: '' }, ...renamed(present.other.local)]
}

function isWritten({ local, importedSpan, typeOnly }: ImportSpecifier): boolean {
  return local !== '' && importedSpan !== null && !typeOnly
}

/** The specifier with its comma; `null` where it stands alone, or where a comment might go with it. */
function findRemoval(
  specifier: ImportSpecifier,
  specifiers: readonly ImportSpecifier[],
): Span | null {
  const list = specifiers.filter(({ importedSpan }) => importedSpan !== null)
  const index = list.indexOf(specifier)
  const [previous, next] = [list[index - 1], list[index + 1]]
  if (next && isNarrow(specifier, next))
    return { start: specifier.span.start, end: next.span.start }
  if (previous && isNarrow(previous, specifier)) {
    return { start: previous.span.end, end: specifier.span.end }
  }
  return null
}

/** Whether there is no room for a comment between two specifiers: for a comma, a line break and indentation. */
function isNarrow(first: ImportSpecifier, second: ImportSpecifier): boolean {
  const indentation = second.place.line > first.place.line ? second.place.column - 1 : 0
  return second.span.start - first.span.end - indentation <= 3
}
