/** Whether something of the program assigns a member of an object, so that what the member is is not known. */
import type { ModuleSummary } from '../module/summary.ts'
import type { Value } from '../module/value.ts'
import type { Located } from './frame.ts'
import type { Program } from './program.ts'

export interface WriteFinder {
  isWritten: WriteTest
  /** Of a finder that trusts: whether no other module writes to what has been asked for. */
  isTrustJustified(): boolean
}

/**
 * Of an object literal, a class, or an instance of one. Literals of one module are not told apart.
 * `but` leaves out the writes to `this`, where they are known by themselves.
 */
export type WriteTest = (object: Located, name: string, but?: 'this') => boolean

export interface CreateWriteFinderInput {
  readonly program: Program
  readonly follow: (located: Located) => Located
  /** Whether other modules are taken to write nothing: who imports an object takes a while to find out. */
  readonly trusts: boolean
}

export function createWriteFinder({
  program,
  follow,
  trusts,
}: CreateWriteFinderInput): WriteFinder {
  const known = new Map<string, boolean>()
  const trusted: {
    readonly object: Located
    readonly name: string
    readonly but?: 'this' | undefined
  }[] = []
  return {
    isWritten(object, name, but) {
      const key = `${object.module.file}\0${kindOf(object.value)}\0${name}\0${but ?? ''}`
      const answer = known.get(key)
      if (answer !== undefined) return answer
      // Whoever asks for it while it is found out asks in a circle.
      known.set(key, false)
      const isOwn = writes(object.module, object, name, but)
      if (trusts && !isOwn) trusted.push({ object, name, but })
      const found = isOwn || (!trusts && isWrittenElsewhere(object, name, but))
      known.set(key, found)
      return found
    },
    isTrustJustified: () =>
      trusted.every(({ object, name, but }) => !isWrittenElsewhere(object, name, but)),
  }

  function isWrittenElsewhere(object: Located, name: string, but?: 'this'): boolean {
    return program.writersOf(object.module.file, name).some((file) => {
      const writer = program.summaryOf(file)
      return writer !== null && writes(writer, object, name, but)
    })
  }

  function writes(
    writer: ModuleSummary,
    { module, value }: Located,
    name: string,
    but?: 'this',
  ): boolean {
    return writer.writes.some(
      (write) =>
        (write.name === null || write.name === name) &&
        write.object.type !== but &&
        isOf(writer, write.object, module, kindOf(value)),
    )
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
