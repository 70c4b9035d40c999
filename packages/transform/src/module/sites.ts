/** Describes a call of `after`. */
import type { AfterApi } from './apis.ts'
import type { CallRecord, FunctionRecord, SiteCall } from './summary.ts'
import { UNKNOWN } from './value.ts'

export function describeSite(
  call: CallRecord,
  owner: { readonly api: AfterApi; readonly function: number; readonly caller: string },
): SiteCall {
  return {
    ...owner,
    place: call.place,
    calleePlace: call.calleePlace,
    argumentCount: call.arguments.length,
    hasSpread: call.hasSpread,
    task: call.arguments[0] ?? UNKNOWN,
    taskPlace: call.argumentPlace,
    choices: call.choices,
    isShared: call.takesShared,
    isCaught: call.isCaught,
  }
}

/** The nearest enclosing function that has a name; `''` at module level. */
export function nameCaller(
  functions: readonly Pick<FunctionRecord, 'name' | 'parent'>[],
  owner: number,
): string {
  const current = functions[owner]
  if (current === undefined || current.name !== '') return current?.name ?? ''
  return current.parent === null ? '' : nameCaller(functions, current.parent)
}
