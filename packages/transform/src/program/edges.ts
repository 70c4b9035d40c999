/**
 * What a call runs: the function it is known to call, and functions handed to something that is known
 * to call them. What is not known is not followed.
 */
import { type Api, isAfter } from '../module/apis.ts'
import type { CallRecord, ModuleSummary, Place } from '../module/summary.ts'
import type { Value } from '../module/value.ts'
import { listHanded, mayCallBack } from './call-backs.ts'
import {
  type Frame,
  type FunctionRef,
  type FunctionValue,
  handedInBy,
  isData,
  type Located,
  unknownIn,
} from './frame.ts'
import type { Linker } from './linker.ts'
import { callsItsArgument, throughImport } from './receivers.ts'

/** One step on the way from an entry point or a task to a call. */
export interface Step {
  /** Project-relative path of the module that `place` is in. */
  readonly file: string
  readonly place: Place
  readonly what: string
  /** The name of the function that is called, where it is called by one. */
  readonly callee?: string
}

/** When a call runs a function: soon, after the response, or when a promise has settled. */
export type EdgeTime = 'now' | 'later' | { readonly behind: Located }

export interface Edge {
  /** The call that runs the function. */
  readonly frame: Frame
  readonly runs: EdgeTime
  /** Whether React's `cache` goes around the function: called before in the same render, it does not run. */
  readonly isMemoized: boolean
  readonly what: string
  readonly callee?: string
}

/** A known function that is handed to something that calls it: `.then(cookies)`. */
export interface ApiEdge {
  readonly api: Api
  readonly callee: Located
  readonly runs: EdgeTime
}

export interface EdgeOptions {
  /**
   * What is running: the module as it loads, where a report rests on each step and only methods of
   * known arrays, maps and promises are followed, and tasks are not; a request and its tasks; or an
   * entry point on the way to a call of `after`, where a function of a package counts as calling what
   * it is handed: it would not be given it to leave it alone.
   */
  readonly during: 'load' | 'request' | 'entry'
  /** Whether a module is of concern to a call: what it calls in others is not looked at. */
  readonly mayEnter: (file: string, from: CallPlace) => boolean
  /** Whether that holds where functions are handed over, too, which may be called anywhere. */
  readonly isBounded?: boolean
}

export interface CallPlace {
  readonly module: ModuleSummary
  readonly call: CallRecord
}

export interface Edges {
  readonly functions: readonly Edge[]
  readonly apis: readonly ApiEdge[]
  /** The function whose callers hand in what is called, where they are not known. */
  readonly open: FunctionRef | null
}

const NONE: Edges = { functions: [], apis: [], open: null }
const SCHEDULES = new Set(['setTimeout', 'setImmediate', 'setInterval', 'queueMicrotask'])

/** `frame` is the call whose code makes this one. */
export function edgesOf(
  linker: Linker,
  module: ModuleSummary,
  call: CallRecord,
  frame: Frame | null,
  { during, mayEnter, isBounded = false }: EdgeOptions,
): Edges {
  const at = (value: Value): Located => ({ module, value, frame })
  // A function that is handed over may be called anywhere.
  const carries = call.arguments.some((argument) => !isData(argument))
  const isAnywhere = carries && !isBounded
  const enter = isAnywhere ? undefined : (file: string) => mayEnter(file, { module, call })
  const callee = linker.follow(at(call.callee), enter)
  const passed = call.hasSpread ? null : call.arguments.map(at)

  const target = targetOf(callee)
  if (target) return target
  if (during === 'entry' && callee.value.type === 'either') {
    return join(
      callee.value.of.map((one) => targetOf(linker.follow({ ...callee, value: one })) ?? NONE),
    )
  }
  const [first] = call.arguments
  if (first && during !== 'load' && isAfter(linker.apiOf(callee))) {
    return handed(first, 1, 'later', 'schedules another task')
  }
  const value = throughImport(linker, callee)
  const open = handedInBy(callee)
  if (open) return { ...NONE, open }
  if (during === 'entry' && mayCallBack(linker, callee)) {
    const what = `runs the callback of \`${lastName(call)}\``
    const all = call.arguments.flatMap(listHanded)
    return join(all.map((argument) => handed(argument, 3, 'now', what)))
  }
  if (value.type !== 'member' && value.type !== 'global') return NONE
  const { name } = value
  const what = `runs the callback of \`${name}\``
  if (value.type === 'global') {
    if (SCHEDULES.has(name) && first) return handed(first, 0, 'now', what)
    return call.isNew && name === 'Promise' && first ? handed(first, 2, 'now', what) : NONE
  }
  if (call.isNew) return NONE
  if (name === 'call' || name === 'apply') {
    const called = linker.functionOf({ ...callee, value: value.object }, enter)
    const receiver = first ? at(first) : null
    const rest = name === 'call' ? (passed?.slice(1) ?? null) : null
    return called ? edge(called, rest, receiver) : NONE
  }
  return join(
    call.arguments.map((argument, index) => {
      const when = callsItsArgument(callee.module, value, index, during)
      if (when === 'never') return NONE
      const behind = { ...callee, value: value.object }
      return handed(argument, 3, when === 'later' ? { behind } : 'now', what)
    }),
  )

  function targetOf(found: Located): Edges | null {
    if (call.isNew) {
      if (found.value.type !== 'class') return null
      const made = found.module.classes[found.value.class]?.constructorFunction ?? null
      if (made === null) return null
      const instance: Located = { ...found, value: { type: 'instance', of: found.value } }
      const receiver = passed ? { ...instance, constructed: passed } : instance
      const value = { type: 'function', function: made } as const
      return edge({ ...found, value }, passed, receiver, true)
    }
    if (found.value.type !== 'function') return null
    const written = call.callee
    // A method's `this` is what it is called on; `super` keeps the one there is.
    const receiver =
      written.type === 'member' && written.object.type !== 'super'
        ? linker.follow(at(written.object), enter)
        : written.type === 'member' && written.object.type === 'super'
          ? linker.follow(at({ type: 'this', function: written.object.function }), enter)
          : null
    return edge(found as Located<FunctionValue>, passed, receiver)
  }

  function edge(
    to: Located<FunctionValue>,
    supplied: readonly Located[] | null,
    receiver: Located | null,
    isConstructor = false,
  ): Edges {
    const record = to.module.functions[to.value.function]
    if (!record || (record.isSpecial && !isConstructor)) return NONE
    // A generator's code runs when something asks for its values.
    if (record.isGenerator && !call.isIterated) return NONE
    const called = linker.createFrame(to, supplied, receiver)
    const name = to.module.functions[to.value.function]?.name || lastName(call)
    const what = name ? `calls ${name}()` : 'calls a function'
    const edge: Edge = {
      frame: called,
      runs: 'now',
      isMemoized: to.isMemoized ?? false,
      what,
      ...(name && { callee: name }),
    }
    return { functions: [edge], apis: [], open: null }
  }

  /** A function that something else calls, with `count` arguments. */
  function handed(argument: Value, count: number, runs: EdgeTime, what: string): Edges {
    const found = linker.follow(at(argument), enter)
    if (found.value.type === 'function') {
      const to = found as Located<FunctionValue>
      const record = to.module.functions[to.value.function]
      if (!record || record.isSpecial || record.isGenerator) return NONE
      // A server function that is handed over is called by a request of its own.
      if (record.directives.includes('use server')) return NONE
      const supplied = Array.from({ length: count }, () => unknownIn(module))
      return {
        functions: [
          {
            frame: linker.createFrame(to, supplied),
            runs,
            isMemoized: to.isMemoized ?? false,
            what,
          },
        ],
        apis: [],
        open: null,
      }
    }
    const api = linker.apiOf(found)
    if (api === null) return { ...NONE, open: handedInBy(found) }
    return { ...NONE, apis: [{ api, callee: found, runs }] }
  }
}

function join(list: readonly Edges[]): Edges {
  return {
    functions: list.flatMap(({ functions }) => functions),
    apis: list.flatMap(({ apis }) => apis),
    open: list.find(({ open }) => open !== null)?.open ?? null,
  }
}

export function toStep(module: ModuleSummary, call: CallRecord, { what, callee }: Edge): Step {
  return { file: module.file, place: call.place, what, ...(callee && { callee }) }
}

/** `send` of `this.mailer.send` */
function lastName({ name }: CallRecord): string {
  return name.slice(name.lastIndexOf('.') + 1)
}
