/** All calls that tasks make in the project's own modules: where work is looked for that nothing waits for. */
import type { CallRecord } from '../module/summary.ts'
import { createExpander } from './expander.ts'
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
  const expander = createExpander(linker, {
    during: 'request',
    isBounded: true,
    mayEnter: (file, { module, call }) =>
      file === module.file || !(isLog(call) || isInstalled(file)),
  })
  return (start) => reachCalls(linker, expander, start, true).calls
}

/** A package's code is its authors' to mend. */
function isInstalled(file: string): boolean {
  return /(^|\/)node_modules\//.test(file)
}
