/** Follows expressions to what they stand for: by variable, never by name. */
import type { Node } from 'oxc-parser'
import type { ScopeIndex, Variable } from '../source/scope.ts'
import { type FoundFunctions, isCallable } from './functions.ts'
import { asImport, type LiteralKind, memberOf, settle, UNKNOWN, type Value } from './value.ts'

export interface ValueResolver {
  resolve(node: Node): Value
}

const NODE_LITERALS: Partial<Record<Node['type'], LiteralKind>> = {
  TemplateLiteral: 'string',
  ArrayExpression: 'array',
  ClassExpression: 'class',
  JSXElement: 'JSX element',
  JSXFragment: 'JSX element',
}

export function createValueResolver(scope: ScopeIndex, functions: FoundFunctions): ValueResolver {
  // A variable being resolved: `const a = a` must end.
  const pending = new Set<Variable>()

  function resolve(node: Node): Value {
    const index = functions.indexOf.get(node)
    if (index !== undefined) return { type: 'function', function: index }
    const kind = NODE_LITERALS[node.type]
    if (kind) return { type: 'literal', kind }

    switch (node.type) {
      case 'Identifier':
        return resolveIdentifier(node)
      case 'JSXIdentifier':
        return resolveVariable(scope.variableOf(node), node.name)
      case 'Literal':
        return { type: 'literal', kind: literalKind(node) }
      case 'ObjectExpression':
        return resolveObject(node)
      case 'MemberExpression': {
        const name = propertyName(node)
        return name === null ? UNKNOWN : memberOf(resolve(node.object), name)
      }
      case 'JSXMemberExpression':
        return memberOf(resolve(node.object), node.property.name)
      case 'CallExpression':
        return resolveCall(node)
      case 'NewExpression':
        return wrap('instance', resolve(node.callee))
      case 'ImportExpression': {
        const source = literalText(node.source)
        return source === null ? UNKNOWN : { type: 'import', source, name: '*', isPromised: true }
      }
      case 'AwaitExpression':
        return settle(resolve(node.argument))
      case 'UnaryExpression':
        return resolveUnary(node.operator)
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
    // A type of the same name (`const User = …; type User = …`) is another thing.
    const definitions = variable.defs.filter((candidate) => candidate.isVariableDefinition)
    const [definition] = definitions
    if (definition === undefined || definitions.length !== 1 || pending.has(variable))
      return UNKNOWN
    if (scope.isReassigned(variable)) return UNKNOWN
    pending.add(variable)
    try {
      return resolveDefinition(definition, variable)
    } finally {
      pending.delete(variable)
    }
  }

  function resolveDefinition(definition: Variable['defs'][number], variable: Variable): Value {
    const node = definition.node as unknown as Node
    switch (definition.type) {
      case 'ImportBinding':
        return resolveImport(node, definition.parent as unknown as Node, resolve)
      case 'FunctionName':
        return resolve(node)
      case 'ClassName':
        return { type: 'literal', kind: 'class' }
      case 'Variable':
        if (node.type !== 'VariableDeclarator' || node.init === null) return UNKNOWN
        return withWrites(resolveDeclarator(node.id, node.init, variable), variable)
      case 'Parameter':
        return resolveParameter(node, variable)
      default:
        return UNKNOWN
    }
  }

  /** An object that is written to may have any property. */
  function withWrites(value: Value, variable: Variable): Value {
    if (value.type !== 'literal' || value.kind !== 'object') return value
    const isWritten = variable.references.some(({ identifier }) =>
      functions.written.has(identifier as unknown as Node),
    )
    return isWritten ? { ...value, isOpen: true } : value
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
    const parameter = node.params[index] as Node | undefined
    if (parameter === undefined) return UNKNOWN
    return resolvePattern(parameter, variable, () => {
      // `import('x').then((module) => …)`: the module.
      const use = functions.callbacks.get(node)
      if (index === 0 && use?.index === 0 && use.callee.type === 'MemberExpression') {
        if (propertyName(use.callee) === 'then') return settle(resolve(use.callee.object))
      }
      const name = parameter.type === 'Identifier' ? parameter.name : ''
      return { type: 'parameter', function: owner, index, name }
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
      // What a module exports is there, so that the default is not used.
      const member = memberOf(whole(), name)
      return asImport(member) ? resolvePattern(value.left, variable, () => member) : UNKNOWN
    }
    return UNKNOWN
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
    const result = wrap('result', callee)
    const origin = asImport(callee)
    const isReacts = origin?.source === 'react' && /^(memo|forwardRef|cache)$/.test(origin.name)
    const inner = isReacts && first ? resolve(first) : null
    return result.type === 'result' && inner?.type === 'function'
      ? { ...result, inner: inner.function }
      : result
  }

  return { resolve }
}

function resolveImport(node: Node, parent: Node, resolve: ValueResolver['resolve']): Value {
  // A type-only import is no value, whatever the code does with its name.
  if ('importKind' in node && node.importKind === 'type') return UNKNOWN
  if (node.type === 'TSImportEqualsDeclaration') {
    const { moduleReference } = node
    if (moduleReference.type === 'TSExternalModuleReference') {
      return { type: 'import', source: moduleReference.expression.value, name: '*' }
    }
    return moduleReference.type === 'TSQualifiedName'
      ? memberOf(resolve(moduleReference.left), moduleReference.right.name)
      : UNKNOWN
  }
  if (parent.type !== 'ImportDeclaration' || parent.importKind === 'type') return UNKNOWN
  const source = parent.source.value
  switch (node.type) {
    case 'ImportNamespaceSpecifier':
      return { type: 'import', source, name: '*' }
    case 'ImportDefaultSpecifier':
      return { type: 'import', source, name: 'default' }
    case 'ImportSpecifier':
      return { type: 'import', source, name: exportedName(node.imported) }
    default:
      return UNKNOWN
  }
}

function resolveUnary(operator: string): Value {
  if (operator === 'void') return { type: 'literal', kind: 'undefined' }
  if (operator === '!' || operator === 'delete') return { type: 'literal', kind: 'boolean' }
  // `-1n` is a bigint, and no task either way.
  return { type: 'literal', kind: operator === 'typeof' ? 'string' : 'number' }
}

function resolveObject(node: Node & { readonly type: 'ObjectExpression' }): Value {
  const known = node.properties.map((property) => {
    if (property.type !== 'Property') return null
    return property.computed ? literalText(property.key) : keyText(property.key)
  })
  const keys = known.filter((key) => key !== null)
  const isOpen = keys.length < known.length ? ({ isOpen: true } as const) : {}
  return { type: 'literal', kind: 'object', keys, ...isOpen }
}

function wrap(type: 'result' | 'instance', of: Value): Value {
  return of.type === 'unknown' ? UNKNOWN : { type, of }
}

function literalKind(node: Node & { readonly type: 'Literal' }): LiteralKind {
  if ('regex' in node) return 'regular expression'
  if ('bigint' in node) return 'bigint'
  if (node.value === null) return 'null'
  return typeof node.value as 'number' | 'string' | 'boolean'
}

/** The name of `export { name }`, `import { name }` or `import { 'name' as … }`. */
export function exportedName(node: Node): string {
  return node.type === 'Literal' ? String(node.value) : (node as { name: string }).name
}

/** The property a member expression reads, where the text says it. */
export function propertyName(node: Node & { readonly type: 'MemberExpression' }): string | null {
  if (node.computed) return literalText(node.property)
  return node.property.type === 'Identifier' ? node.property.name : null
}

export function keyText(key: Node): string | null {
  return key.type === 'Identifier' ? key.name : literalText(key)
}

/** The text of a string, or of a template without holes. */
export function literalText(node: Node): string | null {
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) {
    return node.quasis[0]?.value.cooked ?? null
  }
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : null
}

/** The string in `require('module')`, where `require` is Node's. */
export function requiredModule(
  { callee, arguments: [first] }: Node & { readonly type: 'CallExpression' },
  scope: ScopeIndex,
): Node | null {
  const isRequire =
    callee.type === 'Identifier' && callee.name === 'require' && scope.variableOf(callee) === null
  return isRequire && first && literalText(first) !== null ? first : null
}

/** Whether a call is `Promise.all(…)`, which keeps its list's order. */
export function isPromiseAll(
  { callee }: Node & { readonly type: 'CallExpression' },
  scope: ScopeIndex,
): boolean {
  return (
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'Promise' &&
    scope.variableOf(callee.object) === null &&
    propertyName(callee) === 'all'
  )
}

/** Whether a pattern declares the variable. */
function contains(pattern: Node, variable: Variable): boolean {
  return variable.identifiers.some(
    (identifier) => pattern.start <= identifier.range[0] && identifier.range[1] <= pattern.end,
  )
}
