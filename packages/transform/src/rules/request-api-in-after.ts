/** `cookies()`, `headers()` or `connection()` reached by the task of a Server Component. */
import type { Api, RequestApi } from '../module/apis.ts'
import type { LinkedSite } from '../program/link.ts'
import { createRenderMemo } from '../program/render-memo.ts'
import { hoistCalls } from './request-api-fix.ts'
import type { Rule } from './rule.ts'
import { createTaskDiagnostic, describeEntry, listTaskCalls } from './task-calls.ts'

// `draftMode()` does not throw in a task: its `isEnabled` may be read (measured on next@16.4.6).
const READS: ReadonlySet<Api> = new Set(['cookies', 'headers', 'connection'])

export const requestApiInAfter: Rule = ({ sites, linker }) => {
  const memo = createRenderMemo(linker)
  const reads = listTaskCalls(sites, {
    concerns: ({ api }) => isRead(api),
    ofSite: makesReads,
    kind: 'render',
  }).flatMap((found) => {
    const { api, site } = found
    // What the render has stored is not asked for again.
    if (!isRead(api) || found.dependsOnState) return []
    const reaching = site
      .entriesOf('render')
      .find((entry) => site.makes(found, entry) && !memo.mayHave(entry, found))
    return reaching === undefined ? [] : [{ found, api, reaching }]
  })
  const fixes = hoistCalls(reads, linker.program)
  return reads.map(({ found, api, reaching }) => {
    const fix = fixes.get(found)
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
      fixes: fix ? [fix] : [],
    })
  })
}

// Entry points are looked for only where they matter.
function makesReads(site: LinkedSite): boolean {
  return site.reached.some(({ api }) => isRead(api)) && site.entriesOf('render').length > 0
}

function isRead(api: Api | null): api is RequestApi {
  return api !== null && READS.has(api)
}
