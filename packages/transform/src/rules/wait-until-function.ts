/** A platform's `waitUntil`, given a function that it does not call, or called without its object. */
import { createDiagnostic, type Edit, type Fix } from '../diagnostics/diagnostic.ts'
import type { CallRecord, FunctionRecord, Place } from '../module/summary.ts'
import { createWaitUntilFinder } from '../program/contexts.ts'
import type { FunctionValue, Located } from '../program/frame.ts'
import { createPromiseFinder, type PromiseFinder } from '../program/promises.ts'
import { createQueryFinder } from '../program/queries.ts'
import type { Rule } from './rule.ts'
import { describeCall } from './task-calls.ts'

const OUTCOMES = {
  throws: 'this call throws, for it wants a promise, and the work is never done',
  ignores: 'the function is never called, and no error says so',
}

export const waitUntilFunction: Rule = ({ summary, entries, linker }) => {
  const find = createWaitUntilFinder({ linker, module: summary, entries })
  const promises = createPromiseFinder(linker, createQueryFinder(linker))

  return summary.functions.flatMap(({ calls }) => calls.flatMap(check))

  function check(call: CallRecord) {
    const kind = find(call)
    if (kind === null) return []
    const [argument] = call.arguments
    const work = argument && linker.functionOf({ module: summary, value: argument, frame: null })
    if (work && call.argumentPlace) {
      return createDiagnostic({
        code: 'wait-until-function',
        parameters: {
          call: describeCall(call),
          problem: 'is given a function, and takes a promise',
          what: 'a function that nobody calls',
          outcome: OUTCOMES[kind.onFunction],
          advice: 'Call the function, and pass the promise that it gives.',
        },
        file: summary.file,
        places: { call: call.argumentPlace },
        fixes: fixArgument(call.argumentPlace, work, promises),
      })
    }
    if (!kind.isMethod || !/^[\w$]+$/.test(call.name)) return []
    return createDiagnostic({
      code: 'wait-until-function',
      parameters: {
        call: describeCall(call),
        problem: 'is called without the object it belongs to',
        what: 'has lost its object',
        outcome: 'this call throws, on Workers with `Illegal invocation`',
        advice: 'Call it as a method, as in `ctx.waitUntil(promise)`, or bind it to the object.',
      },
      file: summary.file,
      places: { call: call.calleePlace },
    })
  }
}

function fixArgument(
  argument: Place,
  work: Located<FunctionValue>,
  promises: PromiseFinder,
): Fix[] {
  const record = work.module.functions[work.value.function] as FunctionRecord
  if (record.parameters.length > 0 || record.isGenerator) return []
  const isWrittenHere = record.place.start === argument.start && record.place.end === argument.end
  const edits = isWrittenHere
    ? callInPlace(record)
    : promises.givesPromise(work)
      ? [insertAt(argument.end, '()')]
      : []
  return edits.length === 0 ? [] : [{ title: 'pass the promise', edits, isSafe: true }]
}

/** `() => work()` ⬇ `work()`; `async () => { … }` ⬇ `(async () => { … })()`. */
function callInPlace({ place, body, isAsync, calls }: FunctionRecord): Edit[] {
  // All that the function does: a space behind the arrow has no room for a condition.
  const returned = calls.find(
    ({ place: called }) => called.start - body.start <= 1 && called.end === body.end,
  )
  if (body.type === 'expression' && returned && !isAsync) {
    return [{ span: { start: place.start, end: returned.place.start }, text: '' }]
  }
  return isAsync ? [insertAt(place.start, '('), insertAt(place.end, ')()')] : []
}

function insertAt(offset: number, text: string): Edit {
  return { span: { start: offset, end: offset }, text }
}
