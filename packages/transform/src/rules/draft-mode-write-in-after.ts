/** `enable()` or `disable()` of draft mode, in a task. */
import type { Rule } from './rule.ts'
import { calledMethodOf, createTaskDiagnostic, listTaskCalls } from './task-calls.ts'

const ACTIONS = new Map([
  ['enable', 'enabled'],
  ['disable', 'disabled'],
])

export const draftModeWriteInAfter: Rule = ({ sites, linker }) =>
  listTaskCalls(sites, {
    concerns: ({ call }) => call.callee.type === 'member' && ACTIONS.has(call.callee.name),
    ofSite: ({ form }) => form !== 'promise',
  }).flatMap((found) => {
    const method = calledMethodOf('draftMode', found, linker)
    const action = ACTIONS.get(method ?? '')
    if (method === null || action === undefined) return []
    return createTaskDiagnostic({
      code: 'draft-mode-write-in-after',
      parameters: { action, method },
      found,
      what: `calls \`${method}()\` of draft mode`,
    })
  })
