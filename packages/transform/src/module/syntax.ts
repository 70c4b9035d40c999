/** Reads names and strings from syntax: keys, members, `require('module')`. */
import type { Node } from 'oxc-parser'
import type { ScopeIndex } from '../source/scope.ts'

/** The name of `export { name }`, `import { name }` or `import { 'name' as … }`. */
export function exportedName(node: Node): string {
  return node.type === 'Literal' ? String(node.value) : (node as { name: string }).name
}

/** The property a member expression reads, where the text says it. */
export function propertyName(node: Node & { readonly type: 'MemberExpression' }): string | null {
  if (node.computed) return literalText(node.property)
  const { property } = node
  if (property.type === 'PrivateIdentifier') return `#${property.name}`
  return property.type === 'Identifier' ? property.name : null
}

/** The name of a key that is not computed. */
export function keyText(key: Node): string | null {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`
  return key.type === 'Identifier' ? key.name : literalText(key)
}

/** The text of a string, or of a template without holes. */
export function literalText(node: Node): string | null {
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) {
    return node.quasis[0]?.value.cooked ?? null
  }
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : null
}

/** Whether a call is of something called `require`. */
export function isRequire({ callee }: Node & { readonly type: 'CallExpression' }): boolean {
  return callee.type === 'Identifier' && callee.name === 'require'
}

/** The string in `require('module')`, where `require` is Node's. */
export function requiredModule(
  call: Node & { readonly type: 'CallExpression' },
  scope: ScopeIndex,
): Node | null {
  if (!isRequire(call) || scope.variableOf(call.callee) !== null) return null
  const [first] = call.arguments
  return first && literalText(first) !== null ? first : null
}

/** Whether a name stands in a type, as `server` of `typeof server.after`. */
export function isTypeQuery({ parent }: Node): boolean {
  return parent?.type === 'TSQualifiedName' ? isTypeQuery(parent) : parent?.type === 'TSTypeQuery'
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

/** What the text calls a function, in short: `send`, `this.mailer.send`, `from().insert`; `''` where that says nothing. */
export function writtenName(node: Node): string {
  switch (node.type) {
    case 'Identifier':
      return node.name
    case 'ThisExpression':
      return 'this'
    case 'ImportExpression':
      return 'import()'
    case 'MemberExpression': {
      const object = writtenName(node.object)
      const name = propertyName(node) ?? ''
      return object === '' || name === '' ? name : `${object}.${name}`
    }
    case 'CallExpression': {
      const callee = writtenName(node.callee)
      return callee === '' ? '' : `${callee}()`
    }
    case 'ChainExpression':
    case 'TSNonNullExpression':
      return writtenName(node.expression)
    default:
      return ''
  }
}

/** `function read(name: string): void`, of a function or a method: the implementation is what there is. */
export function isSignature(node: Node | null): boolean {
  if (node?.type === 'MethodDefinition') return node.value.type === 'TSEmptyBodyFunctionExpression'
  return node?.type === 'TSDeclareFunction'
}
