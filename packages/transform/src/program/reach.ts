/**
 * Which code runs when a function runs: calls whose callee is known, and function literals handed to
 * something that is known to call them. What is not known is not followed.
 */
import { type ApiTable, isAfter } from '../module/apis.ts'
import type { CallRecord, FunctionRecord, ModuleSummary, Place } from '../module/summary.ts'
import { asImport, isInstant, type Value } from '../module/value.ts'
import type { AppEntry, EntryPoint } from './entries.ts'

/** One step on the way from a task to a call. */
export interface Step {
  readonly place: Place
  readonly what: string
}

export interface ReachedCall {
  readonly call: CallRecord
  /** The function whose code makes the call. */
  readonly function: number
  /** The calls on the way, outermost first. */
  readonly steps: readonly Step[]
  /** Whether a `try` with a `catch` stands around the call or a step. */
  readonly isCaught: boolean
}

interface Edge {
  readonly function: number
  /** Which parameters the caller supplies; `null` where that is not known, and then all count as supplied. */
  readonly supplied: readonly boolean[] | null
  /** Runs once the current call stack is over. */
  readonly isDeferred: boolean
  readonly what: string
}

/** Methods of arrays, maps, sets and promises that call the function they are given. */
const CALLS_NOW = new Set(
  'map forEach filter some every find findIndex findLast findLastIndex flatMap reduce reduceRight sort toSorted'.split(
    ' ',
  ),
)
const CALLS_LATER = new Set(['then', 'catch', 'finally'])
const SCHEDULES = new Set(['setTimeout', 'setImmediate', 'setInterval', 'queueMicrotask'])

/**
 * Where running starts: the first line of a callback or a module, which comes late; a function whose
 * promise was kept, or calls that make a promise, where only what follows an `await` comes late.
 */
export type ReachStart =
  | { readonly type: 'callback' | 'promise'; readonly function: number }
  | { readonly type: 'calls'; readonly calls: readonly CallRecord[] }

export interface ReachOptions {
  readonly apis: ApiTable
  /** Whether to follow the callbacks of `after` calls. */
  readonly intoTasks: boolean
}

interface Item extends Pick<Edge, 'function' | 'supplied'> {
  readonly isLate: boolean
  readonly steps: readonly Step[]
  readonly isCaught: boolean
}

/** Every call that runs late when `start` runs, once each, nearest first. */
export function reachCalls(
  summary: ModuleSummary,
  start: ReachStart,
  options: ReachOptions,
): ReachedCall[] {
  const reached = new Map<CallRecord, ReachedCall>()
  const visited = new Set<string>()
  const queue: Item[] = []
  const origin = { steps: [], isCaught: false }
  if (start.type === 'calls') {
    for (const call of start.calls) follow(call, { ...origin, isLate: false })
  } else {
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

function edgesOf(
  summary: ModuleSummary,
  call: CallRecord,
  { apis, intoTasks }: ReachOptions,
): Edge[] {
  const { callee } = call
  const edge = (target: Value, supplied: Edge['supplied'], isDeferred: boolean): Edge[] =>
    target.type === 'function' && !summary.functions[target.function]?.isSpecial
      ? [
          {
            function: target.function,
            supplied,
            isDeferred,
            what: `calls ${describeFunction(summary, target.function)}`,
          },
        ]
      : []
  if (callee.type === 'function' && !call.isNew) {
    return edge(callee, call.hasSpread ? null : call.arguments.map(isSupplied), false)
  }
  const [first] = call.arguments
  if (first && intoTasks && isAfterCall(call, apis)) {
    return edge(first, [true], true).map((found) => ({ ...found, what: 'schedules another task' }))
  }
  if (callee.type !== 'member' && callee.type !== 'global') return []
  const { name } = callee
  const callback = (target: Value, given: readonly boolean[], isDeferred: boolean) =>
    edge(target, given, isDeferred).map((found) => ({
      ...found,
      what: `runs the callback of \`${name}\``,
    }))
  if (callee.type === 'global') {
    if (SCHEDULES.has(name) && first) return callback(first, [], true)
    return call.isNew && name === 'Promise' && first ? callback(first, [true, true], false) : []
  }
  if (!CALLS_LATER.has(name) && !CALLS_NOW.has(name)) return []
  const isLater = CALLS_LATER.has(name) && !isInstant(callee.object, apis)
  return call.arguments.flatMap((argument) => callback(argument, [true, true, true], isLater))
}

export function describeFunction(summary: ModuleSummary, index: number): string {
  const name = summary.functions[index]?.name
  return name ? `${name}()` : 'a function'
}

/** An entry point whose run reaches a function, and how. */
export interface ReachingEntry {
  readonly entry: AppEntry
  /** The calls and renders on the way, outermost first; empty for code that stands in it. */
  readonly steps: readonly Step[]
}

/**
 * For each function, the `app/` entry points whose run reaches it: by calls, by rendering, or by
 * standing around it.
 */
export function findReachingEntries(
  summary: ModuleSummary,
  entries: readonly EntryPoint[],
  apis: ApiTable,
): (target: number) => readonly ReachingEntry[] {
  // A server function standing in a component is an entry point of its own, with a request of its own.
  const inside = summary.functions.map((): number[] => [])
  summary.functions.forEach(({ parent, directives }, index) => {
    if (parent !== null && !directives.includes('use server')) inside[parent]?.push(index)
  })
  const reaching = new Map<number, ReachingEntry[]>()
  for (const entry of entries) {
    if (entry.type !== 'app' || entry.function === null) continue
    for (const [index, steps] of reachFunctions(entry.function)) {
      const known = reaching.get(index)
      if (known) known.push({ entry, steps })
      else reaching.set(index, [{ entry, steps }])
    }
  }
  return (target) => reaching.get(target) ?? []

  function reachFunctions(start: number): ReadonlyMap<number, readonly Step[]> {
    const found = new Map<number, readonly Step[]>([[start, []]])
    // The map grows while it is read, so the nearest way is the first to be found.
    for (const [index, steps] of found) {
      const add = (target: number, ...step: Step[]) => {
        if (!found.has(target)) found.set(target, [...steps, ...step])
      }
      const { calls, renders } = summary.functions[index] as FunctionRecord
      for (const child of inside[index] ?? []) add(child)
      for (const call of calls) {
        for (const edge of edgesOf(summary, call, { apis, intoTasks: true })) {
          add(edge.function, { place: call.place, what: edge.what })
        }
      }
      for (const { component, place } of renders) {
        if (component.type !== 'function') continue
        const name = summary.functions[component.function]?.name
        add(component.function, { place, what: `renders ${name ? `<${name}>` : 'a component'}` })
      }
    }
    return found
  }
}

export function isAfterCall(call: CallRecord, apis: ApiTable): boolean {
  const origin = calledImport(call)
  return origin !== null && isAfter(apis.find(origin.source, origin.name))
}

/** Whether an argument can be there at all. */
function isSupplied(argument: Value): boolean {
  return !(argument.type === 'literal' && argument.kind === 'undefined')
}

/** The import a call goes to, if that is known. */
export function calledImport(
  call: CallRecord,
): { readonly source: string; readonly name: string } | null {
  return call.isNew ? null : asImport(call.callee)
}
