/** Finds the calls of a function, in its own module and in those that import it. */
import type { CallRecord, ModuleSummary } from '../module/summary.ts'
import type { Value } from '../module/value.ts'
import type { FunctionRef } from './frame.ts'
import type { Linker } from './linker.ts'

export interface CallerCall {
  /** The function whose code makes the call. */
  readonly caller: FunctionRef
  readonly call: CallRecord
}

export function findCallers(linker: Linker, target: FunctionRef): CallerCall[] {
  return listUsers(linker, target).flatMap((module) =>
    module.functions.flatMap(({ calls }, index) =>
      calls.flatMap((call): CallerCall[] => {
        if (call.isNew) return []
        const callee = linker.functionOf({ module, value: call.callee, frame: null })
        const isIt = callee?.module === target.module && callee.value.function === target.function
        if (!isIt) return []
        return listChosen(call).map((chosen) => ({
          caller: { module, function: index },
          call: chosen,
        }))
      }),
    ),
  )
}

/** The calls that a condition in the first argument makes of one: `later(flag ? task : other)`. */
function listChosen(call: CallRecord): readonly CallRecord[] {
  if (call.choices.length === 0 || call.hasSpread) return [call]
  return call.choices.map(({ task, conditions, dependsOnState }) => ({
    ...call,
    arguments: [task, ...call.arguments.slice(1)],
    choices: [],
    conditions: [...call.conditions, ...conditions],
    isConditional: true,
    dependsOnState: call.dependsOnState || dependsOnState,
  }))
}

/** The modules that may call it by name: its own, and if it is exported who imports that, also through others. */
function listUsers({ program }: Linker, { module, function: index }: FunctionRef): ModuleSummary[] {
  const users = [module]
  if (!module.exports.some(({ value }) => holds(value, index))) return users
  const forwarding = new Set([module.file])
  // The set grows while it is read.
  for (const file of forwarding) {
    for (const importer of program.importersOf(file)) {
      const user = program.summaryOf(importer)
      if (user === null || users.includes(user)) continue
      users.push(user)
      const forwards = user.exports.some(
        ({ value }) => value.type === 'import' && program.resolve(value.source, user.file) === file,
      )
      if (forwards) forwarding.add(user.file)
    }
  }
  return users
}

function holds(value: Value, index: number): boolean {
  if (value.type === 'function') return value.function === index
  return (
    value.type === 'literal' && Object.values(value.members ?? {}).some((one) => holds(one, index))
  )
}
