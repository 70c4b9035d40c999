/** Which members of its own object literals a module assigns. */
import type { Node } from 'oxc-parser'
import type { ScopeIndex, Variable } from '../source/scope.ts'
import { bare } from './conditions.ts'
import type { FoundFunctions } from './functions.ts'
import type { MemberNames } from './objects.ts'

export interface OwnWrites {
  /** Of the object that a variable is declared with. */
  ofVariable(variable: Variable): MemberNames
  /** Of a literal, by `this` in its methods. */
  ofLiteral(literal: Node & { readonly type: 'ObjectExpression' }): MemberNames
}

const NONE: MemberNames = new Set()

export function groupOwnWrites(scope: ScopeIndex, functions: FoundFunctions): OwnWrites {
  const byVariable = new Map<Variable, Set<string | null>>()
  const byMethod = new Map<number, Set<string | null>>()
  for (const { root, path } of functions.writes) {
    const [name = null] = path
    if (root.type === 'Identifier') {
      const variable = originOf(scope.variableOf(root), scope)
      if (variable) add(byVariable, variable, name)
    } else if (root.type === 'ThisExpression') {
      const method = functions.thisOf.get(root)
      if (method !== undefined) add(byMethod, method, name)
    }
  }
  return {
    ofVariable: (variable) => byVariable.get(variable) ?? NONE,
    ofLiteral({ properties }) {
      if (byMethod.size === 0) return NONE
      const methods = properties.flatMap((property) =>
        property.type === 'Property' ? (functions.indexOf.get(property.value) ?? []) : [],
      )
      return new Set(methods.flatMap((method) => [...(byMethod.get(method) ?? [])]))
    },
  }
}

function add<Key>(groups: Map<Key, Set<string | null>>, key: Key, name: string | null): void {
  const names = groups.get(key)
  if (names) names.add(name)
  else groups.set(key, new Set([name]))
}

/** `object` of `const alias = object` */
function originOf(variable: Variable | null, scope: ScopeIndex): Variable | null {
  const seen = new Set<Variable>()
  let current = variable
  while (current !== null && !seen.has(current)) {
    seen.add(current)
    const node = current.definitions[0]?.node
    const init = node?.type === 'VariableDeclarator' && node.init ? bare(node.init) : null
    if (init?.type !== 'Identifier' || scope.isReassigned(current)) return current
    current = scope.variableOf(init)
  }
  return current
}
