/** What a class assigns to the members of its `this`: in its constructor, for good, or at other times. */
import type { Node } from 'oxc-parser'
import type { ValueResolver } from './bindings.ts'
import type { CallableNode, ClassNode, FoundFunctions } from './functions.ts'
import type { ClassRecord, MadeField } from './summary.ts'
import { propertyName } from './syntax.ts'

export function describeAssigned(
  node: ClassNode,
  { indexOf, thisOf, writes }: FoundFunctions,
  resolver: ValueResolver,
): Pick<ClassRecord, 'made' | 'assigned'> {
  const made = node.body.body.flatMap((member) => {
    const isConstructor = member.type === 'MethodDefinition' && member.kind === 'constructor'
    return isConstructor ? listMade(member.value, indexOf.get(member.value) ?? null, resolver) : []
  })
  const owners = new Set(
    node.body.body.flatMap((member) => {
      const value = 'value' in member && member.value ? indexOf.get(member.value) : undefined
      return [value, indexOf.get(member)]
    }),
  )
  const names = writes.flatMap(({ root, path: [name = null] }) => {
    const isOwn = root.type === 'ThisExpression' && owners.has(thisOf.get(root))
    return isOwn && name !== null ? [name] : []
  })
  // A parameter that is a field is assigned without a write in the text.
  const written = (name: string) => names.filter((one) => one === name).length
  const isOnce = ({ field, isWritten }: Made) => written(field.name) === (isWritten ? 1 : 0)
  const kept = made.filter(isOnce).map(({ field }) => field)
  const known = new Set(kept.map(({ name }) => name))
  return { made: kept, assigned: [...new Set(names)].filter((name) => !known.has(name)) }
}

interface Made {
  readonly field: MadeField
  readonly isWritten: boolean
}

function listMade(
  { params, body }: CallableNode,
  index: number | null,
  resolver: ValueResolver,
): Made[] {
  if (index === null) return []
  const declared = params.flatMap((parameter, position): Made[] => {
    if (parameter.type !== 'TSParameterProperty') return []
    const { parameter: written } = parameter
    const field = written.type === 'AssignmentPattern' ? written.left : written
    if (field.type !== 'Identifier') return []
    const { name } = field
    const value = { type: 'parameter', function: index, index: position, name } as const
    return [{ field: { name, value, ...fallbackOf(written, resolver) }, isWritten: false }]
  })
  const statements = body?.type === 'BlockStatement' ? body.body : []
  const assigned = statements.flatMap((statement): Made[] => {
    const expression = statement.type === 'ExpressionStatement' ? statement.expression : null
    if (expression?.type !== 'AssignmentExpression' || expression.operator !== '=') return []
    const { left, right } = expression
    if (left.type !== 'MemberExpression' || left.object.type !== 'ThisExpression') return []
    const name = propertyName(left)
    if (name === null) return []
    const value = resolver.resolve(right)
    const parameter = value.type === 'parameter' && value.name !== '' ? params[value.index] : null
    return [{ field: { name, value, ...fallbackOf(parameter, resolver) }, isWritten: true }]
  })
  return [...declared, ...assigned]
}

function fallbackOf(
  parameter: Node | null | undefined,
  resolver: ValueResolver,
): Pick<MadeField, 'fallback'> {
  return parameter?.type === 'AssignmentPattern'
    ? { fallback: resolver.resolve(parameter.right) }
    : {}
}
