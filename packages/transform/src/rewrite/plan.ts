/** Decides what changes in a module, from its summary alone; emitting the change is another file's work. */
import type { ApiTable } from '../module/apis.ts'
import type {
  ExportRecord,
  ImportRecord,
  ImportSpecifier,
  ModuleSummary,
} from '../module/summary.ts'
import { asImport, type Value } from '../module/value.ts'
import type { Phase, RunnableEntry } from '../program/entries/entry.ts'
import type { ServerCall, ServerHost } from '../program/entries/server-calls.ts'
import { isWithin, type Span } from '../source/position.ts'

/** What the emitted code tells the runtime about an entry point. */
export interface EntryDescription {
  readonly phase: Phase
  readonly file: string
  readonly name: string
  readonly route?: string
  readonly maxDuration?: number
}

/**
 * `after(task)` ⬇ `_after("file:line:column", "caller", task)`; on Next, whose own `after` goes on
 * scheduling, `_after("file:line:column", "caller", after, task)`, and with a `maxDuration` of 30
 * `_afterWithin(30, "file:line:column", "caller", after, task)`
 */
interface CallSiteRewrite {
  readonly type: 'call-site'
  readonly callee: Span
  /** Whether the callee does something of its own: then it stays, and only its value goes unused. */
  readonly keepsCallee: boolean
  /** Whether the callee is handed on as an argument. */
  readonly passesCallee: boolean
  /** Seconds that the tasks of the file's requests have, where its configuration says so to Next alone. */
  readonly maxDuration: number | null
  readonly argumentsAt: number
  readonly hasArguments: boolean
  readonly site: string
  readonly caller: string
}

export type Rewrite =
  | CallSiteRewrite
  /** `import { after, NextResponse } from 'next/server'` ⬇ two imports */
  | {
      readonly type: 'redirect'
      readonly record: ImportRecord
      readonly moves: readonly ImportSpecifier[]
      /** Whether nothing stays behind. */
      readonly isWhole: boolean
    }
  /** `const { after, NextResponse } = server` ⬇ `const { NextResponse } = server, { after } = _runtime` */
  | { readonly type: 'redirect-parts'; readonly moves: readonly ImportSpecifier[] }
  /** `export * from 'next/headers'` ⬇ the names the runtime has, and the rest from where it was */
  | {
      readonly type: 'redirect-all'
      readonly record: ImportRecord
      readonly names: readonly string[]
      /** Whether the module has nothing else. */
      readonly isWhole: boolean
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
  /** `express()` ⬇ `_withAfter(express())` */
  | { readonly type: 'wrap-server'; readonly value: Span; readonly host: ServerHost }
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
  readonly entries: readonly RunnableEntry[]
  readonly servers: readonly ServerCall[]
  readonly apis: ApiTable
  readonly target: 'runtime' | 'next'
  /** The runtime package's name. */
  readonly runtime: string
  /** Whether the module ends up in a browser: then imports move, so that the build gets as far as its report. */
  readonly isClient: boolean
}

export function planRewrite(input: PlanRewriteInput): Rewrite[] {
  if (input.target === 'next') return input.isClient ? [] : planForNext(input)
  const redirects = planRedirects(input)
  if (input.isClient) return redirects
  return [...planCallSites(input.summary), ...redirects, ...planServers(input), ...planWraps(input)]
}

/** Next keeps its imports and entry points. A call whose callee does something of its own stays as it is, too. */
function planForNext({ summary, apis, entries }: PlanRewriteInput): Rewrite[] {
  const maxDuration = findMaxDuration(entries)
  const calls = planCallSites(summary)
    .filter((call) => !call.keepsCallee)
    .map((call) => ({ ...call, passesCallee: true, maxDuration }))
  const renames = summary.imports
    .filter(({ source, typeOnly }) => !typeOnly && apis.find(source, 'unstable_after') !== null)
    .filter(importsOldName)
    .map((record): Rewrite => ({ type: 'rename', record }))
  return [...calls, ...renames]
}

/** Only of a file that answers for a route: elsewhere the name means nothing. */
function findMaxDuration(entries: readonly RunnableEntry[]): number | null {
  const [entry] = entries.filter((item) => item.type === 'app' && item.route !== null)
  return entry?.type === 'app' ? entry.segment.maxDuration : null
}

/** Whether a statement imports `unstable_after`, which is gone wherever it came from. */
function importsOldName({ type, specifiers }: ImportRecord): boolean {
  const isOld = specifiers.some(
    ({ imported, importedSpan }) => imported === 'unstable_after' && importedSpan !== null,
  )
  return isOld && /^(import|export)$/.test(type)
}

function planCallSites({ sites, file }: ModuleSummary): CallSiteRewrite[] {
  return sites.map((site) => {
    return {
      type: 'call-site',
      callee: site.calleePlace,
      keepsCallee: site.calleeHasEffects,
      passesCallee: false,
      maxDuration: null,
      argumentsAt: site.argumentsAt,
      hasArguments: site.argumentCount > 0,
      site: `${file}:${site.place.line}:${site.place.column}`,
      caller: site.caller,
    }
  })
}

function planRedirects({ summary, apis, runtime, isClient }: PlanRewriteInput): Rewrite[] {
  const gone = isClient ? [] : planCallSites(summary).filter((site) => !site.keepsCallee)
  // What the module exports already: an explicit export wins over the same name from `export *`.
  const exported = new Set(summary.exports.map(({ name }) => name))
  return summary.imports.flatMap((record): Rewrite[] => {
    if (record.typeOnly) return []
    if (record.source === runtime) {
      return importsOldName(record) ? [{ type: 'rename', record }] : []
    }
    if (!apis.isRedirected(record.source)) return []
    // `require('next/server').after(task)` has gone as a whole.
    if (gone.some(({ callee }) => isWithin(record.span, callee))) return []
    const { names, isAll } = apis.listProvided(record.source)
    if (record.type === 'export-all') {
      const missing = names.filter((name) => !exported.has(name))
      for (const name of missing) exported.add(name)
      return isAll || missing.length > 0
        ? [{ type: 'redirect-all', record, names: missing, isWhole: isAll }]
        : []
    }
    const moves = record.specifiers.filter(
      ({ imported, typeOnly }) => !typeOnly && apis.isProvided(record.source, imported),
    )
    // The module object itself, and its default, which stands for it: `import server from 'next/server'`.
    const objects = record.specifiers.filter(isModuleObject)
    const isDefaultAlone = objects.some((item) => item.imported === 'default')
      ? record.type === 'import' && countWritten(record) === 1
      : true
    const isKnown = record.isKnown && moves.length + objects.length === record.specifiers.length
    const isWhole = isDefaultAlone && (isAll || (isKnown && moves.length > 0))
    const isLeft = ({ span }: ImportSpecifier) => !gone.some(({ callee }) => isWithin(span, callee))
    if (isWhole) return [{ type: 'redirect', record, moves: moves.filter(isLeft), isWhole }]
    const named = moves.filter(({ local }) => local !== '')
    const parts = moves.filter((move) => move.part !== null && isLeft(move))
    return [
      ...(named.length > 0 ? [{ type: 'redirect', record, moves: named, isWhole } as const] : []),
      ...(parts.length > 0 ? [{ type: 'redirect-parts', moves: parts } as const] : []),
    ]
  })
}

function isModuleObject({ imported, importedSpan }: ImportSpecifier): boolean {
  return importedSpan === null && (imported === '*' || imported === 'default')
}

/** The specifiers of the statement itself: members read from a namespace have no local name. */
function countWritten({ specifiers }: ImportRecord): number {
  return specifiers.filter(({ local }) => local !== '').length
}

/** Servers that are not wrapped already, they or what they are made of. */
function planServers({ summary, servers, runtime }: PlanRewriteInput): Rewrite[] {
  const done = new Set(
    summary.functions
      .flatMap(({ calls }) => calls)
      .filter(({ callee }) => isWrapper(callee, runtime))
      .map(({ argumentPlace }) => argumentPlace?.start),
  )
  return servers
    .filter(({ target, handlers }) => {
      return !done.has(target.start) && !handlers.some((value) => isWrapped(value, runtime))
    })
    .map(({ target, host }) => ({ type: 'wrap-server', value: target, host }))
}

function planWraps({ summary, entries, apis, runtime }: PlanRewriteInput): Rewrite[] {
  const rewrites: Rewrite[] = []
  const statements = new Map<number, Rewrite & { type: 'wrap-exports' }>()
  const wrapped = new Set<number>()

  function wrapValue(span: Span, entry: EntryDescription | null): void {
    if (!isFirst(span)) return
    wrapped.add(span.start)
    rewrites.push({ type: 'wrap-value', value: span, entry })
  }

  function isFirst(span: Span): boolean {
    return !wrapped.has(span.start)
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

  // A name that the function is written under comes before those it is also exported under.
  const isListed = (point: RunnableEntry) => Number(point.export?.shape.type === 'specifier')
  for (const point of [...entries].sort((a, b) => isListed(a) - isListed(b))) {
    const record = point.export
    if (record && (isWrapped(record.value, runtime) || isGiven(record.value, apis))) continue
    const entry = point.type === 'app' ? describeEntry(point) : null
    const index = point.type === 'app' ? point.function : null
    const target = index === null ? undefined : summary.functions[index]
    if (target && index !== null && entry) {
      if (target.isGenerator || target.isSpecial || target.redeclaresParameter) continue
      const isDone = wrapped.has(target.body.start) || isEntered(summary, index, runtime)
      if (!isDone) {
        wrapped.add(target.body.start)
        rewrites.push({ type: 'wrap-function', body: target.body, isAsync: target.isAsync, entry })
        continue
      }
      // A function exported twice is one entry point from inside: the second name goes around it.
      if (!wrapped.has(target.body.start) || entry.phase === 'action') continue
    }
    if (!record) continue
    const { shape } = record
    switch (shape.type) {
      case 'initializer':
      case 'default-expression':
        wrapValue(shape.value, entry)
        break
      case 'declaration': {
        if (entry) break
        const own = record.value.type === 'function' && summary.functions[record.value.function]
        const name = own && own.name !== 'default' ? own.name : ''
        const { statement, declaration } = shape
        rewrites.push({ type: 'wrap-declaration', statement, declaration, name })
        break
      }
      case 'specifier':
        // A function keeps its name only where it is not an argument.
        if (shape.initializer && isFirst(shape.initializer) && record.value.type !== 'function') {
          wrapValue(shape.initializer, entry)
        } else if (entry?.phase !== 'action' || !shape.initializer) {
          wrapExport(shape.statement, null, record, entry)
        }
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

function describeEntry({
  phase,
  file,
  name,
  route,
  segment: { maxDuration },
}: RunnableEntry & { readonly type: 'app' }): EntryDescription {
  return {
    phase,
    file,
    name,
    ...(route === null ? {} : { route }),
    ...(maxDuration === null ? {} : { maxDuration }),
  }
}

/** Whether a value has been wrapped before, by us or by hand. */
function isWrapped(value: Value, runtime: string): boolean {
  return value.type === 'result' && isWrapper(value.of, runtime)
}

/** Whether a value is Next's or the runtime's own, which no entry point is: `export { cookies } from 'next/headers'`. */
function isGiven(value: Value, apis: ApiTable): boolean {
  const origin = asImport(value)
  if (origin === null) return false
  return /^next\//.test(origin.source) || apis.isProvided(origin.source, origin.name)
}

function isWrapper(callee: Value, runtime: string): boolean {
  const origin = asImport(callee)
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
