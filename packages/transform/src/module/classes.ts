/** Describes the classes of a module: what each is made from, and what its members are. */
import type { Node } from 'oxc-parser'
import type { ValueResolver } from './bindings.ts'
import type { ClassNode, FoundFunctions } from './functions.ts'
import type { ClassMember, ClassRecord } from './summary.ts'
import { keyText, literalText } from './syntax.ts'

export function listClasses(
  { classes, indexOf }: FoundFunctions,
  resolver: ValueResolver,
): ClassRecord[] {
  return classes.map((node): ClassRecord => {
    const members = node.body.body
    const made = members.find(
      (member) => member.type === 'MethodDefinition' && member.kind === 'constructor',
    )
    return {
      name: node.id?.name ?? '',
      superclass: node.superClass ? resolver.resolve(node.superClass) : null,
      constructorFunction:
        made && 'value' in made ? (indexOf.get(made.value as Node) ?? null) : null,
      members: members.flatMap((member) => describeMember(member, resolver)),
    }
  })
}

/** Accessors are left out: reading one is not known to run it. */
function describeMember(
  member: ClassNode['body']['body'][number],
  resolver: ValueResolver,
): ClassMember[] {
  const isMethod = member.type === 'MethodDefinition' && member.kind === 'method'
  const isField = member.type === 'PropertyDefinition' && member.value !== null
  if (!isMethod && !isField) return []
  const name = member.computed ? literalText(member.key) : keyText(member.key)
  if (name === null) return []
  const value = resolver.resolve(member.value as Node)
  return [{ name, isStatic: member.static, isField, value }]
}
