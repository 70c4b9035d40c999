/** Decides what changes in a module, from its summary alone; emitting the change is another file's work. */
import type { ApiTable } from '../module/apis.ts'
import type {
  ExportRecord,
  ImportRecord,
  ImportSpecifier,
  ModuleSummary,
} from '../module/summary.ts'
import { asImport, type Value } from '../module/value.ts'
import type { AppEntry, EntryPoint } from '../program/entries.ts'
import type { Span } from '../source/position.ts'

/** What the emitted code tells the runtime about an entry point. */
export interface EntryDescription {
  readonly phase: AppEntry['phase']
  readonly file: string
  readonly name: string
  readonly route?: string
  readonly maxDuration?: number
}

export type Rewrite =
  /** `after(task)` ⬇ `_after("file:line:column", "caller", task)` */
  | {
      readonly type: 'call-site'
      readonly callee: Span
      readonly argumentsAt: number
      readonly hasArguments: boolean
      readonly site: string
      readonly caller: string
    }
  /** `import { after, NextResponse } from 'next/server'` ⬇ two imports */
  | {
      readonly type: 'redirect'
      readonly record: ImportRecord
      readonly moves: readonly ImportSpecifier[]
    }
  /** `export * from 'next/headers'` ⬇ the names the runtime has, and the rest from where it was */
  | {
      readonly type: 'redirect-all'
      readonly record: ImportRecord
      readonly names: readonly string[]
      /** Whether the module has nothing else. */
      readonly isAll: boolean
    }
  /** `unstable_after` imported from the runtime, which has `after` */
  | { readonly type: 'rename'; readonly record: ImportRecord }
  /** `function Page() { body }` ⬇ `function Page() { return _entry({…}, () => { body }) }` */
  | {
      readonly type: 'wrap-function'
      readonly body: { readonly type: 'block' | 'expression' } & Span
      readonly isAsync: boolean
      readonly entry: EntryDescription
    }
  /** `export default value` ⬇ `export default _wrapEntry({…}, value)`, or `_withAfter(value)` without an entry */
  | { readonly type: 'wrap-value'; readonly value: Span; readonly entry: EntryDescription | null }
  /** `export default function handler() {}` ⬇ the function, and `export default _withAfter(handler)` */
  | {
      readonly type: 'wrap-declaration'
      readonly statement: Span
      readonly declaration: Span
      readonly name: string
    }
  /** `export { local as name } from 'source'` ⬇ the others, and a wrapped binding exported as `name` */
  | {
      readonly type: 'wrap-exports'
      readonly statement: Span
      /** The `export` keyword of a declaration, which goes; `null` for a list, which is written anew. */
      readonly keyword: Span | null
      readonly exports: readonly {
        readonly record: ExportRecord
        readonly entry: EntryDescription | null
      }[]
    }

export interface PlanRewriteInput {
  readonly summary: ModuleSummary
  readonly entries: readonly EntryPoint[]
  readonly apis: ApiTable
  readonly target: 'runtime' | 'next'
  /** The runtime package's name. */
  readonly runtime: string
  /** Whether the module ends up in a browser: then imports move, so that the build gets as far as its report. */
  readonly isClient: boolean
}

export function planRewrite(input: PlanRewriteInput): Rewrite[] {
  const redirects = input.target === 'runtime' ? planRedirects(input) : []
  if (input.isClient) return redirects
  const wraps = input.target === 'runtime' ? planWraps(input) : []
  return [...planCallSites(input.summary), ...redirects, ...wraps]
}

function planCallSites({ sites, file }: ModuleSummary): Rewrite[] {
  return sites.map((site) => ({
    type: 'call-site',
    callee: site.calleePlace,
    argumentsAt: site.argumentsAt,
    hasArguments: site.argumentCount > 0,
    site: `${file}:${site.place.line}:${site.place.column}`,
    caller: site.caller,
  }))
}

function planRedirects({ summary, apis, runtime }: PlanRewriteInput): Rewrite[] {
  return summary.imports.flatMap((record): Rewrite[] => {
    if (record.typeOnly) return []
    if (record.source === runtime) {
      const isOld = record.specifiers.some(
        ({ imported, importedSpan }) => imported === 'unstable_after' && importedSpan !== null,
      )
      return isOld && /^(import|export)$/.test(record.type) ? [{ type: 'rename', record }] : []
    }
    if (!apis.isRedirected(record.source)) return []
    if (record.type === 'export-all') {
      const provided = apis.listProvided(record.source)
      return [{ type: 'redirect-all', record, ...provided }]
    }
    const moves = record.specifiers.filter(
      ({ imported, typeOnly }) => !typeOnly && apis.isProvided(record.source, imported),
    )
    return moves.length > 0 ? [{ type: 'redirect', record, moves }] : []
  })
}

function planWraps({ summary, entries, runtime }: PlanRewriteInput): Rewrite[] {
  const rewrites: Rewrite[] = []
  const statements = new Map<number, Rewrite & { type: 'wrap-exports' }>()
  const wrapped = new Set<number>()

  function wrapValue(span: Span, entry: EntryDescription | null): void {
    if (wrapped.has(span.start)) return
    wrapped.add(span.start)
    rewrites.push({ type: 'wrap-value', value: span, entry })
  }

  function wrapExport(
    statement: Span,
    keyword: Span | null,
    record: ExportRecord,
    entry: EntryDescription | null,
  ): void {
    const known = statements.get(statement.start)
    const exports = [...(known?.exports ?? []), { record, entry }]
    statements.set(statement.start, { type: 'wrap-exports', statement, keyword, exports })
  }

  for (const point of entries) {
    const record = point.export
    if (record && isWrapped(record.value, runtime)) continue
    const entry = point.type === 'app' ? describeEntry(point, summary) : null
    const index = point.type === 'app' ? point.function : null
    const target = index === null ? undefined : summary.functions[index]
    if (target && index !== null && entry) {
      const isDone = wrapped.has(target.body.start) || isEntered(summary, index, runtime)
      if (isDone || target.isGenerator || target.isSpecial) continue
      wrapped.add(target.body.start)
      rewrites.push({ type: 'wrap-function', body: target.body, isAsync: target.isAsync, entry })
      continue
    }
    if (!record) continue
    const { shape } = record
    switch (shape.type) {
      case 'initializer':
      case 'default-expression':
        wrapValue(shape.value, entry)
        break
      case 'declaration': {
        const own = record.value.type === 'function' && summary.functions[record.value.function]
        const name = own && own.name !== 'default' ? own.name : ''
        const { statement, declaration } = shape
        rewrites.push({ type: 'wrap-declaration', statement, declaration, name })
        break
      }
      case 'specifier':
        if (shape.initializer) wrapValue(shape.initializer, entry)
        else wrapExport(shape.statement, null, record, entry)
        break
      case 'pattern':
        wrapExport(shape.statement, shape.keyword, record, entry)
        break
      case 'other':
        break
    }
  }
  return [...rewrites, ...statements.values()]
}

function describeEntry(point: AppEntry, summary: ModuleSummary): EntryDescription {
  return {
    phase: point.phase,
    file: summary.file,
    name: point.name,
    ...(point.route === null ? {} : { route: point.route }),
    ...(point.maxDuration === null ? {} : { maxDuration: point.maxDuration }),
  }
}

/** Whether a value has been wrapped before, by us or by hand. */
function isWrapped(value: Value, runtime: string): boolean {
  const origin = value.type === 'result' ? asImport(value.of) : null
  return (
    origin !== null &&
    /^(wrapEntry|withAfter)$/.test(origin.name) &&
    (origin.source === runtime || origin.source.startsWith(`${runtime}/`))
  )
}

/** Whether a function's code has been wrapped before. */
function isEntered(summary: ModuleSummary, index: number, runtime: string): boolean {
  return (summary.functions[index]?.calls ?? []).some((call) => {
    const origin = call.isReturned ? asImport(call.callee) : null
    return origin?.name === 'runEntry' && origin.source === `${runtime}/compiled`
  })
}
