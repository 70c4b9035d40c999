/** `enable()` or `disable()` of draft mode, in a task. */
import { createDiagnostic } from '../diagnostics/diagnostic.ts'
import { calledMethodOf, listTaskCalls, type Rule, toTrace } from './rule.ts'

const ACTIONS: Readonly<Record<string, string>> = { enable: 'enabled', disable: 'disabled' }

export const draftModeWriteInAfter: Rule = ({ summary, sites, apis }) =>
  listTaskCalls(sites, ({ form }) => form !== 'promise').flatMap(
    ({ call, steps, site: { site } }) => {
      const method = calledMethodOf('draftMode', call, apis)
      const action = ACTIONS[method ?? '']
      if (method === null || action === undefined) return []
      return createDiagnostic({
        code: 'draft-mode-write-in-after',
        parameters: { action, method },
        file: summary.file,
        places: { call: call.place, site: site.calleePlace },
        trace: toTrace(summary.file, steps),
      })
    },
  )
