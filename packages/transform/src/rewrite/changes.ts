/**
 * A rewrite plan as changes of single nodes, in the terms of text and of a syntax tree alike: each
 * says with spans what it is about, and with text what comes there.
 */
import type { ImportSpecifier, ModuleSummary } from '../module/summary.ts'
import type { ServerHost } from '../program/entries/server-calls.ts'
import type { Span } from '../source/position.ts'
import { createNames } from './names.ts'
import type { EntryDescription, Rewrite } from './plan.ts'
import { createRedirector } from './redirect.ts'
import { listWrappedExports } from './wrapped-exports.ts'

export type Change =
  /** An expression, or a string with a module's name, becomes another. */
  | { readonly type: 'replace'; readonly span: Span; readonly text: string }
  /** A statement becomes others, or none. */
  | {
      readonly type: 'replace-statement'
      readonly span: Span
      readonly statements: readonly string[]
    }
  /** A value stays, with something around it: `value` ⬇ `_withAfter(value)` */
  | {
      readonly type: 'surround'
      readonly span: Span
      readonly before: string
      readonly after: string
    }
  /** A call gets more arguments in front: `after(task)` ⬇ `after("file:line:column", "caller", task)` */
  | {
      readonly type: 'prepend-arguments'
      readonly callee: Span
      readonly at: number
      readonly list: readonly string[]
      readonly hasArguments: boolean
    }
  /** The old name of a specifier, property or member becomes the new: `{ unstable_after }` ⬇ `{ after as unstable_after }` */
  | { readonly type: 'rename'; readonly node: Span; readonly name: Span; readonly text: string }
  /** `import server from` ⬇ `import * as server from` */
  | { readonly type: 'import-namespace'; readonly specifier: Span }
  /** A property leaves its pattern. */
  | { readonly type: 'remove-property'; readonly span: Span; readonly siblings: readonly Span[] }
  /** `const { NextResponse } = server` ⬇ `const { NextResponse } = server, { after } = _runtime` */
  | { readonly type: 'add-declarator'; readonly at: number; readonly text: string }
  /** A function's code moves into a callback: `{ body }` ⬇ `{ return _entry({…}, () => { body }) }` */
  | {
      readonly type: 'enter'
      readonly body: { readonly type: 'block' | 'expression' } & Span
      /** `_entry({…}, () =>`, up to the callback's body. */
      readonly open: string
    }
  /** A declaration is no longer an export: `keyword` goes. */
  | { readonly type: 'unexport'; readonly statement: Span; readonly keyword: Span }
  /** Statements at the module's top level. */
  | {
      readonly type: 'insert'
      readonly at: number
      readonly side: 'before' | 'behind'
      readonly statements: readonly string[]
    }
  /** Statements at the module's end. */
  | { readonly type: 'append'; readonly statements: readonly string[] }

export interface ListChangesInput {
  readonly code: string
  readonly summary: ModuleSummary
  readonly rewrites: readonly Rewrite[]
  /** The runtime package's name. */
  readonly runtime: string
}

type Helper =
  | 'runtime'
  | 'afterAt'
  | 'afterAtNext'
  | 'afterWithin'
  | 'runEntry'
  | 'wrapEntry'
  | `withAfter:${ServerHost}`

/** `from` is a part of the runtime package; the runtime itself is imported as an object. */
interface HelperSource {
  /** The export's name, where it is not the helper's. */
  readonly imported?: string
  readonly local: string
  readonly from: string | null
}

const HELPERS: Readonly<Record<Helper, HelperSource>> = {
  runtime: { local: '_runtime', from: null },
  afterAt: { local: '_after', from: 'compiled' },
  afterAtNext: { imported: 'afterAt', local: '_after', from: 'next' },
  afterWithin: { local: '_afterWithin', from: 'next' },
  runEntry: { local: '_entry', from: 'compiled' },
  wrapEntry: { local: '_wrapEntry', from: 'compiled' },
  'withAfter:node': { imported: 'withAfter', local: '_withAfter', from: 'node' },
  'withAfter:fetch': { imported: 'withAfter', local: '_withAfter', from: 'fetch' },
  'withAfter:deno': { imported: 'withAfter', local: '_withAfter', from: 'deno' },
  'withAfter:bun': { imported: 'withAfter', local: '_withAfter', from: 'bun' },
}

/** The changes of a module, in the order in which they are made. */
export function listChanges({ code, summary, rewrites, runtime }: ListChangesInput): Change[] {
  const names = createNames(summary.names)
  const helpers = new Map<Helper, string>()
  const tail: string[] = []
  const redirector = createRedirector({ code, runtime, useRuntime: () => use('runtime') })
  const changes = rewrites.flatMap(toChanges)
  if (helpers.size > 0) changes.push(importHelpers())
  if (tail.length > 0) changes.push({ type: 'append', statements: tail })
  return changes

  function use(helper: Helper): string {
    const known = helpers.get(helper)
    if (known) return known
    const name = names.create(HELPERS[helper].local)
    helpers.set(helper, name)
    return name
  }

  /** What wraps a value, up to the value. */
  function openWrap(entry: EntryDescription | null): string {
    return entry ? `${use('wrapEntry')}(${printEntry(entry)}, ` : `${use('withAfter:fetch')}(`
  }

  function toChanges(rewrite: Rewrite): Change[] {
    switch (rewrite.type) {
      case 'call-site':
        return nameCallSite(rewrite)
      case 'redirect':
        return redirector.redirect(rewrite)
      case 'redirect-parts':
        return redirector.redirectParts(rewrite.moves)
      case 'redirect-all':
        return redirector.redirectAll(rewrite)
      case 'rename': {
        const { specifiers, type } = rewrite.record
        return specifiers.flatMap((specifier: ImportSpecifier) =>
          redirector.rename(specifier, type),
        )
      }
      case 'wrap-function': {
        const { body, isAsync, entry } = rewrite
        const open = `${use('runEntry')}(${printEntry(entry)}, ${isAsync ? 'async ' : ''}() =>`
        return [{ type: 'enter', body, open }]
      }
      case 'wrap-value':
        return [
          { type: 'surround', span: rewrite.value, before: openWrap(rewrite.entry), after: ')' },
        ]
      case 'wrap-server': {
        const before = `${use(`withAfter:${rewrite.host}`)}(`
        return [{ type: 'surround', span: rewrite.value, before, after: ')' }]
      }
      case 'wrap-declaration':
        return wrapDeclaration(rewrite)
      case 'wrap-exports': {
        const wrapped = listWrappedExports({ code, summary, rewrite, names, openWrap })
        tail.push(...wrapped.tail)
        return [wrapped.change]
      }
    }
  }

  function nameCallSite({
    callee,
    keepsCallee,
    passesCallee,
    maxDuration,
    argumentsAt,
    hasArguments,
    site,
    caller,
  }: Rewrite & { readonly type: 'call-site' }): Change[] {
    const helper = maxDuration !== null ? 'afterWithin' : passesCallee ? 'afterAtNext' : 'afterAt'
    const replaced: Change = keepsCallee
      ? { type: 'surround', span: callee, before: '(', after: `, ${use(helper)})` }
      : { type: 'replace', span: callee, text: use(helper) }
    const list = [JSON.stringify(site), JSON.stringify(caller)]
    if (maxDuration !== null) list.unshift(String(maxDuration))
    if (passesCallee) {
      // The old name has gone from Next's module, too.
      list.push(code.slice(callee.start, callee.end).replace(/\.unstable_after$/, '.after'))
    }
    return [replaced, { type: 'prepend-arguments', callee, at: argumentsAt, list, hasArguments }]
  }

  function wrapDeclaration({
    statement,
    declaration,
    name,
  }: Rewrite & { readonly type: 'wrap-declaration' }): Change[] {
    const before = openWrap(null)
    if (name === '') return [{ type: 'surround', span: declaration, before, after: ');' }]
    // The declaration stays one, so that it is still hoisted and the module can use its name.
    tail.push(`export default ${before}${name});`)
    const keyword = { start: statement.start, end: declaration.start }
    return [{ type: 'unexport', statement, keyword }]
  }

  function importHelpers(): Change {
    const modules = new Map<string, string[]>()
    const whole = helpers.get('runtime')
    for (const [helper, local] of helpers) {
      const { imported = helper, from } = HELPERS[helper]
      if (from === null) continue
      const separator = summary.isEsm ? ' as ' : ': '
      modules.set(from, [...(modules.get(from) ?? []), `${imported}${separator}${local}`])
    }
    const statements = [...modules].map(([from, list]) => {
      const source = JSON.stringify(`${runtime}/${from}`)
      return summary.isEsm
        ? `import { ${list.join(', ')} } from ${source};`
        : `const { ${list.join(', ')} } = require(${source});`
    })
    if (whole) {
      const source = JSON.stringify(runtime)
      statements.unshift(
        summary.isEsm
          ? `import * as ${whole} from ${source};`
          : `const ${whole} = require(${source});`,
      )
    }
    const { offset, side } = summary.importsAt
    return { type: 'insert', at: offset, side, statements }
  }
}

/** `{ phase: "render", file: "app/page.tsx", name: "default", route: "/" }` */
function printEntry(entry: EntryDescription): string {
  const fields = Object.entries(entry).map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
  return `{ ${fields.join(', ')} }`
}
