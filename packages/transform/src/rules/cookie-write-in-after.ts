/** `set` or `delete` on the cookie store, in a task. */
import type { Rule } from './rule.ts'
import { calledMethodOf, createTaskDiagnostic, listTaskCalls } from './task-calls.ts'

const WRITES = new Map([
  ['set', { action: 'set', advice: 'Set' }],
  ['delete', { action: 'deleted', advice: 'Delete' }],
])

export const cookieWriteInAfter: Rule = ({ sites, linker }) =>
  // Work that has started already may well write before the response does.
  listTaskCalls(sites, {
    concerns: ({ call }) => call.callee.type === 'member' && WRITES.has(call.callee.name),
    ofSite: ({ form }) => form !== 'promise',
  }).flatMap((found) => {
    const method = calledMethodOf('cookies', found, linker)
    const write = WRITES.get(method ?? '')
    if (write === undefined) return []
    const what = `calls \`${method}()\` of the cookie store`
    return createTaskDiagnostic({ code: 'cookie-write-in-after', parameters: write, found, what })
  })
