/** Which calls run late when a task or a module runs, through the functions of the module. */
import type { CallRecord, FunctionRecord, ModuleSummary } from '../module/summary.ts'
import { type Edge, type EdgeOptions, edgesOf, type Step } from './edges.ts'

export interface ReachedCall {
  readonly call: CallRecord
  /** The function whose code makes the call. */
  readonly function: number
  /** The calls on the way, outermost first. */
  readonly steps: readonly Step[]
  /** Whether a `try` with a `catch` stands around the call or a step. */
  readonly isCaught: boolean
}

/**
 * Where running starts: the first line of a callback or a module, which comes late; a function whose
 * promise was kept, or calls that make a promise, where only what follows an `await` comes late.
 */
export type ReachStart =
  | { readonly type: 'callback' | 'promise'; readonly function: number }
  | { readonly type: 'calls'; readonly calls: readonly CallRecord[] }

interface Item extends Pick<Edge, 'function' | 'supplied'> {
  readonly isLate: boolean
  readonly steps: readonly Step[]
  readonly isCaught: boolean
}

/** Every call that runs late when `start` runs, once each, nearest first. */
export function reachCalls(
  summary: ModuleSummary,
  start: ReachStart,
  options: EdgeOptions,
): ReachedCall[] {
  const reached = new Map<CallRecord, ReachedCall>()
  const visited = new Set<string>()
  const queue: Item[] = []
  const origin = { steps: [], isCaught: false }
  if (start.type === 'calls') {
    for (const call of start.calls) follow(call, { ...origin, isLate: false })
  } else if (!summary.functions[start.function]?.isGenerator) {
    // A task's own parameter is supplied: the runtime hands it `{ signal, outcome }`.
    const isCallback = start.type === 'callback'
    const supplied = isCallback ? [true] : null
    queue.push({ ...origin, function: start.function, supplied, isLate: isCallback })
  }
  // The queue grows while it is read.
  for (const item of queue) {
    const key = `${item.function}:${item.supplied}:${item.isLate}:${item.isCaught}`
    if (visited.has(key)) continue
    visited.add(key)
    for (const call of (summary.functions[item.function] as FunctionRecord).calls) {
      const { fallbackOf } = call
      if (fallbackOf !== null && (item.supplied === null || item.supplied[fallbackOf])) continue
      const isLate = item.isLate || call.isAfterAwait
      const isCaught = item.isCaught || call.isCaught
      if (isLate && !reached.has(call)) {
        reached.set(call, { call, function: item.function, steps: item.steps, isCaught })
      }
      follow(call, { steps: item.steps, isLate, isCaught })
    }
  }
  return [...reached.values()]

  function follow(
    call: CallRecord,
    { steps, isLate, isCaught }: Pick<Item, 'steps' | 'isLate' | 'isCaught'>,
  ): void {
    for (const edge of edgesOf(summary, call, options)) {
      queue.push({
        function: edge.function,
        supplied: edge.supplied,
        isLate: isLate || edge.isDeferred,
        steps: [...steps, { place: call.place, what: edge.what }],
        isCaught,
      })
    }
  }
}
