/** `cookies()`, `headers()` or `connection()` reached by the task of a Server Component. */
import type { LinkedSite } from '../program/link.ts'
import type { ReachingEntry } from '../program/reaching.ts'
import type { Rule } from './rule.ts'
import { createTaskDiagnostic, describeEntry, listTaskCalls } from './task-calls.ts'

// `draftMode()` does not throw in a task: its `isEnabled` may be read (measured on next@16.4.6).
const READS = new Set(['cookies', 'headers', 'connection'])

export const requestApiInAfter: Rule = ({ sites }) =>
  listTaskCalls(sites, makesReads).flatMap((found) => {
    const { api, site } = found
    const reaching = findRender(site)
    if (api === null || !READS.has(api) || reaching === undefined) return []
    const isDirect = found.place === found.call.place
    const read = isDirect ? api : found.callee
    return createTaskDiagnostic({
      code: 'request-api-in-after',
      parameters: {
        api,
        entry: describeEntry(reaching.entry),
        runs: isDirect ? 'runs' : `reaches \`${api}()\``,
        advice: read ? `Call \`${read}()\`` : 'Read the request',
      },
      found,
      what: `calls \`${api}()\``,
      reaching,
    })
  })

// Entry points are looked for only where they matter.
function makesReads(site: LinkedSite): boolean {
  return (
    site.reached.some(({ api }) => api !== null && READS.has(api)) && findRender(site) !== undefined
  )
}

function findRender({ entries }: LinkedSite): ReachingEntry | undefined {
  return entries.find(({ entry }) => entry.phase === 'render')
}
