/** What each call in the code of a function leads to; found out once, however many runs come by. */
import type { Api } from '../module/apis.ts'
import type { CallRecord, FunctionRecord, ModuleSummary } from '../module/summary.ts'
import { type Decision, decide } from './decision.ts'
import {
  type ApiEdge,
  type Edge,
  type EdgeOptions,
  type EdgeTime,
  edgesOf,
  type Step,
  toStep,
} from './edges.ts'
import { type Frame, type FunctionRef, unseenCallOf } from './frame.ts'
import type { Linker } from './linker.ts'
import { findKnownRead } from './readers.ts'
import { createSlowFinder } from './slow.ts'

/** A call that a function makes. What is a method is found out when it is first asked for. */
export interface OutgoingCall {
  readonly module: ModuleSummary
  readonly call: CallRecord
  readonly frame: Frame | null
  readonly decision: Decision
  /** Whether the function has awaited something that takes time by then, on every way there. */
  waits(): boolean
  /** The known function that is called; `via` is the one of another package that calls it. */
  callee(): Callee
  edges(): OutgoingEdges
}

interface Callee {
  readonly api: Api | null
  readonly via: Step | null
  /** The function whose unseen callers decide what is called. */
  readonly unseen: FunctionRef | null
}

export interface OutgoingEdges {
  readonly functions: readonly (Edge & { readonly step: Step; readonly isLate: () => boolean })[]
  readonly apis: readonly (ApiEdge & { readonly isLate: () => boolean })[]
  readonly open: FunctionRef | null
}

export interface Expander {
  /**
   * The calls that a function may make, in the order of its text.
   *
   * @param first the call that begins the run, if it hands in any values there are
   */
  expand(frame: Frame, first: Frame | null): Expansion
  /** A call by itself, whoever makes it. */
  describe(module: ModuleSummary, call: CallRecord, frame: Frame | null): OutgoingCall
}

/** The same object for calls of a function that cannot be told apart. */
export type Expansion = readonly OutgoingCall[]

const RUNS: Decision = { type: 'runs' }

export function createExpander(linker: Linker, options: EdgeOptions): Expander {
  const slow = createSlowFinder(linker)
  const known = new WeakMap<FunctionRecord, Map<string, Expansion>>()

  return {
    expand(frame, first) {
      const { module, function: index, key } = frame
      const record = module.functions[index] as FunctionRecord
      const expansions = known.get(record) ?? new Map<string, Expansion>()
      known.set(record, expansions)
      const whole = isWithin(frame, first) ? `first ${key}` : key
      const expansion = expansions.get(whole) ?? listOutgoing(frame, first, record)
      expansions.set(whole, expansion)
      return expansion
    },
    describe: (module, call, frame) => createOutgoing(module, call, frame, RUNS),
  }

  function listOutgoing(frame: Frame, first: Frame | null, { calls }: FunctionRecord): Expansion {
    return calls.flatMap((call) => {
      const decision = decide({ linker, frame, call, first, during: 'task' })
      return decision.type === 'never' ? [] : createOutgoing(frame.module, call, frame, decision)
    })
  }

  function createOutgoing(
    module: ModuleSummary,
    call: CallRecord,
    frame: Frame | null,
    decision: Decision,
  ): OutgoingCall {
    return new LazyCall({ waits, findCallee, findEdges }, module, call, frame, decision)
  }

  function waits(call: CallRecord, frame: Frame | null): boolean {
    return frame !== null && slow.waits(frame, call.waitsBefore)
  }

  function findCallee(module: ModuleSummary, call: CallRecord, frame: Frame | null): Callee {
    const { mayReach } = linker.program
    const callee = linker.follow({ module, value: call.callee, frame }, mayReach)
    const api = call.isNew ? null : linker.apiOf(callee)
    const read = api === null ? findKnownRead(linker, callee, call) : null
    const via = read && { file: module.file, place: call.place, what: `calls ${read.what}` }
    return { api: api ?? read?.api ?? null, via, unseen: unseenCallOf(callee) }
  }

  function findEdges(module: ModuleSummary, call: CallRecord, frame: Frame | null): OutgoingEdges {
    const { functions, apis, open } = edgesOf(linker, module, call, frame, options)
    const isLate = (runs: EdgeTime) =>
      once(
        () => runs === 'later' || (runs !== 'now' && !call.takesShared && slow.isSlow(runs.behind)),
      )
    return {
      functions: functions.map((edge) => {
        return { ...edge, step: toStep(module, call, edge), isLate: isLate(edge.runs) }
      }),
      apis: apis.map((edge) => ({ ...edge, isLate: isLate(edge.runs) })),
      open,
    }
  }
}

interface Finders {
  waits(call: CallRecord, frame: Frame | null): boolean
  findCallee(module: ModuleSummary, call: CallRecord, frame: Frame | null): Callee
  findEdges(module: ModuleSummary, call: CallRecord, frame: Frame | null): OutgoingEdges
}

/** A class, since a large program has hundreds of thousands: closures took six times the memory. */
class LazyCall implements OutgoingCall {
  readonly module: ModuleSummary
  readonly call: CallRecord
  readonly frame: Frame | null
  readonly decision: Decision
  readonly #finders: Finders
  #waits: boolean | undefined = undefined
  #callee: Callee | undefined = undefined
  #edges: OutgoingEdges | undefined = undefined

  constructor(
    finders: Finders,
    module: ModuleSummary,
    call: CallRecord,
    frame: Frame | null,
    decision: Decision,
  ) {
    this.#finders = finders
    this.module = module
    this.call = call
    this.frame = frame
    this.decision = decision
  }

  waits(): boolean {
    this.#waits ??= this.#finders.waits(this.call, this.frame)
    return this.#waits
  }

  callee(): Callee {
    this.#callee ??= this.#finders.findCallee(this.module, this.call, this.frame)
    return this.#callee
  }

  edges(): OutgoingEdges {
    this.#edges ??= this.#finders.findEdges(this.module, this.call, this.frame)
    return this.#edges
  }
}

/** Whether a call is the first, or one of a function that stands in that one's. */
function isWithin(frame: Frame, first: Frame | null): boolean {
  for (let current: Frame | null = frame; current !== null; current = current.parent) {
    if (current === first) return true
  }
  return false
}

function once<Answer>(find: () => Answer): () => Answer {
  let answer: { readonly of: Answer } | null = null
  return () => {
    answer ??= { of: find() }
    return answer.of
  }
}
