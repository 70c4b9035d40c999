/** `redirect()`, `notFound()` and their kind, in a task. */
import { createDiagnostic } from '../diagnostics/diagnostic.ts'
import { isNavigation } from '../module/apis.ts'
import { calledApi, listTaskCalls, type Rule, toTrace } from './rule.ts'

export const navigationInAfter: Rule = ({ summary, sites, apis }) =>
  listTaskCalls(sites).flatMap(({ call, steps, site: { site } }) => {
    const api = calledApi(call, apis)
    if (!isNavigation(api)) return []
    return createDiagnostic({
      code: 'navigation-in-after',
      parameters: { api },
      file: summary.file,
      places: { call: call.place, site: site.calleePlace },
      trace: toTrace(summary.file, steps),
    })
  })
