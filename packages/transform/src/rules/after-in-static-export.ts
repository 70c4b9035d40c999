/** `after` in a project that is written as static files. */
import { createSiteDiagnostic, listEntrySites } from './entry-sites.ts'
import type { Rule } from './rule.ts'

export const afterInStaticExport: Rule = ({ sites }) =>
  listEntrySites(sites, 'exported').map((found) =>
    createSiteDiagnostic('after-in-static-export', {}, found),
  )
