/**
 * Whether something kept from before decides if a call runs: `jar ??= await cookies()` with `jar`
 * around the function, a property that a method sets, an entry of a map. What ran earlier in the
 * request may have set it.
 */
import type { Node } from 'oxc-parser'
import { isWithin, NOWHERE } from '../source/position.ts'
import type { ScopeIndex, Variable } from '../source/scope.ts'
import { walk } from '../source/walk.ts'
import type { ValueResolver } from './bindings.ts'
import { type Claim, subjectsOf } from './conditions.ts'
import { type FoundFunctions, opensFunction } from './functions.ts'
import { propertyName } from './syntax.ts'

/** Of what has to hold for code of a function to run. */
export type StateFinder = (claims: readonly Claim[], owner: Node) => boolean

export interface CreateStateFinderInput {
  readonly scope: ScopeIndex
  readonly functions: FoundFunctions
  readonly resolver: ValueResolver
}

type MemberNode = Node & { readonly type: 'MemberExpression' }

/** Stands for the name of a property that the text does not tell. */
const COMPUTED = '[]'

export function createStateFinder({
  scope,
  functions,
  resolver,
}: CreateStateFinderInput): StateFinder {
  let assigned: ReadonlySet<string> | undefined

  return (claims, owner) => subjectsOf(claims).some((node) => asks(node, owner, new Set()))

  /** Whether an expression of a function asks for something that is kept. */
  function asks(expression: Node, owner: Node, seen: Set<Variable>): boolean {
    let found = false
    walk(expression, {
      enter(node) {
        if (found || opensFunction(node)) return false
        found = isKept(node, owner, seen)
        return undefined
      },
    })
    return found
  }

  function isKept(node: Node, owner: Node, seen: Set<Variable>): boolean {
    switch (node.type) {
      case 'Identifier': {
        const variable = scope.variableOf(node)
        if (variable === null || seen.has(variable)) return false
        seen.add(variable)
        if (!isDeclaredIn(variable, owner)) return scope.isReassigned(variable)
        const definition = variable.definitions[0]?.node
        const init = definition?.type === 'VariableDeclarator' ? definition.init : null
        return init !== null && asks(init, owner, seen)
      }
      case 'MemberExpression':
        return namesAssigned().has(propertyName(node) ?? COMPUTED)
      case 'CallExpression': {
        const { callee } = node
        const isLookUp =
          callee.type === 'MemberExpression' && /^(get|has)$/.test(propertyName(callee) ?? '')
        return isLookUp && isKeeper(callee)
      }
      default:
        return false
    }
  }

  /** Whether the object of a `get` is a map, or a property of the instance. */
  function isKeeper({ object }: MemberNode): boolean {
    if (object.type === 'MemberExpression' && object.object.type === 'ThisExpression') return true
    const value = resolver.resolve(object)
    return (
      value.type === 'instance' &&
      value.of.type === 'global' &&
      /^(Weak)?(Map|Set)$/.test(value.of.name)
    )
  }

  /** The properties that the module assigns elsewhere than in a constructor. */
  function namesAssigned(): ReadonlySet<string> {
    assigned ??= listAssigned(functions)
    return assigned
  }
}

function isDeclaredIn({ definitions }: Variable, owner: Node): boolean {
  return isWithin(definitions[0]?.identifier ?? NOWHERE, owner)
}

function listAssigned({ assignments }: FoundFunctions): ReadonlySet<string> {
  const names = new Set<string>()
  for (const assignment of assignments) {
    if (assignment.left.type !== 'MemberExpression' || isMade(assignment)) continue
    names.add(propertyName(assignment.left) ?? COMPUTED)
  }
  return names
}

/** Whether it stands in a constructor's own code. */
function isMade({ parent }: Node): boolean {
  if (!parent || !opensFunction(parent)) return parent ? isMade(parent) : false
  const method = parent.parent
  return method?.type === 'MethodDefinition' && method.kind === 'constructor'
}
