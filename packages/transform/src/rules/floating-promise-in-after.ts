/** Work that a task starts and neither awaits nor returns. */
import type { ModuleSummary } from '../module/summary.ts'
import { createFloatingFinder, type FloatingWork } from '../program/floating.ts'
import type { LinkedSite } from '../program/link.ts'
import { createPromiseFinder } from '../program/promises.ts'
import { fixFloating } from './floating-fixes.ts'
import type { Rule } from './rule.ts'
import { createTaskDiagnostic, describeCall, listTaskCalls } from './task-calls.ts'

export const floatingPromiseInAfter: Rule = ({ sites, linker }) => {
  const promises = createPromiseFinder(linker)
  const homes = new Set(sites.map(homeOf))
  return [...homes].flatMap((module) => {
    const here = sites.filter((site) => homeOf(site) === module)
    const tasks = listTasks(here)
    const finder = createFloatingFinder({ module, tasks: new Set(tasks.keys()), promises })
    return listTaskCalls(here).flatMap((found) => {
      const { call, frame } = found
      // What helpers of other modules leave behind is theirs to answer for.
      if (found.module !== module || frame === null) return []
      if (LOGS.test(call.name)) return []
      const work = finder.find(call, frame)
      if (work === null) return []
      return createTaskDiagnostic({
        code: 'floating-promise-in-after',
        parameters: {
          work: describeCall(call),
          advice: ADVICE[work.type],
        },
        found: work.type === 'dropped' ? found : { ...found, place: call.calleePlace },
        what: 'starts work that nothing waits for',
        fixes: fixFloating({ work, call, owner: frame.function, tasks, module }),
      })
    })
  })
}

/** A line for the log is nothing that anybody waits for, even where it is sent somewhere. */
const LOGS =
  /^(this\.)?#?(\w*logger|log|console|sentry)\.|^(\w+\.)?(log|captureException|captureMessage)$/i

/** The module that a task's code stands in. */
function homeOf({ task, module }: LinkedSite): ModuleSummary {
  return task.value.type === 'function' ? task.module : module
}

/** The functions that are tasks, with where `after` is given them. */
function listTasks(sites: readonly LinkedSite[]): ReadonlyMap<number, LinkedSite> {
  return new Map(
    sites.flatMap((site): [number, LinkedSite][] =>
      site.form === 'callback' && site.task.value.type === 'function'
        ? [[site.task.value.function, site]]
        : [],
    ),
  )
}

const ADVICE: Readonly<Record<FloatingWork['type'], string>> = {
  dropped: 'Await it, or return it.',
  each: 'Await a `for…of` loop, or `Promise.all(list.map(…))`.',
  list: 'Await or return `Promise.all(…)` of the list.',
}
