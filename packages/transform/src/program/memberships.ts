/** Which functions of a module have an instance of a class, or the class, for their `this`. */
import type { ModuleSummary } from '../module/summary.ts'

export interface Membership {
  readonly class: number
  readonly isStatic: boolean
}

/** The functions whose `this` is an instance of a class, or the class. */
export function listMemberships({ classes, functions }: ModuleSummary): Map<number, Membership> {
  const found = new Map<number, Membership>()
  classes.forEach(({ members, constructorFunction }, index) => {
    if (constructorFunction !== null) {
      found.set(constructorFunction, { class: index, isStatic: false })
    }
    for (const { value, isStatic } of members) {
      if (value.type !== 'function') continue
      const membership = { class: index, isStatic }
      found.set(value.function, membership)
      // A field's value is computed in a function of its own, and an arrow function there has its `this`.
      const parent = functions[value.function]?.parent ?? null
      if (parent !== null && functions[parent]?.isSpecial) found.set(parent, membership)
    }
  })
  return found
}
