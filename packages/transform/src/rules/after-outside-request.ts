/** `after` called while the module loads. */
import { createDiagnostic } from '../diagnostics/diagnostic.ts'
import { reachCalls } from '../program/reach.ts'
import { type Rule, toTrace } from './rule.ts'

export const afterOutsideRequest: Rule = ({ summary, sites }) => {
  if (sites.length === 0) return []
  const atLoad = reachCalls(summary, 0, { from: 'callback', intoTasks: () => false })
  return sites.flatMap(({ site }) => {
    const reached = atLoad.find(({ call }) => call.place.start === site.place.start)
    // With a `catch` around it, running outside a request is thought of.
    if (reached === undefined || reached.isCaught) return []
    return createDiagnostic({
      code: 'after-outside-request',
      parameters: {},
      file: summary.file,
      places: { call: site.place },
      trace: toTrace(summary.file, reached.steps),
    })
  })
}
