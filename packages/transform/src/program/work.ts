/**
 * The calls that tasks make in their own module and in those it calls: where work is looked for that
 * nothing waits for. What lies further is not read for it.
 */
import type { CallRecord, ModuleSummary } from '../module/summary.ts'
import { createExpander, type Expander } from './expander.ts'
import type { Linker } from './linker.ts'
import { type ReachedCall, type ReachStart, reachCalls } from './reach.ts'

/** Lists what a task does, whoever calls it, from where it begins to run. */
export type WorkFinder = (start: ReachStart) => readonly ReachedCall[]

/** A line for the log is nothing that anybody waits for, even where it is sent somewhere. */
const LOGS =
  /(^|\.)#?(\w*logger|log|console|sentry)\.|^(\w+\.)?(log|captureException|captureMessage)$/i

export function isLog({ name }: CallRecord): boolean {
  return LOGS.test(name)
}

export function createWorkFinder(linker: Linker): WorkFinder {
  const expanders = new Map<ModuleSummary, Expander>()
  return (start) => {
    const home = start.type === 'calls' ? start.module : start.function.module
    const expander = expanders.get(home) ?? createHomeExpander(home)
    expanders.set(home, expander)
    return reachCalls(linker, expander, start, true).calls
  }

  function createHomeExpander(home: ModuleSummary): Expander {
    return createExpander(linker, {
      during: 'request',
      isBounded: true,
      mayEnter: (file, { module, call }) =>
        file === module.file || (module === home && !isLog(call) && !isInstalled(file)),
    })
  }
}

/** A package's code is its authors' to mend. */
function isInstalled(file: string): boolean {
  return /(^|\/)node_modules\//.test(file)
}
