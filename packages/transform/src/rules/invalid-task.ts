/** `after` given something that is neither a function nor a promise. */
import { createDiagnostic } from '../diagnostics/diagnostic.ts'
import type { LiteralKind, Value } from '../module/value.ts'
import type { Rule } from './rule.ts'

const DESCRIPTIONS: Readonly<Record<LiteralKind, string>> = {
  number: 'a number',
  bigint: 'a bigint',
  string: 'a string',
  boolean: 'a boolean',
  null: 'null',
  undefined: 'undefined',
  'regular expression': 'a regular expression',
  array: 'an array',
  object: 'an object without `then`',
  'JSX element': 'a JSX element',
}

const CALL_FAILS = 'this call throws, and the request fails with it'
const CLASS_FAILS = 'the task throws as it starts, for a class is not called without `new`'

export const invalidTask: Rule = ({ summary, sites }) =>
  sites.flatMap(({ site }) => {
    const what = describeInvalid(site.task, site.argumentCount)
    if (what === null || site.hasSpread) return []
    const result = site.task.type === 'class' ? CLASS_FAILS : CALL_FAILS
    return createDiagnostic({
      code: 'invalid-task',
      parameters: { what, result },
      file: summary.file,
      places: { call: site.taskPlace ?? site.place },
    })
  })

/** What a value is that is no task; `null` where it may be one. */
export function describeInvalid(task: Value, argumentCount: number): string | null {
  if (argumentCount === 0) return 'nothing'
  if (task.type === 'class') return 'a class'
  if (task.type !== 'literal' || task.isOpen || Object.hasOwn(task.members ?? {}, 'then'))
    return null
  return DESCRIPTIONS[task.kind]
}
