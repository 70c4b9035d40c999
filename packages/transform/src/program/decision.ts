/** Whether a call runs, by what the callers of the functions around it hand in. */
import type { CallRecord, Condition, Missing, ParameterPath } from '../module/summary.ts'
import type { Constant } from '../module/value.ts'
import { type Frame, type FunctionRef, findFrame } from './frame.ts'
import type { Linker } from './linker.ts'
import { suppliedAt } from './supplied.ts'

/** `open` is left to the callers of functions; `unproven` may never run. */
export type Decision =
  | { readonly type: 'runs' | 'never' | 'unproven' }
  | { readonly type: 'open'; readonly to: readonly FunctionRef[] }

export interface DecideInput {
  readonly linker: Linker
  /** The call of the function whose code makes the call. */
  readonly frame: Frame
  readonly call: CallRecord
  /** The call that begins the run: what runs a task or an entry point hands it any values there are. */
  readonly first: Frame | null
}

const RUNS: Decision = { type: 'runs' }
const NEVER: Decision = { type: 'never' }
const UNPROVEN: Decision = { type: 'unproven' }

/** `if (flag) call()`: what a caller hands in decides, and only what it computes may be anything. */
export function decide({ linker, frame, call, first }: DecideInput): Decision {
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
      case 'missing':
        return isMissing(condition.path, condition.as) ? RUNS : NEVER
      default:
        return isFirsts(condition.path) ? RUNS : decideSupplied(condition)
    }
  }

  function decideSupplied(
    condition: Condition & { readonly type: 'present' | 'equal' | 'asked' },
  ): Decision {
    const found = suppliedAt(linker, frame, condition.path)
    if (found.type === 'open') return { type: 'open', to: [found.to] }
    if (found.type === 'computed') return RUNS
    if (found.type === 'unknown' || condition.type === 'asked') return UNPROVEN
    if (condition.type === 'present') {
      return found.type === 'present' || found.constant ? RUNS : NEVER
    }
    const isOne =
      found.type === 'constant' && condition.constants.some((one) => one === found.constant)
    return isOne === condition.holds ? RUNS : NEVER
  }

  function isFirsts({ function: index }: ParameterPath): boolean {
    return first !== null && findFrame(frame, frame.module, index) === first
  }

  /** All that is not known to be missing counts as there. */
  function isMissing(path: ParameterPath, as: Missing): boolean {
    const called = findFrame(frame, frame.module, path.function)
    if (called === undefined) return linker.isLeftOut(frame.module, path)
    // What an entry point is called with may be anything; a task is known to be handed something.
    if (called.arguments === null) return called === first
    const found = suppliedAt(linker, frame, path)
    return found.type === 'constant' && countsAs(found.constant, as)
  }
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
