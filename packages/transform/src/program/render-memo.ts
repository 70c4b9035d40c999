/**
 * What a render has in store when its tasks run: a function that React's `cache` goes around is not
 * run again where the render has called it (measured on next@16.4.6, also for what a child calls later).
 */
import type { FunctionRef } from './frame.ts'
import type { Linker } from './linker.ts'
import type { ReachedCall } from './reach.ts'
import type { ReachingEntry } from './reaching.ts'
import { listImporters, walkRun } from './run.ts'

export interface RenderMemo {
  /** Whether a call of a task may find what it asks for in store, and then does not run. */
  mayHave(reaching: ReachingEntry, found: ReachedCall): boolean
}

export function createRenderMemo(linker: Linker): RenderMemo {
  const { program } = linker
  return {
    mayHave: ({ entry }, { memoized }) => memoized.some((target) => isCalledBy(entry, target)),
  }

  function isCalledBy(entry: ReachingEntry['entry'], target: FunctionRef): boolean {
    const module = program.summaryOf(entry.file)
    if (module === null) return false
    const above = listImporters(program, [target.module.file])
    const mayEnter = (file: string) => above.has(file)
    const run = walkRun({ linker, module, entry, mayEnter, withTasks: false })
    for (const { frame, isMemoized } of run) {
      const isIt = frame.module === target.module && frame.function === target.function
      if (isIt && isMemoized) return true
    }
    return false
  }
}
