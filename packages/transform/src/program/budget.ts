/** How far the tasks of a program are followed: what generated code leads to may have no end. */
import type { ModuleSummary } from '../module/summary.ts'

export interface Budget {
  /** Counts one more call that a task of the module is followed through; `false` if it is one too many. */
  spend(module: ModuleSummary): boolean
  /** Notes that a task of the module leads further than it is followed. */
  cutShort(module: ModuleSummary): void
  wasCutShort(module: ModuleSummary): boolean
}

/** Of all tasks of a module, for all of their callers. */
const MOST_OF_MODULE = 100_000
/** Of all tasks: the largest real applications make a tenth of it. */
const MOST_OF_PROGRAM = 2_000_000

export function createBudget(): Budget {
  const spent = new Map<ModuleSummary, number>()
  const short = new Set<ModuleSummary>()
  let total = 0
  return {
    spend(module) {
      const count = (spent.get(module) ?? 0) + 1
      spent.set(module, count)
      total += 1
      const isEnough = count > MOST_OF_MODULE || total > MOST_OF_PROGRAM
      if (isEnough) short.add(module)
      return !isEnough
    },
    cutShort: (module) => short.add(module),
    wasCutShort: (module) => short.has(module),
  }
}
