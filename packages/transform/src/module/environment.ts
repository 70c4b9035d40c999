/** What tells a browser from a server: the code is looked at as a server runs it. */
import type { Node } from 'oxc-parser'
import type { ScopeIndex } from '../source/scope.ts'

/** Whether a name that no module declares is there only in a browser. */
export function isBrowsers(name: string): boolean {
  return name === 'window' || name === 'document'
}

/** What `typeof window !== 'undefined'` and its kind give on a server; `null` for any other comparison. */
export function compareEnvironment(
  { operator, left, right }: Node & { readonly type: 'BinaryExpression' },
  scope: ScopeIndex,
): boolean | null {
  if (!/^[!=]==?$/.test(operator)) return null
  const [test, type] = left.type === 'UnaryExpression' ? [left, right] : [right, left]
  if (test.type !== 'UnaryExpression' || test.operator !== 'typeof') return null
  const { argument } = test
  const isAbout = argument.type === 'Identifier' && isBrowsers(argument.name)
  if (!isAbout || scope.variableOf(argument) !== null || type.type !== 'Literal') return null
  return (type.value === 'undefined') === operator.startsWith('=')
}
