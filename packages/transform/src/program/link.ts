/** Joins a module's `after` calls with the entry points that reach them and the calls their tasks make. */
import { type ApiTable, isAfter } from '../module/apis.ts'
import type { AfterSite, CallRecord, ModuleSummary } from '../module/summary.ts'
import type { Value } from '../module/value.ts'
import type { AppEntry, EntryPoint } from './entries.ts'
import { calledImport, findEntriesReaching, type ReachedCall, reachCalls } from './reach.ts'

/** A call of `after` with what is known of it. */
export interface LinkedSite {
  readonly site: AfterSite
  /** `callback` runs after the response; `promise` is work that has started already. */
  readonly form: 'callback' | 'promise' | 'unknown'
  /** The entry points whose run reaches it. */
  readonly entries: readonly AppEntry[]
  /** The calls its task makes; empty where the task is not known. */
  readonly reached: readonly ReachedCall[]
}

export function linkSites(
  summary: ModuleSummary,
  entries: readonly EntryPoint[],
  apis: ApiTable,
): LinkedSite[] {
  const intoTasks = (call: CallRecord) => isAfterCall(call, apis)
  return summary.sites.map((site): LinkedSite => {
    const task = withoutBind(site.task)
    const reaching = findEntriesReaching(summary, entries, site.function)
    const linked = { site, entries: reaching }
    if (task.type === 'function') {
      const reached = reachCalls(summary, task.function, { from: 'callback', intoTasks })
      return { ...linked, form: 'callback', reached }
    }
    if (task.type === 'result') {
      const work = task.of
      const reached =
        work.type === 'function'
          ? reachCalls(summary, work.function, { from: 'promise', intoTasks })
          : []
      return { ...linked, form: 'promise', reached }
    }
    // `after(cookies)`: the task is the imported function itself.
    return site.taskPlace && task.type === 'import'
      ? { ...linked, form: 'callback', reached: [callOf(task, site)] }
      : { ...linked, form: 'unknown', reached: [] }
  })
}

export function isAfterCall(call: CallRecord, apis: ApiTable): boolean {
  const origin = calledImport(call)
  return origin !== null && isAfter(apis.find(origin.source, origin.name))
}

/** `work.bind(null, id)` is `work`. */
function withoutBind(value: Value): Value {
  const isBound = value.type === 'result' && value.of.type === 'member' && value.of.name === 'bind'
  return isBound ? (value.of as Value & { readonly type: 'member' }).object : value
}

function callOf(callee: Value, site: AfterSite): ReachedCall {
  const place = site.taskPlace ?? site.place
  return {
    function: site.function,
    steps: [],
    isCaught: false,
    call: {
      callee,
      place,
      calleePlace: place,
      arguments: [],
      hasSpread: false,
      isNew: false,
      isAfterAwait: false,
      fallbackOf: null,
      isCaught: false,
      isReturned: true,
    },
  }
}
