/** `after` in a function whose result is kept: `'use cache'`, `unstable_cache`. */
import { createSiteDiagnostic, listEntrySites } from './entry-sites.ts'
import type { Rule } from './rule.ts'

export const afterInCache: Rule = ({ sites }) =>
  listEntrySites(sites, 'cache').map((found) => createSiteDiagnostic('after-in-cache', {}, found))
