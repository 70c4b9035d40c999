/** Which expressions are literals, by their syntax alone. */
import type { Node } from 'oxc-parser'
import type { LiteralKind, Value } from './value.ts'

const KINDS: Partial<Record<Node['type'], LiteralKind>> = {
  TemplateLiteral: 'string',
  ArrayExpression: 'array',
  JSXElement: 'JSX element',
  JSXFragment: 'JSX element',
}

/** The literal an expression is, or always gives: `-1`, `void 0`. Object literals are looked into elsewhere. */
export function asLiteral(node: Node): Value | null {
  if (node.type === 'ArrayExpression' && node.elements.length === 0) {
    return { type: 'literal', kind: 'array', isEmpty: true }
  }
  const kind =
    node.type === 'Literal'
      ? literalKind(node)
      : node.type === 'UnaryExpression'
        ? unaryKind(node.operator)
        : KINDS[node.type]
  return kind ? { type: 'literal', kind } : null
}

function unaryKind(operator: string): LiteralKind {
  if (operator === 'void') return 'undefined'
  if (operator === '!' || operator === 'delete') return 'boolean'
  // `-1n` is a bigint, and no task either way.
  return operator === 'typeof' ? 'string' : 'number'
}

function literalKind(node: Node & { readonly type: 'Literal' }): LiteralKind {
  if ('regex' in node) return 'regular expression'
  if ('bigint' in node) return 'bigint'
  if (node.value === null) return 'null'
  return typeof node.value as 'number' | 'string' | 'boolean'
}
