/**
 * What a call runs: the function it is known to call, and function literals handed to something that
 * is known to call them. What is not known is not followed.
 */
import { type ApiTable, isAfter } from '../module/apis.ts'
import type { CallRecord, ModuleSummary, Place } from '../module/summary.ts'
import { asImport, isInstant, type Value } from '../module/value.ts'
import { callsItsArgument } from './receivers.ts'

/** One step on the way from a task to a call. */
export interface Step {
  readonly place: Place
  readonly what: string
}

/** Whether an argument is there; of an object literal, the properties it has. */
export type Supply = boolean | readonly string[]

export interface Edge {
  readonly function: number
  /** What the caller supplies; `null` where that is not known, and then all parameters count as supplied. */
  readonly supplied: readonly Supply[] | null
  /** Runs once the current call stack is over. */
  readonly isDeferred: boolean
  readonly what: string
}

export interface EdgeOptions {
  readonly apis: ApiTable
  /**
   * What is running: the module as it loads, where a report rests on each step and only methods of
   * known arrays, maps and promises are followed, and tasks are not; or a request and its tasks.
   */
  readonly during: 'load' | 'request'
}

const SCHEDULES = new Set(['setTimeout', 'setImmediate', 'setInterval', 'queueMicrotask'])

export function edgesOf(
  summary: ModuleSummary,
  call: CallRecord,
  { apis, during }: EdgeOptions,
): Edge[] {
  const { callee } = call
  const edge = (target: Value, supplied: Edge['supplied'], isDeferred: boolean): Edge[] => {
    const record = target.type === 'function' && summary.functions[target.function]
    if (!record || record.isSpecial) return []
    // A generator's code runs when something asks for its values.
    if (record.isGenerator && !(target === callee && call.isIterated)) return []
    const what = `calls ${describeFunction(summary, target.function)}`
    return [{ function: target.function, supplied, isDeferred, what }]
  }
  if (callee.type === 'function' && !call.isNew) {
    return edge(callee, call.hasSpread ? null : call.arguments.map(supplyOf), false)
  }
  const [first] = call.arguments
  if (first && during === 'request' && isAfterCall(call, apis)) {
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
  if (call.isNew) return []
  return call.arguments.flatMap((argument, index) => {
    const when = callsItsArgument(summary, callee, index, during)
    const isDeferred = when === 'later' && !isInstant(callee.object, apis)
    return when === 'never' ? [] : callback(argument, [true, true, true], isDeferred)
  })
}

export function describeFunction(summary: ModuleSummary, index: number): string {
  const name = summary.functions[index]?.name
  return name ? `${name}()` : 'a function'
}

export function isAfterCall(call: CallRecord, apis: ApiTable): boolean {
  const origin = calledImport(call)
  return origin !== null && isAfter(apis.find(origin.source, origin.name))
}

export function supplyOf(argument: Value): Supply {
  if (argument.type !== 'literal' || argument.isOpen) return true
  return argument.members ? Object.keys(argument.members) : argument.kind !== 'undefined'
}

/** The import a call goes to, if that is known. */
export function calledImport(
  call: CallRecord,
): { readonly source: string; readonly name: string } | null {
  return call.isNew ? null : asImport(call.callee)
}
