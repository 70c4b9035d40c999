/** Joins a module's `after` calls with the entry points that reach them and the calls their tasks make. */
import type { ApiTable } from '../module/apis.ts'
import type { AfterSite, FunctionRecord, ModuleSummary } from '../module/summary.ts'
import type { Value } from '../module/value.ts'
import { isWithin } from '../source/position.ts'
import type { EntryPoint } from './entries.ts'
import { type ReachedCall, type ReachStart, reachCalls } from './reach.ts'
import { findReachingEntries, type ReachingEntry } from './reaching.ts'

/** A call of `after` with what is known of it. */
export interface LinkedSite {
  readonly site: AfterSite
  /** `callback` runs after the response; `promise` is work that has started already. */
  readonly form: 'callback' | 'promise' | 'unknown'
  /** The entry points whose run reaches it. */
  readonly entries: readonly ReachingEntry[]
  /** The calls its task makes; empty where the task is not known. */
  readonly reached: readonly ReachedCall[]
}

export function linkSites(
  summary: ModuleSummary,
  entries: readonly EntryPoint[],
  apis: ApiTable,
): LinkedSite[] {
  if (summary.sites.length === 0) return []
  const options = { apis, during: 'request' } as const
  const reachingEntries = findReachingEntries(summary, entries, apis)
  return summary.sites.map((site): LinkedSite => {
    const task = withoutBind(site.task)
    const linked = { site, entries: reachingEntries(site.function) }
    if (task.type === 'function') {
      const start = { type: 'callback', function: task.function } as const
      return { ...linked, form: 'callback', reached: reachCalls(summary, start, options) }
    }
    if (task.type === 'result' && !task.isAwaited) {
      const start = findWork(summary, site, task.of)
      return { ...linked, form: 'promise', reached: reachCalls(summary, start, options) }
    }
    // `after(cookies)`: the task is the imported function itself.
    return site.taskPlace && task.type === 'import'
      ? { ...linked, form: 'callback', reached: [callOf(task, site)] }
      : { ...linked, form: 'unknown', reached: [] }
  })
}

/** What makes a promise: the calls in `after(work().then(log))`; of `const p = work()`, the function. */
function findWork(summary: ModuleSummary, site: AfterSite, work: Value): ReachStart {
  const { calls } = summary.functions[site.function] as FunctionRecord
  const inside = calls.filter(({ place }) => site.taskPlace && isWithin(place, site.taskPlace))
  return inside.length === 0 && work.type === 'function'
    ? { type: 'promise', function: work.function }
    : { type: 'calls', calls: inside }
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
      isIterated: false,
      isAfterAwait: false,
      runsWithout: [],
      dependsOn: [],
      isUnreachable: false,
      isCaught: false,
      isReturned: true,
    },
  }
}
