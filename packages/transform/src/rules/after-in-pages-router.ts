/** `after` in Next's pages router: components, data functions and API routes. */

import { createExpander } from '../program/expander.ts'
import type { LinkedSite } from '../program/link.ts'
import type { Linker } from '../program/linker.ts'
import { reachCalls } from '../program/reach.ts'
import type { ReachingEntry } from '../program/reaching.ts'
import { createSiteDiagnostic } from './entry-sites.ts'
import type { Rule } from './rule.ts'
import { describeEntry } from './task-calls.ts'

export const afterInPagesRouter: Rule = ({ sites, linker }) =>
  sites.flatMap((site) => {
    // With a `catch` around it, running where `after` throws is thought of.
    if (site.site.isCaught) return []
    const reaching = site.entriesOf('pages').find((entry) => isProven(entry, site, linker))
    if (reaching === undefined) return []
    const parameters = { entry: describeEntry(reaching.entry) }
    return createSiteDiagnostic('after-in-pages-router', parameters, { site, reaching })
  })

/**
 * A page does not compile with a module that imports `after`, whatever comes of the call. An API route
 * has to come to it: a helper of both routers may look first where it is.
 */
function isProven({ entry }: ReachingEntry, { module, site }: LinkedSite, linker: Linker): boolean {
  if (entry.file === module.file || !entry.route?.startsWith('/api')) return true
  const { program } = linker
  const from = program.summaryOf(entry.file)
  const start = from && linker.functionOf({ module: from, value: entry.value, frame: null })
  if (!start) return false
  const expander = createExpander(linker, { during: 'request', mayEnter: program.mayReach })
  const { calls } = reachCalls(linker, expander, { type: 'callback', function: start })
  const found = calls.find(
    ({ call, ...reached }) =>
      reached.module === module && call.place.start === site.place.start && !call.isConditional,
  )
  return found !== undefined && !found.isCaught
}
