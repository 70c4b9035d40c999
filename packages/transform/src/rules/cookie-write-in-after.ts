/** `set` or `delete` on the cookie store, in a task. */
import { createDiagnostic } from '../diagnostics/diagnostic.ts'
import { calledMethodOf, listTaskCalls, type Rule, toTrace } from './rule.ts'

const WRITES: Readonly<Record<string, { readonly action: string; readonly advice: string }>> = {
  set: { action: 'set', advice: 'Set' },
  delete: { action: 'deleted', advice: 'Delete' },
}

export const cookieWriteInAfter: Rule = ({ summary, sites, apis }) =>
  // Work that has started already may well write before the response does.
  listTaskCalls(sites, ({ form }) => form !== 'promise').flatMap(
    ({ call, steps, site: { site } }) => {
      const write = WRITES[calledMethodOf('cookies', call, apis) ?? '']
      if (write === undefined) return []
      return createDiagnostic({
        code: 'cookie-write-in-after',
        parameters: write,
        file: summary.file,
        places: { call: call.place, site: site.calleePlace },
        trace: toTrace(summary.file, steps),
      })
    },
  )
