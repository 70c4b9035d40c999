/** Finds what the constructor of an instance has assigned to its fields: `new Client(store)`, and `this.store` in it. */

import { constantOf } from '../module/literals.ts'
import type { ClassRecord, FunctionRecord } from '../module/summary.ts'
import { constructedOf, type Frame, type FrameFactory, type Located } from './frame.ts'
import type { WriteTest } from './writes.ts'

/** `null` for a field that no constructor assigns, `unknown` where it is not known what the field is. */
export type MadeFieldFinder = (
  instance: Located,
  name: string,
  follow: (located: Located) => Located,
) => Located | 'unknown' | null

export function createMadeFieldFinder(
  createFrame: FrameFactory['create'],
  isWritten: WriteTest,
): MadeFieldFinder {
  return function findMade(instance, name, follow) {
    const { module, value, frame } = instance
    if (value.type !== 'instance' || value.of.type !== 'class') return null
    const record = module.classes[value.of.class] as ClassRecord
    if (record.assigned.includes(name) || isWritten(instance, name, 'this')) return 'unknown'
    const given = constructedOf(instance)
    const made = record.constructorFunction
    const called =
      made === null || given === null
        ? null
        : createFrame({ module, value: { type: 'function', function: made }, frame }, given)
    const field = record.made.find((one) => one.name === name)
    if (field) {
      if (called === null) return 'unknown'
      const found = follow({ module, value: field.value, frame: called })
      if (found.value.type === 'unknown') return 'unknown'
      const isLeftOut = constantOf(found.value)?.constant === undefined && isConstant(found)
      return field.fallback && isLeftOut ? { module, value: field.fallback, frame: called } : found
    }
    const parent = record.superclass && follow({ module, value: record.superclass, frame })
    if (parent?.value.type !== 'class') return null
    const object = { ...parent, value: { type: 'instance', of: parent.value } as const }
    const handed = made === null ? given : handedOn(instance, made, called)
    return findMade(handed ? { ...object, constructed: handed } : object, name, follow)
  }
}

/** What a constructor hands to that of the superclass. */
function handedOn(
  { module }: Located,
  made: number,
  called: Frame | null,
): readonly Located[] | null {
  const { calls } = module.functions[made] as FunctionRecord
  const call = calls.find(({ callee }) => callee.type === 'super')
  if (call === undefined || call.hasSpread || called === null) return null
  return call.arguments.map((value) => ({ module, value, frame: called }))
}

function isConstant({ value }: Located): boolean {
  return constantOf(value) !== null
}
