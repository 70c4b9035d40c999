/** A database query that a task builds and that nobody runs. */
import { NOT_RUN_BY_AWAIT, type QueryLibrary } from '../module/query-sources.ts'
import type { Value } from '../module/value.ts'
import {
  type FloatingWork,
  isRunByEach,
  listChain,
  mayLeave,
  startsEach,
} from '../program/floating.ts'
import type { Frame } from '../program/frame.ts'
import { createQueryFinder, type QueryFinder } from '../program/queries.ts'
import type { ReachedCall } from '../program/reach.ts'
import { throughImport } from '../program/receivers.ts'
import { fixFloating } from './floating-fixes.ts'
import type { Rule } from './rule.ts'
import {
  atCallee,
  createTaskDiagnostic,
  describeCall,
  listTasks,
  listTaskWork,
} from './task-calls.ts'

export const lazyQueryInAfter: Rule = ({ sites, linker }) => {
  const queries = createQueryFinder(linker)
  const tasksOf = listTasks(sites)
  return listTaskWork(sites, { concerns: mayBeLeft }).flatMap((found) => {
    const { call, frame, module } = found
    const tasks = tasksOf(module)
    const callee = throughImport(linker, { module, value: call.callee, frame })
    const known = { ...found, call: { ...call, callee } }
    const left = frame && findLeft(known, frame, tasks.has(frame.function), queries)
    if (left === null) return []
    const { library, work } = left
    const { name, runs } = library
    return createTaskDiagnostic({
      code: 'lazy-query-in-after',
      parameters: {
        query: describeCall(call),
        library: name,
        how: runs === null ? 'when it is awaited, returned or given a `then`' : `by \`${runs}\``,
        advice: adviseOn(work, runs),
      },
      found: work.type === 'dropped' ? found : atCallee(found),
      what: 'builds a query that nothing runs',
      fixes: runs === null ? fixFloating({ work, found, tasks }) : [],
    })
  })
}

function mayBeLeft({ call }: ReachedCall): boolean {
  return mayLeave(call) || NOT_RUN_BY_AWAIT.test(call.name)
}

/** The query that a call builds, or that it builds for each of a list, and leaves. */
function findLeft(
  { call, module }: ReachedCall,
  frame: Frame,
  isTask: boolean,
  queries: QueryFinder,
): { readonly library: QueryLibrary; readonly work: FloatingWork } | null {
  if (call.isNew) return null
  const findLazy = (callee: Value) => {
    const query = queries.find({ module, value: { type: 'result', of: callee }, frame })
    return query?.type === 'lazy' ? query : null
  }
  const { type, methods } = call.fate
  if (methods.length > 0) return null
  const isRunElsewhere = type === 'awaited' || (type === 'returned' && isTask)
  // Only one library's queries are not run by that, and no module is read for the others.
  if (type === 'dropped' || (isRunElsewhere && NOT_RUN_BY_AWAIT.test(call.name))) {
    const query = findLazy(call.callee)
    const runs = query?.library.runs ?? null
    // A query in a variable may be added to, and awaited later: `query.eq('id', id)`.
    const isWhole =
      query && listChain(call, module, frame.function).before.length >= query.length - 1
    if (isWhole && (type === 'dropped' || runs !== null)) {
      return {
        library: query.library,
        work: { type: isRunByEach(module, frame.function) ? 'each' : 'dropped' },
      }
    }
  }
  const work = startsEach(call, isTask, (callback) => findLazy(callback) !== null)
  const query = work && findLazy(call.arguments[0] as Value)
  return query && { library: query.library, work }
}

function adviseOn({ type }: FloatingWork, runs: string | null): string {
  const waited = runs === null ? 'it' : `its \`${runs}\``
  if (type === 'dropped') return `Await ${waited}, or return it.`
  return 'Await a `for…of` loop, or `Promise.all(list.map(…))`.'
}
