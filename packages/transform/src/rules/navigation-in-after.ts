/** `redirect()`, `notFound()` and their kind, in a task. */
import { isNavigation } from '../module/apis.ts'
import type { Rule } from './rule.ts'
import { createTaskDiagnostic, listTaskCalls } from './task-calls.ts'

export const navigationInAfter: Rule = ({ sites }) =>
  listTaskCalls(sites, { concerns: ({ api }) => isNavigation(api) }).flatMap((found) => {
    const { api } = found
    if (!isNavigation(api)) return []
    // A helper that redirects those who are not signed in does not for those who are.
    if (found.module !== found.site.module && found.isConditional) return []
    const what = `calls \`${api}()\``
    return createTaskDiagnostic({ code: 'navigation-in-after', parameters: { api }, found, what })
  })
