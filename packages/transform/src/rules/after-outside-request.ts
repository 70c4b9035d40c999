/** `after` called while the module loads. */
import { createDiagnostic } from '../diagnostics/diagnostic.ts'
import { reachCalls } from '../program/reach.ts'
import type { Rule } from './rule.ts'
import { toTraceStep } from './task-calls.ts'

export const afterOutsideRequest: Rule = ({ summary, sites, linker }) => {
  if (sites.length === 0) return []
  const value = { type: 'function', function: 0 } as const
  const load = { type: 'callback', function: { module: summary, value, frame: null } } as const
  const mayEnter = (file: string) => file === summary.file
  const reachedAtLoad = reachCalls(linker, load, { during: 'load', mayEnter }).calls
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
      trace: reached.steps.map(toTraceStep),
    })
  })
}
