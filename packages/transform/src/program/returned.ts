/** Which of the values that a function may return it does return, by what it is handed. */
import type { FunctionRecord, TypeTest } from '../module/summary.ts'
import type { Value } from '../module/value.ts'
import { type Frame, findFrame, type Located } from './frame.ts'

/** What the call of a frame may return; where one of them is a value and others are none, the value. */
export function listReturned(frame: Frame, follow: (located: Located) => Located): Located[] {
  const { module } = frame
  const { returns } = module.functions[frame.function] as FunctionRecord
  const possible = returns.filter(({ tests }) =>
    tests.every((test) => typeOf(test) === null || (typeOf(test) === test.type) === test.holds),
  )
  // Who goes on with what a function returns counts on there being something.
  const given = possible.filter(({ value }) => !isNothing(value))
  return (given.length > 0 ? given : possible).map(({ value }) => ({ module, value, frame }))

  function typeOf(test: TypeTest): string | null {
    const called = findFrame(frame, module, test.function)
    if (!called?.arguments) return null
    const argument = called.arguments[test.index]
    return argument ? nameType(follow(argument).value) : 'undefined'
  }
}

/** What `typeof` says of a value, where that is known. */
function nameType(value: Value): string | null {
  switch (value.type) {
    case 'function':
    case 'class':
      return 'function'
    case 'instance':
      return 'object'
    case 'literal':
      if (/^(string|number|bigint|boolean|undefined)$/.test(value.kind)) return value.kind
      return 'object'
    default:
      return null
  }
}

function isNothing(value: Value): boolean {
  return value.type === 'literal' && /^(null|undefined|boolean)$/.test(value.kind)
}
