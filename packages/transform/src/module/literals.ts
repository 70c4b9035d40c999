/** Which expressions are literals, by their syntax alone. */
import type { Node } from 'oxc-parser'
import type { Constant, LiteralKind, Value } from './value.ts'

/** Longer strings are texts for people, and decide nothing. */
const LONGEST_CONSTANT = 64

const KINDS: Partial<Record<Node['type'], LiteralKind>> = {
  TemplateLiteral: 'string',
  ArrayExpression: 'array',
  JSXElement: 'JSX element',
  JSXFragment: 'JSX element',
}

/** The literal an expression is, or always gives: `-1`, `void 0`. Object literals and `!` are looked into elsewhere. */
export function asLiteral(node: Node): Value | null {
  if (node.type === 'ArrayExpression' && node.elements.length === 0) {
    return { type: 'literal', kind: 'array', isEmpty: true }
  }
  if (node.type === 'Literal') return resolveLiteral(node)
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) {
    return textOf(node.quasis[0]?.value.cooked ?? '')
  }
  if (node.type === 'UnaryExpression') {
    const { operator } = node
    if (operator === '!') return null
    const inner = operator === '-' ? asLiteral(node.argument) : null
    return inner?.type === 'literal' && typeof inner.value === 'number'
      ? { ...inner, value: -inner.value }
      : { type: 'literal', kind: unaryKind(operator) }
  }
  const kind = KINDS[node.type]
  return kind ? { type: 'literal', kind } : null
}

/** `!value` */
export function negate(value: Value): Value {
  const literal = { type: 'literal', kind: 'boolean' } as const
  return value.type === 'literal' && value.value !== undefined
    ? { ...literal, value: !value.value }
    : literal
}

/** `one + other`, which is a text as soon as one of them is. */
export function add(one: Value, other: Value): Value | null {
  const [first, second] = [constantOf(one)?.constant, constantOf(other)?.constant]
  if (typeof first === 'number' && typeof second === 'number') {
    return { type: 'literal', kind: 'number', value: first + second }
  }
  if (!isText(one) && !isText(other)) return null
  const isKnown = first !== undefined && second !== undefined
  return isKnown ? textOf(`${first}${second}`) : { type: 'literal', kind: 'string' }
}

function isText(value: Value): boolean {
  return value.type === 'literal' && value.kind === 'string'
}

function textOf(value: string): Value {
  const literal = { type: 'literal', kind: 'string' } as const
  return value.length > LONGEST_CONSTANT ? literal : { ...literal, value }
}

function unaryKind(operator: string): LiteralKind {
  if (operator === 'void') return 'undefined'
  if (operator === 'delete') return 'boolean'
  // `-1n` is a bigint, and no task either way.
  return operator === 'typeof' ? 'string' : 'number'
}

function resolveLiteral(node: Node & { readonly type: 'Literal' }): Value {
  if ('regex' in node) return { type: 'literal', kind: 'regular expression' }
  if ('bigint' in node) return { type: 'literal', kind: 'bigint' }
  if (node.value === null) return { type: 'literal', kind: 'null' }
  const kind = typeof node.value as 'number' | 'string' | 'boolean'
  const { value } = node
  if (typeof value === 'string') return textOf(value)
  return value === Infinity ? { type: 'literal', kind } : { type: 'literal', kind, value }
}

/** The constant that a literal is; none of an object, and of what is not written out. */
export function constantOf(
  value: Value,
): { readonly constant: Constant | null | undefined } | null {
  if (value.type !== 'literal') return null
  if (value.kind === 'undefined') return { constant: undefined }
  if (value.kind === 'null') return { constant: null }
  return value.value === undefined ? null : { constant: value.value }
}
