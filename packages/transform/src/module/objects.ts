/** What an object literal is known to have. */
import type { Node } from 'oxc-parser'
import { keyText, literalText } from './syntax.ts'
import { UNKNOWN, type Value } from './value.ts'

/** Names of members; `null` stands for any. */
export type MemberNames = ReadonlySet<string | null>

type LiteralValue = Value & { readonly type: 'literal' }

/** Object literals with more properties are tables of data. */
const MOST_MEMBERS = 64

export function resolveObject(
  { properties }: Node & { readonly type: 'ObjectExpression' },
  resolve: (node: Node) => Value,
): LiteralValue {
  const literal = { type: 'literal', kind: 'object' } as const
  if (properties.length > MOST_MEMBERS) return { ...literal, members: {}, isOpen: true }
  const members = new Map<string, Value>()
  let isOpen = false
  for (const property of properties) {
    const added = membersOf(property, resolve)
    if (added === null) {
      // It may be any of those before it.
      for (const name of members.keys()) members.set(name, UNKNOWN)
      isOpen = true
    }
    for (const [name, member] of added ?? []) members.set(name, member)
  }
  return { ...literal, members: Object.fromEntries(members), ...(isOpen ? { isOpen } : {}) }
}

/** What the members of an enum are, as far as the text writes them out. */
export function resolveEnum(
  { body }: Node & { readonly type: 'TSEnumDeclaration' },
  resolve: (node: Node) => Value,
): LiteralValue {
  let next: number | null = 0
  const members = body.members.map(({ id, computed, initializer }): [string, Value] => {
    const written = initializer ? resolve(initializer) : null
    const value: Value =
      written ?? (next === null ? UNKNOWN : { type: 'literal', kind: 'number', value: next })
    next = value.type === 'literal' && typeof value.value === 'number' ? value.value + 1 : null
    return [(computed ? literalText(id) : keyText(id)) ?? '', value]
  })
  return { type: 'literal', kind: 'object', members: Object.fromEntries(members) }
}

/** What a property, or an object spread in its place, has; `null` where that is not known. */
function membersOf(
  property: (Node & { readonly type: 'ObjectExpression' })['properties'][number],
  resolve: (node: Node) => Value,
): readonly (readonly [string, Value])[] | null {
  if (property.type === 'SpreadElement') {
    const spread = resolve(property.argument)
    const isKnown = spread.type === 'literal' && spread.kind === 'object' && !spread.isOpen
    return isKnown ? Object.entries(spread.members ?? {}) : null
  }
  const name = property.computed ? literalText(property.key) : keyText(property.key)
  if (name === null) return null
  return [[name, property.kind === 'init' ? resolve(property.value) : UNKNOWN]]
}

/** The object when something has been assigned to some of its members: it may have others, too. */
export function withWrites(object: Value, names: MemberNames): Value {
  if (object.type !== 'literal' || object.kind !== 'object' || names.size === 0) return object
  const members = Object.entries(object.members ?? {}).map(([name, member]): [string, Value] => [
    name,
    names.has(null) || names.has(name) ? UNKNOWN : member,
  ])
  return { ...object, members: Object.fromEntries(members), isOpen: true }
}
