/** What stands around a call inside its function: a fallback's guard, a `try`, a `return`. */
import type { Node } from 'oxc-parser'
import { isWithin } from '../source/position.ts'
import type { ScopeIndex } from '../source/scope.ts'
import { type CallableNode, isCallable, opensFunction } from './functions.ts'
import type { CallRecord } from './summary.ts'

/** `parents` runs from the root to the call's own parent. */
export function describeSurroundings(
  call: Node,
  parents: readonly Node[],
  scope: ScopeIndex,
): Pick<CallRecord, 'fallbackOf' | 'isIterated' | 'isCaught' | 'isReturned'> {
  const chain = withinFunction(parents)
  return {
    fallbackOf: findFallback(call, chain, scope),
    isIterated: isIterated(call, parents.at(-1)),
    isCaught: isCaught(chain),
    isReturned: isReturned(chain),
  }
}

/** The nodes from a call up to its function. */
function withinFunction(parents: readonly Node[]): Node[] {
  const chain: Node[] = []
  for (let depth = parents.length - 1; depth >= 0; depth -= 1) {
    const parent = parents[depth] as Node
    chain.push(parent)
    if (opensFunction(parent)) break
  }
  return chain
}

/** The parameter that a call stands in for when it is missing: `parameter ?? call()`, a default, an `if`. */
function findFallback(call: Node, chain: readonly Node[], scope: ScopeIndex): number | null {
  const owner = chain.at(-1)
  if (owner === undefined || !isCallable(owner)) return null
  for (const parent of chain) {
    const guard = findGuard(parent, call)
    const index = guard ? indexOfParameter(guard, owner, scope) : -1
    if (index !== -1) return index
  }
  const index = owner.params.findIndex((parameter) => isWithin(call, parameter))
  return index === -1 ? null : index
}

/** The expression without whose value a node lets the call run. */
function findGuard(node: Node, call: Node): Node | null {
  switch (node.type) {
    case 'LogicalExpression':
      return node.operator !== '&&' && isWithin(call, node.right) ? node.left : null
    case 'AssignmentExpression':
      return /^(\?\?|\|\|)=$/.test(node.operator) && isWithin(call, node.right) ? node.left : null
    case 'IfStatement':
    case 'ConditionalExpression': {
      const { subject, isMissing } = readTest(node.test)
      const branch = isMissing ? node.consequent : node.alternate
      return branch && isWithin(call, branch) ? subject : null
    }
    default:
      return null
  }
}

/** What a condition asks for, and whether it holds when that is missing: `!store`, `store === undefined`. */
function readTest(test: Node): { readonly subject: Node; readonly isMissing: boolean } {
  if (test.type === 'UnaryExpression' && test.operator === '!') {
    const { subject, isMissing } = readTest(test.argument)
    return { subject, isMissing: !isMissing }
  }
  const isEquality = test.type === 'BinaryExpression' && /^[!=]==?$/.test(test.operator)
  if (!isEquality || !isNothing(test.right)) return { subject: test, isMissing: false }
  return { subject: test.left, isMissing: test.operator.startsWith('=') }
}

function isNothing(node: Node): boolean {
  return (
    (node.type === 'Identifier' && node.name === 'undefined') ||
    (node.type === 'Literal' && 'value' in node && node.value === null)
  )
}

function indexOfParameter(node: Node, owner: CallableNode, scope: ScopeIndex): number {
  const variable = node.type === 'Identifier' ? scope.variableOf(node) : null
  return owner.params.findIndex((parameter) =>
    variable?.identifiers.some(({ range: [start, end] }) => isWithin({ start, end }, parameter)),
  )
}

function isIterated(call: Node, parent: Node | undefined): boolean {
  switch (parent?.type) {
    case 'ForOfStatement':
      return parent.right === call
    case 'SpreadElement':
      return true
    case 'YieldExpression':
      return parent.delegate
    case 'MemberExpression':
      return !parent.computed && parent.property.name === 'next'
    case 'CallExpression':
      return isArrayFrom(parent.callee)
    default:
      return false
  }
}

function isArrayFrom(callee: Node): boolean {
  return (
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'Array' &&
    !callee.computed &&
    callee.property.name === 'from'
  )
}

function isCaught(chain: readonly Node[]): boolean {
  return chain.some(
    (node, index) =>
      node.type === 'TryStatement' && node.handler !== null && chain[index - 1] === node.block,
  )
}

function isReturned(chain: readonly Node[]): boolean {
  for (const node of chain) {
    if (node.type === 'ReturnStatement') return true
    if (isCallable(node))
      return node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement'
    if (!/^(AwaitExpression|ChainExpression|TS)/.test(node.type)) return false
  }
  return false
}
