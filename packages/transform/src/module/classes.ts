/** Describes the classes of a module: what each is made from, and what its members are. */
import type { Node } from 'oxc-parser'
import type { ValueResolver } from './bindings.ts'
import { type ClassNode, type FoundFunctions, nameType } from './functions.ts'
import { describeAssigned } from './made-fields.ts'
import type { ClassMember, ClassRecord } from './summary.ts'
import { isSignature, keyText, literalText } from './syntax.ts'

export function listClasses(found: FoundFunctions, resolver: ValueResolver): ClassRecord[] {
  const { classes, indexOf } = found
  return classes.map((node): ClassRecord => {
    const members = node.body.body.filter((member) => !isSignature(member))
    const made = members.find(
      (member) => member.type === 'MethodDefinition' && member.kind === 'constructor',
    )
    return {
      name: node.id?.name ?? '',
      superclass: node.superClass ? resolver.resolve(node.superClass) : null,
      constructorFunction:
        made && 'value' in made ? (indexOf.get(made.value as Node) ?? null) : null,
      members: members.flatMap((member) => describeMember(member, resolver)),
      ...describeAssigned(node, found, resolver),
      fieldTypes: Object.fromEntries(members.flatMap(listFieldTypes)),
    }
  })
}

/** Of a declared field, and of a constructor's parameters that are fields: `constructor(private db: Db)`. */
function listFieldTypes(member: ClassNode['body']['body'][number]): [string, string][] {
  if (member.type === 'PropertyDefinition' && !member.computed) {
    const name = keyText(member.key)
    const type = nameType(member.typeAnnotation)
    return name !== null && type !== null ? [[name, type]] : []
  }
  if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') return []
  return member.value.params.flatMap((parameter): [string, string][] => {
    if (parameter.type !== 'TSParameterProperty') return []
    const { parameter: written } = parameter
    const field = written.type === 'AssignmentPattern' ? written.left : written
    const type = field.type === 'Identifier' ? nameType(field.typeAnnotation) : null
    return field.type === 'Identifier' && type !== null ? [[field.name, type]] : []
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
