/** Which calls run late when a task or a module runs, through the functions of the module. */
import type { CallRecord, FunctionRecord, ModuleSummary, ParameterPath } from '../module/summary.ts'
import { type Edge, type EdgeOptions, edgesOf, type Step, type Supply, supplyOf } from './edges.ts'

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
    const key = `${item.function}:${JSON.stringify(item.supplied)}:${item.isLate}:${item.isCaught}`
    if (visited.has(key)) continue
    visited.add(key)
    for (const call of (summary.functions[item.function] as FunctionRecord).calls) {
      const isGiven = (path: ParameterPath) =>
        path.function === item.function
          ? isSupplied(path, item.supplied)
          : !isLeftOut(summary, path)
      if (call.isUnreachable || call.runsWithout.some(isGiven)) continue
      // `if (flag) call()`: what a caller hands in decides, so the way to the call is not proven. A
      // task's own parameter is the runtime's, and takes all its values.
      const isTask = start.type === 'callback' && start.function === item.function
      if (!isTask && call.dependsOn.some((path) => path.function === item.function)) continue
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

function isSupplied({ index, path }: ParameterPath, supplied: readonly Supply[] | null): boolean {
  if (supplied === null) return true
  const supply = supplied[index] ?? false
  const [name] = path
  return typeof supply === 'boolean' ? supply : name === undefined || supply.includes(name)
}

/** Whether nothing in the module gives a parameter to a function around the one that is running, which was called before. */
function isLeftOut(summary: ModuleSummary, path: ParameterPath): boolean {
  const calls = listCallers(summary).get(path.function) ?? []
  return (
    calls.length > 0 &&
    calls.every((call) => !call.hasSpread && !isSupplied(path, call.arguments.map(supplyOf)))
  )
}

const callers = new WeakMap<ModuleSummary, Map<number, CallRecord[]>>()

function listCallers(summary: ModuleSummary): ReadonlyMap<number, readonly CallRecord[]> {
  const known = callers.get(summary)
  if (known) return known
  const found = new Map<number, CallRecord[]>()
  for (const call of summary.functions.flatMap(({ calls }) => calls)) {
    if (call.callee.type !== 'function') continue
    const { function: index } = call.callee
    const list = found.get(index)
    if (list) list.push(call)
    else found.set(index, [call])
  }
  callers.set(summary, found)
  return found
}
