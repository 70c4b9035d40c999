/** The way to a call, step by step: ways that go on from one share it. */
import type { Step } from './edges.ts'

/** The last step, with those before it. */
export interface Trail {
  readonly step: Step
  readonly before: Trail | null
  readonly length: number
}

/** How deep a run is followed: no way in a real program is as long, and generated ones may have no end. */
export const MOST_STEPS = 100

export function extendTrail(before: Trail | null, step: Step): Trail {
  return { step, before, length: (before?.length ?? 0) + 1 }
}

/** The steps, outermost first. */
export function listSteps(trail: Trail | null): Step[] {
  const steps: Step[] = []
  for (let current = trail; current !== null; current = current.before) steps.push(current.step)
  return steps.reverse()
}
