/** Exports that are wrapped where they are exported: from a list, from another module, or from a pattern. */
import type { ExportShape, ModuleSummary } from '../module/summary.ts'
import type { Change } from './changes.ts'
import { type Names, printName } from './names.ts'
import type { EntryDescription, Rewrite } from './plan.ts'

export interface ListWrappedExportsInput {
  readonly code: string
  readonly summary: ModuleSummary
  readonly rewrite: Rewrite & { readonly type: 'wrap-exports' }
  readonly names: Names
  /** What wraps a value, up to the value. */
  openWrap(entry: EntryDescription | null): string
}

export interface WrappedExports {
  /** The statement without them. */
  readonly change: Change
  /** Statements at the module's end, which export them. */
  readonly tail: readonly string[]
}

/**
 *     export { local as name, other } from 'source'  ⬇
 *     export { other } from 'source'; import { local as _local } from 'source';
 *     const _nameEntry = _wrapEntry({…}, _local); export { _nameEntry as name };
 */
export function listWrappedExports({
  code,
  summary,
  rewrite: { statement, keyword, exports },
  names,
  openWrap,
}: ListWrappedExportsInput): WrappedExports {
  const imports: string[] = []
  const tail = exports.map(({ record, entry }) => {
    const isReexport = record.shape.type === 'specifier' && record.shape.source !== null
    const local = record.shape.type === 'specifier' ? record.shape.local : record.name
    const from = isReexport ? names.create(`_${local}`) : local
    if (isReexport) imports.push(`${printName(local)} as ${from}`)
    const name = names.create(`_${record.name}Entry`)
    const exported = printName(record.name)
    return `const ${name} = ${openWrap(entry)}${from}); export { ${name} as ${exported} };`
  })
  if (keyword) {
    const rest = summary.exports.filter(
      ({ shape, name }) =>
        shape.type === 'pattern' &&
        shape.statement.start === statement.start &&
        !exports.some(({ record }) => record.name === name),
    )
    if (rest.length > 0) tail.push(`export { ${rest.map((record) => record.name).join(', ')} };`)
    return { change: { type: 'unexport', statement, keyword }, tail }
  }
  const shapes = exports.map(({ record }) => record.shape as ExportShape & { type: 'specifier' })
  const gone = new Set(shapes.map((shape) => shape.span.start))
  const kept = (shapes[0]?.siblings ?? []).filter((sibling) => !gone.has(sibling.start))
  const list = kept.map(({ start, end }) => code.slice(start, end)).join(', ')
  const source = shapes[0]?.source
  const from = source ? ` from ${code.slice(source.start, source.end)}` : ''
  const statements = [
    ...(kept.length > 0 ? [`export { ${list} }${from};`] : []),
    ...(imports.length > 0 ? [`import { ${imports.join(', ')} }${from};`] : []),
  ]
  return { change: { type: 'replace-statement', span: statement, statements }, tail }
}
