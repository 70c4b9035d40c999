/** `after` called while the module loads. */
import { createDiagnostic } from '../diagnostics/diagnostic.ts'
import { reachCalls } from '../program/reach.ts'
import { type Rule, toTrace } from './rule.ts'

export const afterOutsideRequest: Rule = ({ summary, sites, apis }) => {
  if (sites.length === 0) return []
  const start = { type: 'callback', function: 0 } as const
  const reachedAtLoad = reachCalls(summary, start, { apis, during: 'load' })
  const atLoad = new Map(reachedAtLoad.map((reached) => [reached.call.calleePlace.start, reached]))
  return sites.flatMap(({ site }) => {
    const reached = atLoad.get(site.calleePlace.start)
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
