/** Work that a task starts and neither awaits nor returns. */
import type { ModuleSummary } from '../module/summary.ts'
import {
  createFloatingFinder,
  type FloatingFinder,
  type FloatingWork,
  mayLeave,
} from '../program/floating.ts'
import { createPromiseFinder } from '../program/promises.ts'
import { createQueryFinder } from '../program/queries.ts'
import { isLog } from '../program/work.ts'
import { fixFloating } from './floating-fixes.ts'
import type { Rule } from './rule.ts'
import {
  atCallee,
  createTaskDiagnostic,
  describeCall,
  isTasksModule,
  listTasks,
  listTaskWork,
} from './task-calls.ts'

export const floatingPromiseInAfter: Rule = ({ sites, linker }) => {
  const promises = createPromiseFinder(linker, createQueryFinder(linker))
  const tasksOf = listTasks(sites)
  const finders = new Map<ModuleSummary, FloatingFinder>()
  return listTaskWork(sites, { concerns: ({ call }) => mayLeave(call) }).flatMap((found) => {
    const { module, call, frame, site } = found
    if (frame === null || isLog(call)) return []
    const tasks = tasksOf(module)
    const finder = finders.get(module) ?? createFloatingFinder({ module, tasks, linker, promises })
    finders.set(module, finder)
    const work = finder.find(call, frame)
    if (work === null) return []
    return createTaskDiagnostic({
      code: 'floating-promise-in-after',
      parameters: { work: describeCall(call), advice: ADVICE[work.type] },
      found: work.type === 'dropped' ? found : atCallee(found),
      what: 'starts work that nothing waits for',
      // Who else calls a helper, or whether it waits for what it is handed, is not known.
      fixes: isTasksModule(module, site) ? fixFloating({ work, found, tasks }) : [],
    })
  })
}

const ADVICE: Readonly<Record<FloatingWork['type'], string>> = {
  dropped: 'Await it, or return it.',
  each: 'Await a `for…of` loop, or `Promise.all(list.map(…))`.',
  list: 'Await or return `Promise.all(…)` of the list.',
}
