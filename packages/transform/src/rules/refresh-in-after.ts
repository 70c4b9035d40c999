/** `refresh()` of next/cache, in a task. */
import type { Rule } from './rule.ts'
import { createTaskDiagnostic, isCertain, listTaskCalls } from './task-calls.ts'

export const refreshInAfter: Rule = ({ sites }) =>
  // Work that has started already may well call it before the Server Function is done.
  listTaskCalls(sites, {
    concerns: ({ api }) => api === 'refresh',
    ofSite: ({ form }) => form !== 'promise',
  }).flatMap((found) =>
    isCertain(found)
      ? createTaskDiagnostic({
          code: 'refresh-in-after',
          parameters: {},
          found,
          what: 'calls `refresh()`',
        })
      : [],
  )
