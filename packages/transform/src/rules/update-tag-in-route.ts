/** `updateTag()` of next/cache, in a task of a Route Handler. */
import type { Rule } from './rule.ts'
import { createTaskDiagnostic, describeEntry, isCertain, listTaskCalls } from './task-calls.ts'

export const updateTagInRoute: Rule = ({ sites }) =>
  listTaskCalls(sites, { concerns: ({ api }) => api === 'updateTag' }).flatMap((found) => {
    // A helper of Server Functions and routes may try this and fall back on `revalidateTag`.
    if (found.isCaught || !isCertain(found)) return []
    const reaching = found.site.entriesOf('route').find((entry) => found.site.makes(found, entry))
    if (reaching === undefined) return []
    return createTaskDiagnostic({
      code: 'update-tag-in-route',
      parameters: { entry: describeEntry(reaching.entry) },
      found,
      what: 'calls `updateTag()`',
      reaching,
    })
  })
