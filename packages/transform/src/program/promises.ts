/** Which values are promises of work, as far as the program's text proves it. */
import { CHAINS } from '../module/shared.ts'
import type { CallRecord, FunctionRecord } from '../module/summary.ts'
import { asImport, type Value } from '../module/value.ts'
import type { Located } from './frame.ts'
import type { Linker } from './linker.ts'
import type { QueryFinder } from './queries.ts'

export interface PromiseFinder {
  /** Whether a value is a promise, or one of several that a condition chooses from is. */
  isPromise(located: Located): boolean
  /** Whether a function, when called, starts work and gives the promise of it. */
  givesPromise(callee: Located): boolean
  /**
   * Whether a function keeps what it starts where others may wait for it: in a variable around it, a
   * property, a set of what is pending.
   */
  isKept(callee: Located): boolean
  /** Whether a value is what a function outside the program gives: a promise, if it has a `then`. */
  isForeign(located: Located): boolean
}

/** Modules of Node whose functions all give promises. */
export const PROMISE_MODULES = /^(node:)?(fs|dns|timers|stream)\/promises$/

export function createPromiseFinder(linker: Linker, queries: QueryFinder): PromiseFinder {
  // Functions being looked into: recursion must end.
  const pending = new Set<FunctionRecord>()
  return { isPromise, givesPromise, isKept, isForeign }

  function isPromise(located: Located): boolean {
    const { value } = located
    switch (value.type) {
      case 'import':
        return value.isPromised === true
      case 'instance':
        return isGlobal(value.of, /^Promise$/)
      case 'either':
        return value.of.some((one) => isPromise({ ...located, value: one }))
      case 'result':
        return !value.isAwaited && givesPromise({ ...located, value: value.of })
      default:
        return false
    }
  }

  function givesPromise(callee: Located): boolean {
    const { value } = callee
    if (isGlobal(value, /^fetch$/)) return true
    if (value.type === 'member') {
      const { object, name } = value
      if (isGlobal(object, /^Promise$/)) return /^(all|allSettled|any|race)$/.test(name)
      if (CHAINS.test(name)) return startsChain({ ...callee, value: object }, name)
    }
    const query = queries.find({ ...callee, value: { type: 'result', of: value } })
    if (query !== null) return query.type === 'eager'
    const found = linker.follow(callee)
    const origin = asImport(found.value)
    if (origin) return PROMISE_MODULES.test(origin.source)
    if (found.value.type !== 'function') return false
    return isAsynchronous(found, found.module.functions[found.value.function] as FunctionRecord)
  }

  function isKept(callee: Located): boolean {
    const found = linker.follow(callee)
    const { module, value } = found
    const record = value.type === 'function' ? module.functions[value.function] : undefined
    if (record === undefined || pending.has(record)) return false
    const at = (part: Value): Located => ({ module, value: part, frame: found.frame })
    const handsOn = ({ callee: called, fate, arguments: given }: CallRecord) => {
      // `this.queue = this.queue.then(work)`
      const isChain = called.type === 'member' && CHAINS.test(called.name)
      if (fate.type === 'stored') return isChain || isPromise(at({ type: 'result', of: called }))
      return fate.type === 'dropped' && given.some((argument) => isPromise(at(argument)))
    }
    pending.add(record)
    try {
      const { calls, returns } = record
      const isPassed = (value: Value) => value.type === 'result' && isKept(at(value.of))
      return calls.some(handsOn) || returns.some(({ value }) => isPassed(value))
    } finally {
      pending.delete(record)
    }
  }

  function isForeign({ module, value, frame }: Located): boolean {
    if (value.type !== 'result' || value.isAwaited || isSettled(value)) return false
    const callee = linker.follow({ module, value: value.of, frame })
    if (callee.value.type !== 'function') return true
    const record = callee.module.functions[callee.value.function] as FunctionRecord
    const { isAsync, isGenerator, isSpecial, returns } = record
    if (isAsync || isGenerator || isSpecial || pending.has(record)) return false
    pending.add(record)
    try {
      return returns.some(({ value }) => isForeign({ module: callee.module, value, frame: null }))
    } finally {
      pending.delete(record)
    }
  }

  /** Whether a `then` gives a promise of work: that of a query sends it. */
  function startsChain(object: Located, name: string): boolean {
    // What is resolved has nothing to catch.
    const begins = name === 'then' && isSettled(object.value)
    return begins || isPromise(object) || queries.find(object)?.type === 'lazy'
  }

  function isAsynchronous(located: Located, record: FunctionRecord): boolean {
    const { isAsync, isGenerator, isSpecial, awaits, returns } = record
    if (isGenerator || isSpecial || pending.has(record)) return false
    // An async function that waits for nothing is done when the call is.
    if (isAsync) return awaits.length > 0 || returns.some(({ value }) => value.type !== 'literal')
    pending.add(record)
    try {
      return returns.some(({ value }) => isPromise({ module: located.module, value, frame: null }))
    } finally {
      pending.delete(record)
    }
  }
}

/** `Promise.resolve()`: a promise, and no work. */
function isSettled(value: Value): boolean {
  return (
    value.type === 'result' &&
    value.of.type === 'member' &&
    isGlobal(value.of.object, /^Promise$/) &&
    /^(resolve|reject)$/.test(value.of.name)
  )
}

function isGlobal(value: Value, name: RegExp): boolean {
  return value.type === 'global' && name.test(value.name)
}
