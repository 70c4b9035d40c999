/** `cookies()`, `headers()` or `connection()` reached by the task of a Server Component. */
import type { Api, RequestApi } from '../module/apis.ts'
import type { LinkedSite } from '../program/link.ts'
import type { ReachingEntry } from '../program/reaching.ts'
import { hoistCall } from './request-api-fix.ts'
import type { Rule } from './rule.ts'
import { createTaskDiagnostic, describeEntry, listTaskCalls } from './task-calls.ts'

// `draftMode()` does not throw in a task: its `isEnabled` may be read (measured on next@16.4.6).
const READS: ReadonlySet<Api> = new Set(['cookies', 'headers', 'connection'])

export const requestApiInAfter: Rule = ({ sites }) =>
  listTaskCalls(sites, makesReads).flatMap((found) => {
    const { api, site } = found
    const reaching = findRender(site)
    if (!isRead(api) || reaching === undefined) return []
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
      fixes: hoistCall(found, api),
    })
  })

// Entry points are looked for only where they matter.
function makesReads(site: LinkedSite): boolean {
  return site.reached.some(({ api }) => isRead(api)) && findRender(site) !== undefined
}

function isRead(api: Api | null): api is RequestApi {
  return api !== null && READS.has(api)
}

function findRender(site: LinkedSite): ReachingEntry | undefined {
  return site.entriesOf('render')[0]
}
