/** Follows expressions to what they stand for: by variable, never by name. */
import type { Node } from 'oxc-parser'
import { isWithin } from '../source/position.ts'
import type { Definition, ScopeIndex, Variable } from '../source/scope.ts'
import { compareEnvironment } from './environment.ts'
import { type FoundFunctions, isCallable } from './functions.ts'
import { resolveImport } from './imported.ts'
import { add, asLiteral, constantOf, negate } from './literals.ts'
import { resolveEnum, resolveObject, withWrites } from './objects.ts'
import { groupOwnWrites } from './own-writes.ts'
import {
  isPromiseAll,
  isSignature,
  keyText,
  literalText,
  propertyName,
  requiredModule,
} from './syntax.ts'
import { asImport, memberOf, settle, UNKNOWN, type Value } from './value.ts'

export interface ValueResolver {
  resolve(node: Node): Value
}

/** How deep calls stand in each other's arguments: deeper ones are known by their callee alone. */
const ARGUMENT_DEPTH = 3

export function createValueResolver(scope: ScopeIndex, functions: FoundFunctions): ValueResolver {
  // A variable being resolved: `const a = a` must end.
  const pending = new Set<Variable>()
  // Those that are: a value stands in many places, and is the same in all.
  const known = new Map<Variable, Value>()
  // And calls stand in each other's arguments and callees.
  const knownCalls = new Map<Node, Value>()
  const writes = groupOwnWrites(scope, functions)

  function resolve(node: Node): Value {
    const index = functions.indexOf.get(node)
    if (index !== undefined) return { type: 'function', function: index }
    const made = functions.classOf.get(node)
    if (made !== undefined) return { type: 'class', class: made }
    const literal = asLiteral(node)
    if (literal) return literal

    switch (node.type) {
      case 'Identifier':
        return resolveIdentifier(node)
      case 'JSXIdentifier':
        return resolveVariable(scope.variableOf(node), node.name)
      case 'ObjectExpression':
        return withWrites(resolveObject(node, resolve), writes.ofLiteral(node))
      case 'TSEnumDeclaration':
        return resolveEnum(node, resolve)
      case 'ThisExpression':
      case 'Super': {
        const owner = functions.thisOf.get(node)
        const type = node.type === 'Super' ? 'super' : 'this'
        return owner === undefined ? UNKNOWN : { type, function: owner }
      }
      case 'BinaryExpression': {
        const holds = compareEnvironment(node, scope)
        if (holds !== null) return { type: 'literal', kind: 'boolean', value: holds }
        return (node.operator === '+' && add(resolve(node.left), resolve(node.right))) || UNKNOWN
      }
      case 'UnaryExpression':
        return negate(resolve(node.argument))
      case 'LogicalExpression':
        return resolveLogical(node)
      case 'ConditionalExpression':
        return eitherOf([resolve(node.consequent), resolve(node.alternate)])
      case 'MemberExpression': {
        const name = propertyName(node)
        return name === null ? UNKNOWN : memberOf(resolve(node.object), name)
      }
      case 'JSXMemberExpression':
        return memberOf(resolve(node.object), node.property.name)
      case 'CallExpression': {
        const value = knownCalls.get(node) ?? resolveCall(node)
        if (pending.size === 0) knownCalls.set(node, value)
        return value
      }
      case 'NewExpression':
        return withArguments(wrap('instance', resolve(node.callee)), node.arguments)
      case 'ImportExpression': {
        const source = literalText(node.source)
        return source === null ? UNKNOWN : { type: 'import', source, name: '*', isPromised: true }
      }
      case 'AwaitExpression':
        return settle(resolve(node.argument))
      case 'SequenceExpression':
        return resolve(node.expressions.at(-1) as Node)
      case 'ChainExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'TSInstantiationExpression':
        return resolve(node.expression)
      default:
        return UNKNOWN
    }
  }

  /** `typeof window !== 'undefined' && window.document` is what it begins with. */
  function resolveLogical(node: Node & { readonly type: 'LogicalExpression' }): Value {
    const { left, right, operator } = node
    const first = resolve(left)
    const isDecided = first.type === 'literal' && first.value !== undefined && operator !== '??'
    if (!isDecided) return eitherOf([first, resolve(right)])
    return Boolean(first.value) === (operator === '||') ? first : resolve(right)
  }

  function eitherOf(of: readonly Value[]): Value {
    return of.every((value) => value.type === 'unknown') ? UNKNOWN : { type: 'either', of }
  }

  function resolveIdentifier(node: Node & { readonly name: string }): Value {
    const variable = scope.variableOf(node)
    if (variable === null && node.name === 'undefined')
      return { type: 'literal', kind: 'undefined' }
    if (variable === null && /^(NaN|Infinity)$/.test(node.name))
      return { type: 'literal', kind: 'number' }
    return resolveVariable(variable, node.name)
  }

  function resolveVariable(variable: Variable | null, name: string): Value {
    if (variable === null) return { type: 'global', name }
    const value = known.get(variable)
    if (value) return value
    // A type of the same name (`const User = …; type User = …`) is another thing, and an overload's
    // signature a part of the function.
    const definitions = variable.definitions.filter(
      ({ type, node }) => type !== 'type' && !isSignature(node),
    )
    const [definition] = definitions
    if (definition === undefined || definitions.length !== 1 || pending.has(variable))
      return UNKNOWN
    if (scope.isReassigned(variable)) return UNKNOWN
    pending.add(variable)
    try {
      const value = resolveDefinition(definition, variable)
      // Within a circle the answer depends on where the asking began.
      if (pending.size === 1) known.set(variable, value)
      return value
    } finally {
      pending.delete(variable)
    }
  }

  function resolveDefinition({ type, node }: Definition, variable: Variable): Value {
    switch (type) {
      case 'import':
        return resolveImport(node, resolve)
      case 'function':
      case 'class':
      case 'enum':
        return resolve(node)
      case 'variable':
        if (node.type !== 'VariableDeclarator' || node.init === null) return UNKNOWN
        return withWrites(
          resolveDeclarator(node.id, node.init, variable),
          writes.ofVariable(variable),
        )
      case 'parameter':
        return resolveParameter(node, variable)
      default:
        return UNKNOWN
    }
  }

  function resolveDeclarator(pattern: Node, init: Node, variable: Variable): Value {
    // `const [server] = await Promise.all([import('x')])`
    const call = init.type === 'AwaitExpression' ? init.argument : null
    if (pattern.type === 'ArrayPattern' && call?.type === 'CallExpression') {
      const [list] = isPromiseAll(call, scope) ? call.arguments : []
      const index = pattern.elements.findIndex((part) => part && contains(part, variable))
      const value = list?.type === 'ArrayExpression' ? list.elements[index] : null
      const part = pattern.elements[index]
      return value && part ? resolvePattern(part, variable, () => settle(resolve(value))) : UNKNOWN
    }
    return resolvePattern(pattern, variable, () => resolve(init))
  }

  function resolveParameter(node: Node, variable: Variable): Value {
    const owner = functions.indexOf.get(node)
    if (owner === undefined || !isCallable(node)) return UNKNOWN
    const index = node.params.findIndex((parameter) => contains(parameter, variable))
    const written = node.params[index] as Node | undefined
    if (written === undefined) return UNKNOWN
    // `(work = fallback) => …`: what a caller hands in, if it does.
    const parameter: Node = written.type === 'AssignmentPattern' ? written.left : written
    return resolvePattern(parameter, variable, () => {
      // `import('x').then((module) => …)`: the module.
      const { parent } = node
      if (index === 0 && parent?.type === 'CallExpression' && parent.arguments[0] === node) {
        const { callee } = parent
        const isThen = callee.type === 'MemberExpression' && propertyName(callee) === 'then'
        if (isThen) return settle(resolve(callee.object))
      }
      const name = parameter.type === 'Identifier' ? parameter.name : ''
      const value = { type: 'parameter', function: owner, index, name } as const
      return written.type === 'AssignmentPattern' ? withFallback(value, written.right) : value
    })
  }

  /** The part of a pattern's value that the variable is bound to. */
  function resolvePattern(pattern: Node, variable: Variable, whole: () => Value): Value {
    if (pattern.type === 'Identifier') return whole()
    if (pattern.type !== 'ObjectPattern') return UNKNOWN
    for (const property of pattern.properties) {
      if (property.type !== 'Property' || !contains(property.value, variable)) continue
      const name = property.computed ? literalText(property.key) : keyText(property.key)
      if (name === null) return UNKNOWN
      const { value } = property
      if (value.type !== 'AssignmentPattern') {
        return resolvePattern(value, variable, () => memberOf(whole(), name))
      }
      const member = memberOf(whole(), name)
      return resolvePattern(value.left, variable, () => {
        // What a module exports is there, so that the default is not used.
        if (asImport(member)) return member
        return member.type === 'member' ? withFallback(member, value.right) : UNKNOWN
      })
    }
    return UNKNOWN
  }

  /** A parameter, or a part of one, with what stands in for it: a constant leads to no function. */
  function withFallback(
    value: Value & { readonly type: 'parameter' | 'member' },
    written: Node,
  ): Value {
    if (value.type === 'member' && !isOfParameter(value)) return UNKNOWN
    const fallback = resolve(written)
    const isPlain = fallback.type === 'unknown' || constantOf(fallback) !== null
    return isPlain ? value : { ...value, fallback }
  }

  function resolveCall(node: Node & { readonly type: 'CallExpression' }): Value {
    const source = requiredModule(node, scope)
    if (source) return { type: 'import', source: literalText(source) as string, name: '*' }
    const callee = resolve(node.callee)
    const [first] = node.arguments
    // `Object.freeze({ fetch })` is the object.
    const isSame =
      callee.type === 'member' && callee.object.type === 'global' && callee.object.name === 'Object'
    if (isSame && first && /^(freeze|seal|preventExtensions)$/.test(callee.name)) {
      return resolve(first)
    }
    if (callee.type === 'global' && callee.name === 'Boolean' && first) {
      const value = resolve(first)
      if (constantOf(value)) return negate(negate(value))
    }
    const result = withArguments(wrap('result', callee), node.arguments)
    const origin = asImport(callee)
    const isReacts = origin?.source === 'react' && /^(memo|forwardRef|cache)$/.test(origin.name)
    const inner = isReacts && first ? resolve(first) : null
    return result.type === 'result' && inner?.type === 'function'
      ? { ...result, inner: inner.function }
      : result
  }

  function withArguments(result: Value, nodes: readonly Node[]): Value {
    const takesThem = result.type === 'result' || result.type === 'instance'
    if (!takesThem || nodes.some(({ type }) => type === 'SpreadElement')) return result
    const values = nodes.map(resolve)
    return values.some((value) => nestsCalls(value, ARGUMENT_DEPTH))
      ? result
      : { ...result, arguments: values }
  }

  return { resolve }
}

/** Whether calls stand in each other's arguments as deep as that. */
function nestsCalls(value: Value, depth: number): boolean {
  switch (value.type) {
    case 'result':
    case 'instance':
      return (
        (depth === 0 && (value.type === 'result' || value.arguments !== undefined)) ||
        nestsCalls(value.of, depth) ||
        (value.arguments?.some((argument) => nestsCalls(argument, depth - 1)) ?? false)
      )
    case 'member':
      return nestsCalls(value.object, depth)
    case 'either':
      return depth === 0 || value.of.some((one) => nestsCalls(one, depth - 1))
    case 'literal':
      return Object.values(value.members ?? {}).some(
        (member) => depth === 0 || nestsCalls(member, depth - 1),
      )
    default:
      return false
  }
}

function wrap(type: 'result' | 'instance', of: Value): Value {
  return of.type === 'unknown' ? UNKNOWN : { type, of }
}

function isOfParameter(value: Value): boolean {
  return value.type === 'parameter' || (value.type === 'member' && isOfParameter(value.object))
}

/** Whether a pattern declares the variable. */
function contains(pattern: Node, variable: Variable): boolean {
  return variable.definitions.some(
    ({ identifier }) => identifier !== null && isWithin(identifier, pattern),
  )
}
