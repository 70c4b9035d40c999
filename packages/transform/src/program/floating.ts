/** Finds the work that a task starts and that nothing waits for. */
import { CHAINS } from '../module/shared.ts'
import type { CallRecord, FunctionRecord, ModuleSummary } from '../module/summary.ts'
import type { Value } from '../module/value.ts'
import type { Frame, Located } from './frame.ts'
import type { Linker } from './linker.ts'
import type { PromiseFinder } from './promises.ts'
import { isCollection, isForeign, throughImport } from './receivers.ts'

export interface FloatingWork {
  /** `dropped` is a promise; `each` is what a `forEach` or its callback starts; `list` a list of promises that nothing gathers. */
  readonly type: 'dropped' | 'each' | 'list'
}

/** Of one module. */
export interface FloatingFinderInput {
  readonly module: ModuleSummary
  /** The functions of the module that are tasks. */
  readonly tasks: { has(index: number): boolean }
  readonly linker: Linker
  readonly promises: PromiseFinder
}

export interface FloatingFinder {
  /** What a call of a task, or of code that a task runs, starts. `frame` is of the function that calls. */
  find(call: CallRecord, frame: Frame): FloatingWork | null
}

/** What runs its argument at a time of its own, so that no task could wait for it. */
const TIMERS = /^(setTimeout|setImmediate|setInterval|queueMicrotask)$/

export function createFloatingFinder({
  module,
  tasks,
  linker,
  promises,
}: FloatingFinderInput): FloatingFinder {
  const receivers = listReceivers(module)
  return { find }

  function find(call: CallRecord, frame: Frame): FloatingWork | null {
    const owner = frame.function
    // A constructor cannot wait: who makes the object may, for something it has.
    if (module.functions[owner]?.isSpecial || settlesElsewhere(owner)) return null
    if (isDropped(call, frame)) return { type: isRunByEach(module, owner) ? 'each' : 'dropped' }
    const callee = throughImport(linker, { module, value: call.callee, frame })
    return startsEach({ ...call, callee }, tasks.has(owner), (callback) =>
      leaves({ module, value: callback, frame }),
    )
  }

  function isDropped(call: CallRecord, frame: Frame): boolean {
    const { fate } = call
    if (fate.type !== 'dropped' || !fate.methods.every((name) => CHAINS.test(name))) return false
    const { before, behind } = listChain(call, module, frame.function)
    const isFirst = before.every((other) => !isWork(other, frame))
    const isHandedOn = (isChain(call) && handsOn(call)) || behind.some(handsOn)
    return isFirst && isWork(call, frame) && !isHandedOn && !isPreload(call, frame)
  }

  /** Whether `cache` hands the same promise to a call that something waits for: `void load(id)` ahead of it. */
  function isPreload(call: CallRecord, frame: Frame): boolean {
    const target = ({ callee }: CallRecord) => linker.functionOf({ module, value: callee, frame })
    const kept = target(call)
    if (!kept?.isMemoized) return false
    return (module.functions[frame.function] as FunctionRecord).calls.some((other) => {
      const found = other.fate.type === 'dropped' ? null : target(other)
      return found?.module === kept.module && found.value.function === kept.value.function
    })
  }

  function isWork(call: CallRecord, frame: Frame): boolean {
    const { callee, place } = call
    const at = (value: Value) => ({ module, value, frame })
    if (call.isNew) return promises.isPromise(at({ type: 'instance', of: callee }))
    if (isChain(call)) {
      // A promise in a variable may be awaited elsewhere: `promise.catch(log)`.
      const isLoaded = module.imports.some(({ span }) => span.start === place.start)
      if (!isLoaded && listChain(call, module, frame.function).before.length === 0) return false
    }
    // What is in a list may be awaited elsewhere: `Promise.allSettled(pending)`.
    if (call.takesShared && callee.type === 'member' && isPromise(callee.object)) return false
    return leaves(at(callee)) || isForeignChain(call, frame)
  }

  /** What a task writes a `then` or `catch` behind is a promise, whoever made it: `pool.query(text).then(log)`. */
  function isForeignChain(call: CallRecord, frame: Frame): boolean {
    const { callee } = call
    if (callee.type !== 'member' || !isChain(call) || !isInTask(frame.function)) return false
    return promises.isForeign({ module, value: callee.object, frame })
  }

  function isInTask(owner: number): boolean {
    const parent = module.functions[owner]?.parent ?? null
    return tasks.has(owner) || (parent !== null && isInTask(parent))
  }

  /** Whether a function, when called, starts work that nobody but its caller can wait for. */
  function leaves(callee: Located): boolean {
    return promises.givesPromise(callee) && !promises.isKept(callee)
  }

  /** Whether a `then` tells somebody else that the work is done: `work().then(resolve)`. */
  function handsOn({ callee, arguments: [first] }: CallRecord): boolean {
    if (first === undefined || callee.type !== 'member') return false
    return callee.name === 'then'
      ? !/^(function|import|literal)$/.test(first.type)
      : first.type === 'parameter'
  }

  /** Whether code runs for a promise that is settled by hand, or for a timer. */
  function settlesElsewhere(owner: number): boolean {
    for (let index: number | null = owner; index !== null && !tasks.has(index); ) {
      const receiver = receivers.get(index)
      const name = receiver?.callee.type === 'global' ? receiver.callee.name : ''
      if (TIMERS.test(name) || (receiver?.isNew && name === 'Promise')) return true
      index = module.functions[index]?.parent ?? null
    }
    return false
  }
}

/** Whether a call may leave what it starts: it is dropped itself, or a callback may be for each of a list. */
export function mayLeave({ fate, callee }: CallRecord): boolean {
  return fate.type === 'dropped' || (callee.type === 'member' && EACH.test(callee.name))
}

const EACH = /^(forEach|map|flatMap)$/

/** The calls of the chain that a call stands in: `work()` and `.catch()` of `work().then().catch()`. */
export function listChain(
  call: CallRecord,
  module: ModuleSummary,
  owner: number,
): { readonly before: readonly CallRecord[]; readonly behind: readonly CallRecord[] } {
  const { start, end } = call.place
  const others = (module.functions[owner]?.calls ?? []).filter(
    (other) => other !== call && other.place.start === start,
  )
  return {
    before: others.filter(({ place }) => place.end < end),
    behind: others.filter(({ place }) => place.end > end),
  }
}

/**
 * What `forEach`, `map` or `flatMap` starts with a callback that concerns, where nothing waits for
 * all of it; `isTask` tells whether the call stands in the task itself, so that `after` has its list.
 */
export function startsEach(
  { callee, fate, isNew, arguments: [callback] }: CallRecord,
  isTask: boolean,
  concerns: (callback: Value) => boolean,
): FloatingWork | null {
  if (isNew || callee.type !== 'member' || callback === undefined) return null
  if (!EACH.test(callee.name) || fate.methods.length > 0) return null
  if (isForeign(callee.object) || !concerns(callback)) return null
  const isArray = isCollection(callee.object)
  if (callee.name === 'forEach') {
    // `forEach` of a stream gives a promise: only an array's is known to give nothing.
    const isIgnored = fate.type === 'dropped' || (fate.type === 'returned' && !mayStream(callee))
    return isIgnored || isArray ? { type: 'each' } : null
  }
  const isLeft = fate.type === 'dropped' || (fate.type === 'returned' && isTask)
  return isLeft || (fate.type === 'awaited' && isArray) ? { type: 'list' } : null
}

/** Whether a function is the callback of a `forEach`, so that nobody has what it returns. */
export function isRunByEach(module: ModuleSummary, index: number): boolean {
  const receiver = listReceivers(module).get(index)
  return receiver?.callee.type === 'member' && receiver.callee.name === 'forEach'
}

/** Whether an object is what a call gives at once: `createReadStream(path)`. What is awaited is a list. */
function mayStream({ object }: Value & { readonly type: 'member' }): boolean {
  return object.type === 'instance' || (object.type === 'result' && !object.isAwaited)
}

/** The call that each function of a module is an argument of. */
function listReceivers({ functions }: ModuleSummary): ReadonlyMap<number, CallRecord> {
  return new Map(
    functions.flatMap(({ calls }) =>
      calls.flatMap((call) =>
        call.arguments.flatMap((value): [number, CallRecord][] =>
          value.type === 'function' ? [[value.function, call]] : [],
        ),
      ),
    ),
  )
}

function isChain({ callee }: CallRecord): boolean {
  return callee.type === 'member' && CHAINS.test(callee.name)
}

function isPromise(value: Value): boolean {
  return value.type === 'global' && value.name === 'Promise'
}
