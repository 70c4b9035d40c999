/** Which parameters an expression reads, or depends on: directly, by parts of patterns, through other variables. */
import type { Node } from 'oxc-parser'
import { isWithin, type Span } from '../source/position.ts'
import type { ScopeIndex, Variable } from '../source/scope.ts'
import { walk } from '../source/walk.ts'
import type { ValueResolver } from './bindings.ts'
import { bare } from './conditions.ts'
import { type FoundFunctions, isCallable, opensFunction } from './functions.ts'
import type { ParameterPath } from './summary.ts'
import { keyText, propertyName } from './syntax.ts'
import type { Value } from './value.ts'

export interface ParameterFinder {
  /** The parameter, or property of one, that an expression reads. */
  locate(expression: Node): ParameterPath | null
  /** What is missing when a default is used: of a parameter, or of a pattern that takes one apart. */
  locateDefault(pattern: Node, parents: readonly Node[]): ParameterPath | null
  /** The parameters that an expression mentions, and those that decide whether the variables in it are assigned. */
  mentionedIn(expression: Node): ParameterPath[]
}

export interface CreateParameterFinderInput {
  readonly scope: ScopeIndex
  readonly functions: FoundFunctions
  readonly resolver: ValueResolver
}

/** Of a rest parameter, `index` is where it begins. */
type Located = ParameterPath & { readonly isRest?: true }

/** A place in a pattern: the properties on the way to it, and their defaults. */
type Part = Required<Pick<ParameterPath, 'path' | 'defaults'>>

export function createParameterFinder({
  scope,
  functions,
  resolver,
}: CreateParameterFinderInput): ParameterFinder {
  // Variables being looked into: `const a = a` must end.
  const pending = new Set<Variable>()
  const deciders = new Map<Variable, ParameterPath[]>()
  return { locate, locateDefault, mentionedIn }

  function locate(expression: Node): Located | null {
    const node = bare(expression)
    if (node.type === 'MemberExpression') {
      const object = locate(node.object)
      const name = propertyName(node) ?? indexText(node)
      return object && name !== null ? memberOf(object, name) : object
    }
    const variable = node.type === 'Identifier' ? scope.variableOf(node) : null
    const definition = variable?.defs[0]
    if (variable === null || definition === undefined) return null
    const [start, end] = variable.identifiers[0]?.range ?? [0, 0]
    const declared = definition.node as unknown as Node
    if (definition.type === 'Parameter') return locateInParameters(declared, { start, end })
    if (declared.type === 'VariableDeclarator' && declared.init && !scope.isReassigned(variable)) {
      const { id, init } = declared
      const whole = within(variable, () => locate(init))
      if (whole) return partOf(whole, partAt(id, { start, end }))
    }
    return locateValue(resolver.resolve(node))
  }

  function within<Result>(variable: Variable, look: () => Result): Result | null {
    if (pending.has(variable)) return null
    pending.add(variable)
    try {
      return look()
    } finally {
      pending.delete(variable)
    }
  }

  function locateInParameters(owner: Node, name: Span): Located | null {
    const number = functions.indexOf.get(owner)
    if (number === undefined || !isCallable(owner)) return null
    const index = owner.params.findIndex((parameter) => isWithin(name, parameter))
    const pattern = owner.params[index] as Node | undefined
    if (pattern === undefined) return null
    const rest = pattern.type === 'RestElement' ? ({ isRest: true } as const) : {}
    return partOf({ function: number, index, path: [], ...rest }, partAt(pattern, name))
  }

  function locateDefault(pattern: Node, parents: readonly Node[]): Located | null {
    const owner = parents.at(-1)
    const declarator = parents.find((node) => node.type === 'VariableDeclarator')
    if (declarator?.type === 'VariableDeclarator' && declarator.init) {
      const whole = locate(declarator.init)
      return whole && partOf(whole, partAt(declarator.id, pattern))
    }
    return owner ? locateInParameters(owner, pattern) : null
  }

  function mentionedIn(expression: Node): ParameterPath[] {
    const found: ParameterPath[] = []
    walk(expression, {
      enter(node) {
        if (opensFunction(node)) return false
        const isRead = node.type === 'Identifier' || node.type === 'MemberExpression'
        const path = isRead ? locate(node) : null
        if (path) found.push(path)
        else if (node.type === 'Identifier') found.push(...decidersOf(scope.variableOf(node)))
        // Of `options.kind`, only `options.kind` is mentioned.
        return path === null ? undefined : false
      },
    })
    return found
  }

  /** The parameters that decide whether a variable is assigned. */
  function decidersOf(variable: Variable | null): readonly ParameterPath[] {
    if (variable?.defs[0]?.type !== 'Variable' || !scope.isReassigned(variable)) return []
    const known = deciders.get(variable)
    if (known) return known
    const found = within(variable, () => listDeciders(variable)) ?? []
    if (pending.size === 0) deciders.set(variable, found)
    return found
  }

  function listDeciders(variable: Variable): ParameterPath[] {
    const found: ParameterPath[] = []
    walk(variable.scope.block as unknown as Node, {
      enter(node, parents) {
        const isIts =
          node.type === 'AssignmentExpression' &&
          node.left.type === 'Identifier' &&
          scope.variableOf(node.left) === variable
        if (isIts) found.push(...testsAround(parents).flatMap(mentionedIn))
        return undefined
      },
    })
    return found
  }

  function partAt(pattern: Node, part: Span, depth = 0): Part {
    if (pattern.type === 'AssignmentPattern') {
      const inner = partAt(pattern.left, part, depth)
      if (!isWithin(part, pattern.left)) return inner
      const value = resolver.resolve(pattern.right)
      return { ...inner, defaults: [{ depth, value }, ...inner.defaults] }
    }
    const nothing: Part = { path: [], defaults: [] }
    if (pattern.type !== 'ObjectPattern') return nothing
    for (const property of pattern.properties) {
      if (property.type !== 'Property' || !isWithin(part, property.value)) continue
      const key = property.computed ? null : keyText(property.key)
      if (key === null) return nothing
      const inner = partAt(property.value, part, depth + 1)
      return { ...inner, path: [key, ...inner.path] }
    }
    return nothing
  }
}

function partOf(whole: Located, { path, defaults }: Part): Located {
  const depth = whole.path.length
  const located = path.reduce(memberOf, whole)
  const added = defaults.map((one) => ({ ...one, depth: one.depth + depth }))
  const all = [...(whole.defaults ?? []), ...added]
  return all.length > 0 ? { ...located, defaults: all } : located
}

function locateValue(value: Value): Located | null {
  if (value.type === 'parameter') return { function: value.function, index: value.index, path: [] }
  const object = value.type === 'member' ? locateValue(value.object) : null
  return object && value.type === 'member' ? memberOf(object, value.name) : null
}

function memberOf({ isRest, ...located }: Located, name: string): Located {
  if (!isRest) return { ...located, path: [...located.path, name] }
  return { ...located, index: located.index + (/^\d+$/.test(name) ? Number(name) : 0) }
}

/** `0` of `rest[0]` */
function indexText(node: Node & { readonly type: 'MemberExpression' }): string | null {
  const { property } = node
  const isNumber = property.type === 'Literal' && typeof property.value === 'number'
  return isNumber ? String(property.value) : null
}

/** The conditions that nodes are under. */
function testsAround(parents: readonly Node[]): Node[] {
  return parents.flatMap((node) => {
    switch (node.type) {
      case 'IfStatement':
      case 'ConditionalExpression':
      case 'WhileStatement':
        return [node.test]
      case 'LogicalExpression':
        return [node.left]
      case 'SwitchStatement':
        return [node.discriminant]
      default:
        return []
    }
  })
}
