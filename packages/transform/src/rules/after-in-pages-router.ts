/** `after` in Next's pages router: components, data functions and API routes. */
import { createSiteDiagnostic, listEntrySites } from './entry-sites.ts'
import type { Rule } from './rule.ts'
import { describeEntry } from './task-calls.ts'

export const afterInPagesRouter: Rule = ({ sites }) =>
  // With a `catch` around it, running where `after` throws is thought of.
  listEntrySites(
    sites.filter(({ site }) => !site.isCaught),
    ({ phase }) => phase === 'pages',
  ).map((found) => {
    const where = { entry: describeEntry(found.reaching.entry) }
    return createSiteDiagnostic('after-in-pages-router', where, found)
  })
