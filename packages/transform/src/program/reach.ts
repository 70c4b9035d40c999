/** Which calls run late when a task or a module runs, through the functions of the program. */

import type { Api } from '../module/apis.ts'
import type { CallRecord, FunctionRecord, ModuleSummary } from '../module/summary.ts'
import { type Decision, decide } from './decision.ts'
import { type EdgeOptions, type EdgeTime, edgesOf, type Step, toStep } from './edges.ts'
import {
  type Frame,
  type FunctionRef,
  type FunctionValue,
  type Located,
  unknownIn,
} from './frame.ts'
import type { Linker } from './linker.ts'
import { findKnownRead } from './readers.ts'
import { createSlowFinder } from './slow.ts'

export interface ReachedCall {
  /** The module whose code makes the call. */
  readonly module: ModuleSummary
  readonly call: CallRecord
  /** The call of the function whose code makes it. */
  readonly frame: Frame | null
  /** The known function it calls, or hands to something that calls it. */
  readonly api: Api | null
  /** The calls on the way, outermost first. */
  readonly steps: readonly Step[]
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
  readonly steps: readonly Step[]
  readonly isCaught: boolean
  readonly isConditional: boolean
  readonly dependsOnState: boolean
  readonly memoized: readonly FunctionRef[]
}

/** How many calls of one function are told apart by what they are handed. */
const MOST_FRAMES = 8
/** How many calls of functions one task is followed through: ten times what the largest real one makes. */
const MOST_CALLS = 4000
/** How deep: no path of a real program is as long, and generated ones may have no end. */
const MOST_STEPS = 100

/** Every call that runs late when `start` runs, once each, nearest first. */
export function reachCalls(linker: Linker, start: ReachStart, options: EdgeOptions): Reach {
  const { deciders, ...proven } = walkCalls({ linker, start, options, mayRun: ['runs'] })
  if (deciders.length === 0) return proven
  // Whether a call runs is left to who calls: that matters where it would lead to something.
  const known = new Set(proven.calls.map(({ call }) => call))
  const { module: home } = start.type === 'calls' ? start : start.function
  const { calls } = walkCalls({ linker, start, options, mayRun: ['runs', 'open'] })
  const matters = calls.some(
    ({ call, api, module }) =>
      !known.has(call) && (api !== null || (module === home && call.fate.type === 'dropped')),
  )
  return matters ? { ...proven, open: [...proven.open, ...deciders] } : proven
}

interface WalkInput {
  readonly linker: Linker
  readonly start: ReachStart
  readonly options: EdgeOptions
  /** Which calls are followed, by what is known of who decides whether they run. */
  readonly mayRun: readonly Decision['type'][]
}

interface Walk extends Reach {
  /** The functions whose callers decide whether a call runs. */
  readonly deciders: readonly FunctionRef[]
}

function walkCalls({ linker, start, options, mayRun }: WalkInput): Walk {
  const reached = new Map<CallRecord, ReachedCall>()
  const visited = new Map<FunctionRecord, Set<string>>()
  const files = new Set<string>()
  const queue: Item[] = []
  const origin = {
    steps: [],
    isCaught: false,
    isConditional: false,
    dependsOnState: false,
    memoized: [],
  }
  let root: Frame | null = null
  let walked = 0
  const slow = createSlowFinder(linker)
  const open = new Map<FunctionRecord, FunctionRef>()
  const deciders = new Map<FunctionRecord, FunctionRef>()
  if (start.type === 'calls') {
    for (const call of start.calls) {
      follow(start.module, call, start.frame, { ...origin, isLate: false })
    }
  } else {
    const { module, value } = start.function
    if (!module.functions[value.function]?.isGenerator) {
      // A task's own parameter is supplied: the runtime hands it `{ signal, outcome }`.
      const isCallback = start.type === 'callback'
      const supplied = isCallback ? [unknownIn(module)] : null
      root = linker.createFrame(start.function, supplied)
      const memoized = start.function.isMemoized ? [root] : []
      queue.push({ ...origin, frame: root, isLate: isCallback, memoized })
    }
  }
  // The queue grows while it is read.
  for (const item of queue) {
    const { module, function: index } = item.frame
    const record = module.functions[index] as FunctionRecord
    const seen = visited.get(record) ?? new Set()
    visited.set(record, seen)
    const key = `${item.frame.key}:${item.isLate}:${item.isCaught}:${item.dependsOnState}`
    if (seen.has(key) || seen.size > MOST_FRAMES) continue
    if (item.steps.length > MOST_STEPS || walked >= MOST_CALLS || !linker.spend()) break
    walked += 1
    seen.add(key)
    files.add(module.file)
    for (const call of record.calls) visit(item, call)
  }
  return {
    files,
    calls: [...reached.values()],
    open: [...open.values()],
    deciders: [...deciders.values()].filter((ref) => !open.has(recordOf(ref))),
  }

  function visit(item: Item, call: CallRecord): void {
    const { frame } = item
    const { module } = frame
    // A task's own parameter is the runtime's, and takes all its values.
    const first = start.type === 'callback' ? root : null
    const decision = decide({ linker, frame, call, first })
    if (decision.type === 'open') for (const ref of decision.to) deciders.set(recordOf(ref), ref)
    if (!mayRun.includes(decision.type)) return
    const isLate = item.isLate || slow.waits(frame, call.waitsBefore)
    const isCaught = item.isCaught || call.isCaught
    const isConditional = item.isConditional || call.isConditional
    const dependsOnState = item.dependsOnState || call.dependsOnState
    const { steps, memoized } = item
    const ways = { isCaught, isConditional, dependsOnState, memoized }
    const known = reached.get(call)
    if (isLate && (known === undefined || (known.dependsOnState && !dependsOnState))) {
      const callee = linker.follow({ module, value: call.callee, frame }, linker.program.mayReach)
      const api = call.isNew ? null : linker.apiOf(callee)
      const read = api === null ? findKnownRead(linker, callee, call) : null
      const way = read
        ? [...steps, { file: module.file, place: call.place, what: `calls ${read.what}` }]
        : steps
      reached.set(call, { module, call, frame, api: api ?? read?.api ?? null, steps: way, ...ways })
    }
    follow(module, call, frame, { steps, isLate, ...ways })
  }

  function follow(
    module: ModuleSummary,
    call: CallRecord,
    frame: Frame | null,
    { steps, isLate, ...ways }: Omit<Item, 'frame'>,
  ): void {
    const edges = edgesOf(linker, module, call, frame, options)
    if (edges.open) {
      open.set(recordOf(edges.open), edges.open)
    }
    const runsLate = (runs: EdgeTime) =>
      runs === 'later' || (runs !== 'now' && !call.takesShared && slow.isSlow(runs.behind))
    for (const edge of edges.functions) {
      queue.push({
        frame: edge.frame,
        isLate: isLate || runsLate(edge.runs),
        steps: [...steps, toStep(module, call, edge)],
        ...ways,
        memoized: edge.isMemoized ? [...ways.memoized, edge.frame] : ways.memoized,
      })
    }
    for (const { api, runs } of edges.apis) {
      if (reached.get(call)?.api || !(isLate || runsLate(runs))) continue
      reached.set(call, { module, call, frame, api, steps, ...ways })
    }
  }
}

function recordOf({ module, function: index }: FunctionRef): FunctionRecord {
  return module.functions[index] as FunctionRecord
}
