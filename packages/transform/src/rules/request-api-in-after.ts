/** `cookies()`, `headers()` or `connection()` reached by the task of a Server Component. */
import { createDiagnostic } from '../diagnostics/diagnostic.ts'
import type { AppEntry } from '../program/entries.ts'
import type { LinkedSite } from '../program/link.ts'
import type { ReachingEntry } from '../program/reaching.ts'
import { calledApi, listTaskCalls, type Rule, toTrace } from './rule.ts'

// `draftMode()` does not throw in a task: its `isEnabled` may be read (measured on next@16.4.6).
const READS = new Set(['cookies', 'headers', 'connection'])

export const requestApiInAfter: Rule = ({ summary, sites, apis }) =>
  listTaskCalls(sites, (site) => findRender(site) !== undefined).flatMap(
    ({ call, steps, site: linked }) => {
      const api = calledApi(call, apis)
      const reaching = findRender(linked)
      if (api === null || !READS.has(api) || reaching === undefined) return []
      return createDiagnostic({
        code: 'request-api-in-after',
        parameters: { api, entry: describeEntry(reaching.entry, summary.file) },
        file: summary.file,
        places: { call: call.place, site: linked.site.calleePlace },
        trace: toTrace(summary.file, [...reaching.steps, ...steps]),
      })
    },
  )

function findRender({ entries }: LinkedSite): ReachingEntry | undefined {
  return entries.find(({ entry }) => entry.phase === 'render')
}

/** `the page of /blog`, or `generateMetadata of /blog`. */
function describeEntry({ name, route }: AppEntry, file: string): string {
  const convention = /([\w-]+)\.\w+$/.exec(file)?.[1] ?? 'component'
  const what = name === 'default' ? `the ${convention}` : name
  return route === null ? what : `${what} of ${route}`
}
