/**
 * Which code runs when a function runs: calls whose callee is known, and function literals handed to
 * something that is known to call them. What is not known is not followed.
 */
import type { CallRecord, FunctionRecord, ModuleSummary, Place } from '../module/summary.ts'
import { asImport, type Value } from '../module/value.ts'
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
  /** Which parameters the caller supplies. */
  readonly supplied: readonly boolean[]
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

export interface ReachOptions {
  /** What the task is: a callback runs after the response from its first line, a promise's work only behind an `await`. */
  readonly from: 'callback' | 'promise'
  /** Whether to follow the callbacks of `after` calls. */
  readonly intoTasks: (call: CallRecord) => boolean
}

/** Every call that runs when `start` runs, once each, nearest first. */
export function reachCalls(
  summary: ModuleSummary,
  start: number,
  { from, intoTasks }: ReachOptions,
): ReachedCall[] {
  const reached = new Map<CallRecord, ReachedCall>()
  const visited = new Set<string>()
  // A task's own parameter is supplied: the runtime hands it `{ signal, outcome }`.
  const queue = [
    {
      function: start,
      supplied: [true],
      late: from === 'callback',
      steps: [] as Step[],
      isCaught: false,
    },
  ]
  for (let item = queue.shift(); item; item = queue.shift()) {
    const key = `${item.function}:${item.supplied}:${item.late}:${item.isCaught}`
    if (visited.has(key)) continue
    visited.add(key)
    for (const call of (summary.functions[item.function] as FunctionRecord).calls) {
      if (call.fallbackOf !== null && item.supplied[call.fallbackOf]) continue
      const late = item.late || call.isAfterAwait
      const isCaught = item.isCaught || call.isCaught
      if (late && !reached.has(call)) {
        reached.set(call, { call, function: item.function, steps: item.steps, isCaught })
      }
      for (const edge of edgesOf(summary, call, intoTasks)) {
        queue.push({
          function: edge.function,
          supplied: [...edge.supplied],
          late: late || edge.isDeferred,
          steps: [...item.steps, { place: call.place, what: edge.what }],
          isCaught,
        })
      }
    }
  }
  return [...reached.values()]
}

function edgesOf(
  summary: ModuleSummary,
  call: CallRecord,
  intoTasks: (call: CallRecord) => boolean,
): Edge[] {
  const { callee } = call
  const edge = (target: Value, supplied: readonly boolean[], isDeferred: boolean): Edge[] =>
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
  const supplied = call.arguments.map(
    (argument) => !(argument.type === 'literal' && argument.kind === 'undefined'),
  )
  if (callee.type === 'function' && !call.isNew) return edge(callee, supplied, false)
  const [first] = call.arguments
  if (first && intoTasks(call)) {
    return edge(first, [true], true).map((found) => ({ ...found, what: 'schedules another task' }))
  }
  const name = callee.type === 'member' || callee.type === 'global' ? callee.name : null
  if (name === null) return []
  const callback = (target: Value, given: readonly boolean[], isDeferred: boolean) =>
    edge(target, given, isDeferred).map((found) => ({
      ...found,
      what: `runs the callback of \`${name}\``,
    }))
  if (callee.type === 'global') {
    if (SCHEDULES.has(name) && first) return callback(first, [], true)
    return call.isNew && name === 'Promise' && first ? callback(first, [true, true], false) : []
  }
  const isLater = CALLS_LATER.has(name)
  if (!isLater && !CALLS_NOW.has(name)) return []
  return call.arguments.flatMap((argument) => callback(argument, [true, true, true], isLater))
}

export function describeFunction(summary: ModuleSummary, index: number): string {
  const name = summary.functions[index]?.name
  return name ? `${name}()` : 'a function'
}

/** The `app/` entry points whose run reaches a function: by calls, by rendering, or by standing around it. */
export function findEntriesReaching(
  summary: ModuleSummary,
  entries: readonly EntryPoint[],
  target: number,
): AppEntry[] {
  return entries.filter(
    (entry): entry is AppEntry =>
      entry.type === 'app' &&
      entry.function !== null &&
      reachesFrom(summary, entry.function, target),
  )
}

function reachesFrom(summary: ModuleSummary, start: number, target: number): boolean {
  const visited = new Set<number>()
  const queue = [start]
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    if (index === target) return true
    if (visited.has(index)) continue
    visited.add(index)
    const current = summary.functions[index] as FunctionRecord
    const called = current.calls.flatMap((call) => edgesOf(summary, call, () => true))
    const rendered = current.renders.flatMap(({ component }) =>
      component.type === 'function' ? [component.function] : [],
    )
    // A server function standing in a component is an entry point of its own, with a request of its own.
    const inside = summary.functions.flatMap((candidate, position) =>
      candidate.parent === index && !candidate.directives.includes('use server') ? [position] : [],
    )
    queue.push(...called.map((edge) => edge.function), ...rendered, ...inside)
  }
  return false
}

/** The import a call goes to, if that is known. */
export function calledImport(
  call: CallRecord,
): { readonly source: string; readonly name: string } | null {
  return call.isNew ? null : asImport(call.callee)
}
