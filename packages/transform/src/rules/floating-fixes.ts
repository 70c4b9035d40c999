/** Edits that make a task wait for work it has started. */
import type { Edit, Fix } from '../diagnostics/diagnostic.ts'
import type { CallRecord, FunctionRecord, ModuleSummary } from '../module/summary.ts'
import type { FloatingWork } from '../program/floating.ts'
import type { LinkedSite } from '../program/link.ts'
import { isCollection } from '../program/receivers.ts'
import { isWithin } from '../source/position.ts'
import type { TaskCall } from './task-calls.ts'

export interface FixFloatingInput {
  readonly work: FloatingWork
  readonly found: TaskCall
  /** The functions of the call's module that are tasks, with where `after` is given them. */
  readonly tasks: ReadonlyMap<number, LinkedSite>
}

const VOID = 'void'

export function fixFloating(input: FixFloatingInput): Fix[] {
  const { work, found, tasks } = input
  const { module, call, frame, file } = found
  const owner = frame?.function ?? 0
  const record = module.functions[owner] as FunctionRecord
  // Edits are of the text that is reported on.
  if (module.file !== file) return []
  // Nothing waits for what `forEach` calls, and what it is called on need not have a `map`.
  if (work.type === 'each' || record.isGenerator || record.isSpecial) return []
  // What a function returns is of use where somebody waits for it.
  if (!record.isAsync && !tasks.has(owner) && !isChained(owner, module)) return []
  const { end } = call.place
  const isList = work.type === 'list'
  const opening = isList ? 'Promise.all(' : ''
  const closing = isList ? [insertAt(end, ')')] : []
  const waiting = waitFor(call, record, opening)
  if (waiting === null) return []
  const { keyword, edits } = waiting
  return [
    {
      title: isList ? 'wait for the whole list' : `${keyword} it`,
      edits: [...edits, ...closing],
      isSafe: isSafe(input),
    },
  ]
}

interface Waiting {
  readonly keyword: 'await' | 'return'
  readonly edits: readonly Edit[]
}

/** Makes the function wait for a call, with `opening` put in front of the call. */
function waitFor(
  { place, fate }: CallRecord,
  { isAsync, isVoid: returnsNothing }: FunctionRecord,
  opening: string,
): Waiting | null {
  const { type, statement } = fate
  const before = opening === '' ? [] : [insertAt(place.start, opening)]
  // A list that is awaited or returned already lacks only what gathers it.
  if (type !== 'dropped') return { keyword: 'await', edits: before }
  if (statement === null || returnsNothing) return null
  const { start, isVoid, isLast } = statement
  const behindVoid = start + VOID.length
  if (statement.type === 'body') {
    // `() => void work()`
    return isVoid && place.start === behindVoid + 1
      ? { keyword: 'return', edits: [{ span: { start, end: place.start }, text: opening }] }
      : null
  }
  if (!isAsync && !isLast) return null
  const keyword = isAsync ? 'await' : 'return'
  if (isVoid)
    return { keyword, edits: [{ span: { start, end: behindVoid }, text: keyword }, ...before] }
  const at = isAsync ? place.start : start
  return at === place.start
    ? { keyword, edits: [insertAt(at, `${keyword} ${opening}`)] }
    : { keyword, edits: [insertAt(at, `${keyword} `), ...before] }
}

/**
 * Whether waiting changes nothing else: the work is the last thing of a function that only the task
 * runs and whose value nobody reads. What stands behind it might be what the work waits for.
 */
function isSafe({ work, found, tasks }: FixFloatingInput): boolean {
  const { module, call, frame } = found
  const { statement } = call.fate
  const isLast = statement === null || statement.isLast
  const isKnown = work.type === 'dropped' || isListKnown(call)
  return isLast && isKnown && isRunForEffect(frame?.function ?? 0, tasks, module)
}

/** Whether a function is a task, or written into one and called there for nothing but its effects. */
function isRunForEffect(
  owner: number,
  tasks: FixFloatingInput['tasks'],
  module: ModuleSummary,
): boolean {
  const { place, parent } = module.functions[owner] as FunctionRecord
  const site = tasks.get(owner)?.site
  if (site) return site.taskPlace !== null && isWithin(place, site.taskPlace)
  if (parent === null) return false
  const { calls } = module.functions[parent] as FunctionRecord
  return calls.some(({ callee, fate, place: called }) => {
    const isCalled = callee.type === 'function' && callee.function === owner
    const isRun = isCalled || (callee.type === 'member' && callee.name === 'then')
    if (!isRun || !isWithin(place, called)) return false
    if (!fate.methods.every((name) => name === 'catch')) return false
    const isUnread =
      (fate.type === 'awaited' && fate.statement !== null) ||
      (fate.type === 'returned' && tasks.has(parent))
    return isUnread && isRunForEffect(parent, tasks, module)
  })
}

/** Whether a function is given to a promise's method, or called for each of a list. */
function isChained(owner: number, { functions }: ModuleSummary): boolean {
  return functions.some(({ calls }) =>
    calls.some(
      ({ callee, arguments: given }) =>
        callee.type === 'member' &&
        /^(then|catch|finally|map)$/.test(callee.name) &&
        given.some((value) => value.type === 'function' && value.function === owner),
    ),
  )
}

function isListKnown({ callee }: CallRecord): boolean {
  return callee.type === 'member' && isCollection(callee.object)
}

function insertAt(offset: number, text: string): Edit {
  return { span: { start: offset, end: offset }, text }
}
