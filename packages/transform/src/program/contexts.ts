/** Finds the calls of a platform's `waitUntil`: by what they come from, never by their name alone. */
import type { CallRecord, FunctionRecord, ModuleSummary } from '../module/summary.ts'
import { asImport, type Value } from '../module/value.ts'
import {
  CONTEXT_GETTERS,
  CONTEXT_TYPES,
  METHOD,
  WAIT_UNTIL_MODULES,
  type WaitUntilKind,
  WORKER_METHODS,
} from '../module/wait-until.ts'
import type { EntryPoint } from './entries/entry.ts'
import type { Linker } from './linker.ts'

export interface FindWaitUntilInput {
  readonly linker: Linker
  readonly module: ModuleSummary
  readonly entries: readonly EntryPoint[]
}

/** Tells what a callee is, if it is a platform's `waitUntil`. */
export type WaitUntilFinder = (call: CallRecord) => WaitUntilKind | null

type Parameter = Value & { readonly type: 'parameter' }

export function createWaitUntilFinder({
  linker,
  module,
  entries,
}: FindWaitUntilInput): WaitUntilFinder {
  return ({ callee, name, isNew }) => {
    if (isNew) return null
    const imported = asImport(callee)
    // Modules are read for what is called so, here or where it comes from.
    if (imported?.name === 'waitUntil' || (imported && /\bwaitUntil$/.test(name))) {
      const origin = asImport(linker.follow({ module, value: callee, frame: null }).value)
      return (origin?.name === 'waitUntil' && WAIT_UNTIL_MODULES.get(origin.source)) || null
    }
    const isContexts =
      callee.type === 'member' && callee.name === 'waitUntil' && isContext(callee.object)
    return isContexts ? METHOD : null
  }

  function isContext(value: Value): boolean {
    if (value.type === 'parameter') return isContextParameter(value)
    if (value.type !== 'member') return false
    const { object, name } = value
    // Hono's: `c.executionCtx.waitUntil(…)`.
    if (name === 'executionCtx' && object.type === 'parameter') {
      return module.imports.some(({ source }) => /^hono\b/.test(source))
    }
    const getter = name === 'ctx' && object.type === 'result' ? asImport(object.of) : null
    return getter !== null && (CONTEXT_GETTERS.get(getter.source)?.test(getter.name) ?? false)
  }

  function isContextParameter(parameter: Parameter): boolean {
    const { index } = parameter
    const { typeName } = parameterOf(parameter)
    if (typeName !== null) return isContextType(typeName)
    return (
      (index === 2 && isWorkerMethod(parameter)) ||
      (index === 1 && isMiddleware(parameter)) ||
      (index === 0 && isEventListener(parameter))
    )
  }

  function parameterOf({ function: owner, index }: Parameter): {
    readonly typeName: string | null
  } {
    return module.functions[owner]?.parameters[index] ?? { typeName: null }
  }

  function isContextType(name: string): boolean {
    const from = CONTEXT_TYPES.get(name)
    if (from === undefined) return false
    return (
      from === null ||
      module.imports.some(
        ({ source, specifiers }) =>
          from.test(source) && specifiers.some(({ local }) => local === name),
      )
    )
  }

  /** `export default { fetch(request, env, ctx) {} }` */
  function isWorkerMethod({ function: owner }: Parameter): boolean {
    const exported = module.exports.find(({ name }) => name === 'default')?.value
    if (exported?.type !== 'literal') return false
    return WORKER_METHODS.some((name) => {
      const member = exported.members?.[name]
      return member?.type === 'function' && member.function === owner
    })
  }

  function isMiddleware({ function: owner }: Parameter): boolean {
    return entries.some(
      (entry) => entry.type === 'app' && entry.phase === 'middleware' && entry.function === owner,
    )
  }

  /** `addEventListener('fetch', (event) => …)` of a service worker. */
  function isEventListener({ function: owner }: Parameter): boolean {
    return module.functions.some(({ calls }: FunctionRecord) =>
      calls.some(
        ({ callee, arguments: given }) =>
          callee.type === 'global' &&
          callee.name === 'addEventListener' &&
          given[1]?.type === 'function' &&
          given[1].function === owner,
      ),
    )
  }
}
