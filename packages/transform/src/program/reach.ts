/** Which calls run late when a task or a module runs, through the functions of the program. */

import type { Api } from '../module/apis.ts'
import type { CallRecord, FunctionRecord, ModuleSummary } from '../module/summary.ts'
import type { Expander, Expansion, OutgoingCall } from './expander.ts'
import {
  type Frame,
  type FunctionRef,
  type FunctionValue,
  type Located,
  unknownIn,
} from './frame.ts'
import type { Linker } from './linker.ts'
import { extendTrail, MOST_STEPS, type Trail } from './trail.ts'

export interface ReachedCall {
  /** The module whose code makes the call. */
  readonly module: ModuleSummary
  readonly call: CallRecord
  /** The call of the function whose code makes it. */
  readonly frame: Frame | null
  /** The known function it calls, or hands to something that calls it. */
  readonly api: Api | null
  /** The calls on the way. */
  readonly trail: Trail | null
  /** Whether a `try` with a `catch` stands around the call or a step. */
  readonly isCaught: boolean
  /** Whether something decides if the call, or a step, runs. */
  readonly isConditional: boolean
  /** Whether something kept from before decides that. */
  readonly dependsOnState: boolean
  /** The functions on the way that React's `cache` goes around. */
  readonly memoized: readonly FunctionRef[]
}

export interface Reach {
  /** The files whose code runs, in the order they are come to. */
  readonly files: ReadonlySet<string>
  readonly calls: readonly ReachedCall[]
  /** The functions whose callers hand in what is called, where they are not known. */
  readonly open: readonly FunctionRef[]
  /** Those that what is called hangs on in any way, as by a method of what is handed in, or of their `this`. */
  readonly unseen: readonly FunctionRef[]
}

/**
 * Where running starts: the first line of a callback or a module, which comes late; a function whose
 * promise was kept, or calls that make a promise, where only what follows an `await` comes late.
 */
export type ReachStart =
  | { readonly type: 'callback' | 'promise'; readonly function: Located<FunctionValue> }
  | {
      readonly type: 'calls'
      readonly module: ModuleSummary
      readonly frame: Frame | null
      readonly calls: readonly CallRecord[]
    }

interface Item {
  readonly frame: Frame
  readonly isLate: boolean
  readonly trail: Trail | null
  readonly isCaught: boolean
  readonly isConditional: boolean
  readonly dependsOnState: boolean
  readonly memoized: readonly FunctionRef[]
}

/** How many calls of one function are told apart by what they are handed. */
const MOST_FRAMES = 8
/** How many calls of functions one task is followed through: twice what the largest real one makes. */
const MOST_CALLS = 10_000

/**
 * Every call that runs late when `start` runs, once each, nearest first.
 *
 * @param isLate whether the first line does
 */
export function reachCalls(
  linker: Linker,
  expander: Expander,
  start: ReachStart,
  isLate = start.type === 'callback',
): Reach {
  const walk = startWalk(linker, expander, start, isLate)
  walk.run()
  const proven = {
    files: new Set(walk.files),
    calls: [...walk.reached.values()],
    unseen: [...walk.unseen.values()],
  }
  const open = [...walk.open.values()]
  const deciders = [...walk.deciders.values()].filter((ref) => !walk.open.has(recordOf(ref)))
  if (deciders.length === 0) return { ...proven, open }
  // Whether a call runs is left to who calls: that matters where it would lead to something.
  const known = new Set(walk.reached.keys())
  walk.runOpen()
  const home = homeOf(start)
  const matters = [...walk.reached.values()].some(
    ({ call, api, module }) =>
      !known.has(call) && (api !== null || (module === home && call.fate.type === 'dropped')),
  )
  return { ...proven, open: matters ? [...open, ...deciders] : open }
}

interface Walk {
  readonly reached: ReadonlyMap<CallRecord, ReachedCall>
  readonly files: ReadonlySet<string>
  readonly open: ReadonlyMap<FunctionRecord, FunctionRef>
  readonly unseen: ReadonlyMap<FunctionRecord, FunctionRef>
  /** The functions whose callers decide whether a call runs. */
  readonly deciders: ReadonlyMap<FunctionRecord, FunctionRef>
  /** Follows what is known to run. */
  run(): void
  /** Goes on with what may run, as callers decide. */
  runOpen(): void
}

function startWalk(linker: Linker, expander: Expander, start: ReachStart, isLate: boolean): Walk {
  const home = homeOf(start)
  const { budget } = linker
  const reached = new Map<CallRecord, ReachedCall>()
  const visited = new Map<FunctionRecord, Visited>()
  const files = new Set<string>()
  const open = new Map<FunctionRecord, FunctionRef>()
  const unseen = new Map<FunctionRecord, FunctionRef>()
  const deciders = new Map<FunctionRecord, FunctionRef>()
  const left: { readonly item: Item; readonly outgoing: OutgoingCall }[] = []
  let queue: Item[] = []
  let first: Frame | null = null
  let isOpenFollowed = false
  const origin = {
    trail: null,
    isCaught: false,
    isConditional: false,
    dependsOnState: false,
    memoized: [],
  }
  if (start.type === 'calls') {
    for (const call of start.calls) {
      follow(expander.describe(start.module, call, start.frame), { ...origin, isLate })
    }
  } else {
    const { module, value } = start.function
    if (!module.functions[value.function]?.isGenerator) {
      // A task's own parameter is supplied: the runtime hands it `{ signal, outcome }`.
      const isCallback = start.type === 'callback'
      const frame = linker.createFrame(start.function, isCallback ? [unknownIn(module)] : null)
      if (isCallback) first = frame
      const memoized = start.function.isMemoized ? [frame] : []
      queue.push({ ...origin, frame, isLate, memoized })
    }
  }
  return { reached, files, open, unseen, deciders, run, runOpen }

  function run(): void {
    let walked = 0
    // The queue grows while it is read.
    for (const item of queue) {
      const { module, function: index } = item.frame
      const record = module.functions[index] as FunctionRecord
      const expansion = expander.expand(item.frame, first)
      if (!isNew(item, record, expansion)) continue
      if (!budget.spend(home)) break
      if ((item.trail?.length ?? 0) > MOST_STEPS || walked >= MOST_CALLS) {
        budget.cutShort(home)
        break
      }
      walked += 1
      files.add(module.file)
      for (const outgoing of expansion) visit(item, outgoing)
    }
  }

  function runOpen(): void {
    queue = []
    isOpenFollowed = true
    for (const { item, outgoing } of left) visit(item, outgoing)
    run()
  }

  function isNew(item: Item, record: FunctionRecord, expansion: Expansion): boolean {
    const known = visited.get(record) ?? { states: new Map(), count: 0 }
    const states = known.states.get(expansion) ?? 0
    const { isLate, isCaught, dependsOnState } = item
    const state = 1 << (Number(isLate) + 2 * Number(isCaught) + 4 * Number(dependsOnState))
    if ((states & state) !== 0 || known.count > MOST_FRAMES) return false
    known.states.set(expansion, states | state)
    known.count += 1
    visited.set(record, known)
    return true
  }

  function visit(item: Item, outgoing: OutgoingCall): void {
    const { call, decision } = outgoing
    if (decision.type === 'unproven') return
    if (decision.type === 'open' && !isOpenFollowed) {
      for (const ref of decision.to) deciders.set(recordOf(ref), ref)
      left.push({ item, outgoing })
      return
    }
    const { trail, memoized } = item
    const ways = {
      trail,
      isLate: item.isLate || outgoing.waits(),
      isCaught: item.isCaught || call.isCaught,
      isConditional: item.isConditional || call.isConditional,
      dependsOnState: item.dependsOnState || call.dependsOnState,
      memoized,
    }
    const known = reached.get(call)
    if (ways.isLate && (known === undefined || (known.dependsOnState && !ways.dependsOnState))) {
      const { api, via, unseen: ref } = outgoing.callee()
      if (ref) unseen.set(recordOf(ref), ref)
      const whole = via ? extendTrail(trail, via) : trail
      reached.set(call, toReached(outgoing, api, { ...ways, trail: whole }))
    }
    follow(outgoing, ways)
  }

  function follow(outgoing: OutgoingCall, { isLate, ...ways }: Omit<Item, 'frame'>): void {
    const { call } = outgoing
    const edges = outgoing.edges()
    if (edges.open) open.set(recordOf(edges.open), edges.open)
    for (const edge of edges.functions) {
      queue.push({
        ...ways,
        frame: edge.frame,
        isLate: isLate || edge.isLate(),
        trail: extendTrail(ways.trail, edge.step),
        memoized: edge.isMemoized ? [...ways.memoized, edge.frame] : ways.memoized,
      })
    }
    for (const { api, isLate: runsLate } of edges.apis) {
      if (reached.get(call)?.api || !(isLate || runsLate())) continue
      reached.set(call, toReached(outgoing, api, ways))
    }
  }
}

/** The ways into a function that have been followed. */
interface Visited {
  /** Of each, in which states of a run, as bits. */
  readonly states: Map<Expansion, number>
  count: number
}

function toReached(
  { module, call, frame }: OutgoingCall,
  api: Api | null,
  { trail, isCaught, isConditional, dependsOnState, memoized }: Omit<Item, 'frame' | 'isLate'>,
): ReachedCall {
  return { module, call, frame, api, trail, isCaught, isConditional, dependsOnState, memoized }
}

function homeOf(start: ReachStart): ModuleSummary {
  return start.type === 'calls' ? start.module : start.function.module
}

function recordOf({ module, function: index }: FunctionRef): FunctionRecord {
  return module.functions[index] as FunctionRecord
}
