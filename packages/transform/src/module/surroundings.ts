/** What stands around a call inside its function: its guards, a `try`, a `return`. */
import type { Node } from 'oxc-parser'
import { decides } from './conditions.ts'
import { isCallable, opensFunction } from './functions.ts'
import type { GuardFinder } from './guards.ts'
import type { StateFinder } from './state.ts'
import type { CallRecord } from './summary.ts'

export type Surroundings = Pick<
  CallRecord,
  'conditions' | 'isIterated' | 'isConditional' | 'dependsOnState' | 'isCaught' | 'isReturned'
>

/** `parents` runs from the root to the call's own parent. */
export function describeSurroundings(
  call: Node,
  parents: readonly Node[],
  findGuards: GuardFinder,
  dependsOnState: StateFinder,
): Surroundings {
  const chain = withinFunction(parents)
  const isConditional = chain.some((node, index) => decides(node, chain[index - 1] ?? call))
  return {
    conditions: findGuards(call, chain),
    isIterated: isIterated(call, parents.at(-1)),
    isConditional,
    dependsOnState: isConditional && dependsOnState(call, chain),
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
