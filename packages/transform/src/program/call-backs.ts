/** Which functions that are not followed call what they are handed: a package's would not be given it to leave it alone. */
import { asImport, type Value } from '../module/value.ts'
import type { Located } from './frame.ts'
import type { Linker } from './linker.ts'

/** What keeps a function for an event that may never be, or be another request's. */
const REGISTERS = /^(on|once|off|(add|remove|prepend)(Once)?(Event)?Listener|subscribe|observe)$/
/** What asks its source or sink right away. */
const STREAMS = /^(Readable|Writable|Transform)Stream$/
/** How far the origin of an object is looked for: `client().from('posts').select().run()`. */
const MOST_STEPS = 10

/** @param callee what is called, followed */
export function mayCallBack(linker: Linker, callee: Located): boolean {
  const { value } = callee
  if (value.type === 'global') return STREAMS.test(value.name)
  if (value.type === 'member' && REGISTERS.test(value.name)) return false
  const origin = originOf(linker, callee, MOST_STEPS)
  const source = origin && asImport(origin.value)
  return source ? linker.program.resolve(source.source, origin.module.file) === null : false
}

/**
 * What an argument has that may be called: itself, or members of an object literal, but for those that
 * are there for an event: `{ onClick: () => {} }`.
 */
export function listHanded(argument: Value): Value[] {
  if (argument.type !== 'literal') return [argument]
  return Object.entries(argument.members ?? {}).flatMap(([name, member]) =>
    /^on[A-Z]/.test(name) ? [] : listHanded(member),
  )
}

/** What an object is a member of, or made by, in the end. */
function originOf(linker: Linker, { value, ...at }: Located, steps: number): Located | null {
  if (value.type === 'import') return { ...at, value }
  if (steps === 0) return null
  const from =
    value.type === 'member'
      ? value.object
      : value.type === 'result' || value.type === 'instance'
        ? value.of
        : null
  return from && originOf(linker, linker.follow({ ...at, value: from }), steps - 1)
}
