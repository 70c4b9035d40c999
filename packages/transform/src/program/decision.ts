/** Whether a call runs, by what the callers of the functions around it hand in. */
import { constantOf } from '../module/literals.ts'
import type {
  CallRecord,
  Condition,
  ConstantTest,
  Missing,
  ParameterPath,
} from '../module/summary.ts'
import type { Constant } from '../module/value.ts'
import { type Frame, type FunctionRef, findFrame } from './frame.ts'
import type { Linker } from './linker.ts'
import { type Supplied, suppliedAt } from './supplied.ts'

/** `open` is left to the callers of functions; `unproven` may never run. */
export type Decision =
  | { readonly type: 'runs' | 'never' | 'unproven' }
  | { readonly type: 'open'; readonly to: readonly FunctionRef[] }

export interface DecideInput {
  readonly linker: Linker
  /** The call of the function whose code makes the call. */
  readonly frame: Frame
  readonly call: Pick<CallRecord, 'conditions'>
  /**
   * What is running: a task, which is not taken to do what callers may well keep it from; or an entry
   * point, which is taken to do all that no constant keeps it from.
   */
  readonly during: 'task' | 'entry'
  /** The call that begins the run: what runs a task or an entry point hands it any values there are. */
  readonly first: Frame | null
}

const RUNS: Decision = { type: 'runs' }
const NEVER: Decision = { type: 'never' }
const UNPROVEN: Decision = { type: 'unproven' }

/** `if (flag) call()`: what a caller hands in decides, and only what it computes may be anything. */
export function decide({ linker, frame, call, during, first }: DecideInput): Decision {
  return decideAll(call.conditions)

  function decideAll(conditions: readonly Condition[]): Decision {
    const decisions = conditions.map(decideOne)
    const worst = decisions.find(({ type }) => type === 'never') ?? decisions.find(isUnproven)
    return worst ?? leftOpen(decisions) ?? RUNS
  }

  function decideAny(lists: readonly (readonly Condition[])[]): Decision {
    const decisions = lists.map(decideAll)
    const best = decisions.find(({ type }) => type === 'runs') ?? leftOpen(decisions)
    return best ?? decisions.find(isUnproven) ?? NEVER
  }

  function decideOne(condition: Condition): Decision {
    switch (condition.type) {
      case 'never':
        return NEVER
      case 'any':
        return decideAny(condition.of)
      case 'constant': {
        const { module } = frame
        const found = constantOf(linker.follow({ module, value: condition.value, frame }).value)
        return found ? test(condition.is, found.constant) : RUNS
      }
      case 'missing':
        return isMissing(condition.path, condition.as) ? RUNS : NEVER
      case 'asked':
        return decideAsked(condition)
      default: {
        const found = supplied(condition.path)
        if (found.type === 'constant') return testSupplied(condition, found.constant)
        if (found.type === 'text') return condition.type === 'present' ? RUNS : UNPROVEN
        if (found.type !== 'present') return decideUnknown(found)
        return condition.type === 'present' || !condition.holds ? RUNS : NEVER
      }
    }
  }

  function testSupplied(
    condition: Condition & { readonly type: 'present' | 'equal' },
    constant: Constant | null | undefined,
  ): Decision {
    if (condition.type === 'present' || !condition.values) return test(condition, constant)
    const { module } = frame
    const known = condition.values.map((value) => {
      return constantOf(linker.follow({ module, value, frame }).value)
    })
    if (known.includes(null)) return UNPROVEN
    const constants = known.flatMap((one) => one?.constant ?? [])
    return test({ ...condition, constants }, constant)
  }

  function decideAsked({ paths, isMixed }: Condition & { readonly type: 'asked' }): Decision {
    const all = paths.map(supplied)
    const isKnown = ({ type }: Supplied) => /^(constant|present|text)$/.test(type)
    const isConstant = during === 'entry' ? !isMixed && all.every(isKnown) : all.some(isKnown)
    if (isConstant) return UNPROVEN
    const decisions = all.map(decideUnknown)
    return decisions.find(isUnproven) ?? leftOpen(decisions) ?? RUNS
  }

  function decideUnknown(found: Supplied): Decision {
    if (found.type === 'open') return { type: 'open', to: [found.to] }
    return found.type === 'unknown' && during === 'task' ? UNPROVEN : RUNS
  }

  function supplied(path: ParameterPath): Supplied {
    const isFirsts =
      first !== null &&
      path.index !== 'this' &&
      findFrame(frame, frame.module, path.function) === first
    return isFirsts ? { type: 'computed' } : suppliedAt(linker, frame, path)
  }

  /** In a task, all that is not known to be missing counts as there. */
  function isMissing(path: ParameterPath, as: Missing): boolean {
    const called = findFrame(frame, frame.module, path.function)
    const isOwn = path.index === 'this'
    if (called === undefined && !isOwn) {
      return during === 'entry' || linker.isLeftOut(frame.module, path)
    }
    const isKnown = isOwn || called?.arguments !== null
    const found = isKnown ? suppliedAt(linker, frame, path) : ({ type: 'unknown' } as const)
    if (found.type === 'constant') return countsAs(found.constant, as)
    return during === 'entry' && !/^(present|text)$/.test(found.type)
  }
}

function test(condition: ConstantTest, constant: Constant | null | undefined): Decision {
  if (condition.type === 'present') return constant ? RUNS : NEVER
  if (condition.type === 'missing') return countsAs(constant, condition.as) ? RUNS : NEVER
  return condition.constants.some((one) => one === constant) === condition.holds ? RUNS : NEVER
}

function isUnproven({ type }: Decision): boolean {
  return type === 'unproven'
}

function leftOpen(decisions: readonly Decision[]): Decision | null {
  const to = decisions.flatMap((decision) => (decision.type === 'open' ? decision.to : []))
  return to.length > 0 ? { type: 'open', to } : null
}

function countsAs(constant: Constant | null | undefined, missing: Missing): boolean {
  switch (missing) {
    case 'undefined':
      return constant === undefined
    case 'null':
      return constant === null
    case 'nullish':
      return constant === undefined || constant === null
    case 'falsy':
      return !constant
  }
}
