/** What makes a static page dynamic, in one of its tasks: navigation and revalidation. */
import { type Api, isNavigation, isRevalidation } from '../module/apis.ts'
import type { Rule } from './rule.ts'
import { createTaskDiagnostic, describeEntry, isCertain, listTaskCalls } from './task-calls.ts'

export const dynamicInStaticTask: Rule = ({ sites }) =>
  listTaskCalls(sites, { concerns: ({ api }) => isDynamic(api) }).flatMap((found) => {
    const { api } = found
    // Next goes by what the task throws in the end.
    if (!isDynamic(api) || found.isCaught || !isCertain(found)) return []
    const reaching = found.site
      .entriesOf('static')
      // In a route it throws for another reason.
      .filter(({ entry }) => !(api === 'updateTag' && entry.phase === 'route'))
      .find((entry) => found.site.makes(found, entry))
    if (reaching === undefined) return []
    const { entry } = reaching
    return createTaskDiagnostic({
      code: 'dynamic-in-static-task',
      parameters: {
        api,
        entry: describeEntry(entry),
        dynamic: entry.segment.dynamic ?? '',
      },
      found,
      what: `calls \`${api}()\``,
      reaching,
    })
  })

function isDynamic(api: Api | null): api is Api {
  return isNavigation(api) || isRevalidation(api)
}
