/** `after` called while the module loads, or by what runs when the server starts. */
import { createDiagnostic, type Diagnostic } from '../diagnostics/diagnostic.ts'
import { createExpander } from '../program/expander.ts'
import type { FunctionValue, Located } from '../program/frame.ts'
import { reachCalls } from '../program/reach.ts'
import { listSteps } from '../program/trail.ts'
import type { Rule } from './rule.ts'
import { toTraceStep } from './task-calls.ts'

const LOAD = { when: 'when the module loads', failure: 'the module fails to load' }
const STARTUP = { when: 'when the server starts', failure: 'every request is answered with 500' }

export const afterOutsideRequest: Rule = ({ summary, entries, sites, linker }) => {
  if (sites.length === 0) return []
  const at = (index: number): Located<FunctionValue> => ({
    module: summary,
    value: { type: 'function', function: index },
    frame: null,
  })
  const startups = entries.flatMap((entry) =>
    entry.type === 'app' && entry.phase === 'startup' && entry.function !== null
      ? [at(entry.function)]
      : [],
  )
  return [...findFrom(at(0), LOAD), ...startups.flatMap((start) => findFrom(start, STARTUP))]

  function findFrom(start: Located<FunctionValue>, moment: typeof LOAD): Diagnostic[] {
    const mayEnter = (file: string) => file === summary.file
    const expander = createExpander(linker, { during: 'load', mayEnter })
    const { calls } = reachCalls(linker, expander, { type: 'callback', function: start })
    const found = new Map(calls.map((reached) => [reached.call.calleePlace.start, reached]))
    return sites.flatMap(({ site }) => {
      const reached = found.get(site.calleePlace.start)
      // With a `catch` around it, running outside a request is thought of.
      if (reached === undefined || reached.isCaught) return []
      return createDiagnostic({
        code: 'after-outside-request',
        parameters: moment,
        file: summary.file,
        places: { call: site.place },
        trace: listSteps(reached.trail).map(toTraceStep),
      })
    })
  }
}
