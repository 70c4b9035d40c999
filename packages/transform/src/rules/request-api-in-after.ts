/** `cookies()`, `headers()` or `connection()` reached by the task of a Server Component. */
import { createDiagnostic } from '../diagnostics/diagnostic.ts'
import type { AppEntry } from '../program/entries.ts'
import { calledApi, type Rule, toTrace } from './rule.ts'

// `draftMode()` does not throw in a task: its `isEnabled` may be read (measured on next@16.4.6).
const READS = new Set(['cookies', 'headers', 'connection'])

export const requestApiInAfter: Rule = ({ summary, sites, apis }) =>
  sites.flatMap(({ site, entries, reached }) => {
    const reaching = entries.find(({ entry }) => entry.phase === 'render')
    if (reaching === undefined) return []
    const { entry } = reaching
    return reached.flatMap(({ call, steps }) => {
      const api = calledApi(call, apis)
      if (api === null || !READS.has(api)) return []
      return createDiagnostic({
        code: 'request-api-in-after',
        parameters: { api, entry: describeEntry(entry, summary.file) },
        file: summary.file,
        places: { call: call.place, site: site.calleePlace },
        trace: toTrace(summary.file, [...reaching.steps, ...steps]),
      })
    })
  })

/** `the page of /blog`, or `generateMetadata of /blog`. */
function describeEntry({ name, route }: AppEntry, file: string): string {
  const convention = /([\w-]+)\.\w+$/.exec(file)?.[1] ?? 'component'
  const what = name === 'default' ? `the ${convention}` : name
  return route === null ? what : `${what} of ${route}`
}
