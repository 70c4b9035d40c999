/** Whether something of the program assigns a member of an object, so that what the member is is not known. */
import type { ModuleSummary } from '../module/summary.ts'
import type { Value } from '../module/value.ts'
import type { Located } from './frame.ts'
import type { Program } from './program.ts'

/**
 * Of an object literal, a class, or an instance of one. Literals of one module are not told apart.
 * `but` leaves out the writes to `this`, where they are known by themselves.
 */
export type WriteFinder = (object: Located, name: string, but?: 'this') => boolean

export function createWriteFinder(
  program: Program,
  follow: (located: Located) => Located,
): WriteFinder {
  const known = new Map<string, boolean>()

  return function isWritten({ module, value }, name, but) {
    const kind = kindOf(value)
    const key = `${module.file}\0${kind}\0${name}\0${but ?? ''}`
    const answer = known.get(key)
    if (answer !== undefined) return answer
    // Whoever asks for it while it is found out asks in a circle.
    known.set(key, false)
    const writers = program.writersOf(module.file, name).map(program.summaryOf)
    const found = [module, ...writers].some((writer) =>
      writer?.writes.some(
        (write) =>
          (write.name === null || write.name === name) &&
          write.object.type !== but &&
          isOf(writer, write.object, module, kind),
      ),
    )
    known.set(key, found)
    return found
  }

  /** Whether a writer's value is, in a module, of a kind. */
  function isOf(
    writer: ModuleSummary,
    object: Value,
    module: ModuleSummary,
    kind: string,
  ): boolean {
    const isPrototype = object.type === 'member' && object.name === 'prototype'
    const found = follow({
      module: writer,
      value: isPrototype ? object.object : object,
      frame: null,
    })
    const { value } = found
    const written: Value =
      isPrototype && value.type === 'class' ? { type: 'instance', of: value } : value
    return found.module === module && kindOf(written) === kind
  }
}

function kindOf(value: Value): string {
  switch (value.type) {
    case 'class':
      return `class ${value.class}`
    case 'instance':
      return `instance of ${kindOf(value.of)}`
    default:
      return value.type
  }
}
