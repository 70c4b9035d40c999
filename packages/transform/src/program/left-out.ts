/** Finds the parameters that nobody gives to a function, where its calls are not known. */
import type { CallRecord, ModuleSummary, ParameterPath } from '../module/summary.ts'
import { hasPath, supplyOf } from './frame.ts'

/** Whether no caller in its own module gives a parameter to a function. */
export type LeftOutFinder = (module: ModuleSummary, path: ParameterPath) => boolean

export function createLeftOutFinder(): LeftOutFinder {
  const callers = new WeakMap<ModuleSummary, Map<number, CallRecord[]>>()

  return function isLeftOut(module, path) {
    const calls = callersOf(module).get(path.function) ?? []
    return (
      calls.length > 0 &&
      calls.every((call) => {
        const argument = path.index === 'this' ? undefined : call.arguments[path.index]
        return !call.hasSpread && !(argument && hasPath(supplyOf(argument), path))
      })
    )
  }

  function callersOf(module: ModuleSummary): ReadonlyMap<number, readonly CallRecord[]> {
    let known = callers.get(module)
    if (known === undefined) {
      known = listCallers(module)
      callers.set(module, known)
    }
    return known
  }
}

/** The calls of a module, by the function of its own that they go to. */
function listCallers({ functions }: ModuleSummary): Map<number, CallRecord[]> {
  const found = new Map<number, CallRecord[]>()
  for (const call of functions.flatMap(({ calls }) => calls)) {
    if (call.callee.type !== 'function') continue
    const { function: index } = call.callee
    const list = found.get(index)
    if (list) list.push(call)
    else found.set(index, [call])
  }
  return found
}
