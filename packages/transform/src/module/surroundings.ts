/** What stands around a call inside its function: its guards, a `try`, a `return`. */
import type { Node } from 'oxc-parser'
import { createConditionReader, decides } from './conditions.ts'
import { isCallable, opensFunction } from './functions.ts'
import { type CreateGuardFinderInput, createGuardFinder, NEVER } from './guards.ts'
import { type CreateStateFinderInput, createStateFinder } from './state.ts'
import type { CallRecord, Condition } from './summary.ts'

export type Surroundings = Pick<
  CallRecord,
  'conditions' | 'isIterated' | 'isConditional' | 'dependsOnState' | 'isCaught' | 'isReturned'
>

/** `parents` runs from the root to the call's own parent. */
export type SurroundingsFinder = (call: Node, parents: readonly Node[]) => Surroundings

/** What one node around calls says of them. */
interface Effect {
  readonly conditions: readonly Condition[]
  readonly decides: boolean
  readonly dependsOnState: boolean
  readonly catches: boolean
}

/** What may decide whether its parts run, or catch what they throw. */
const DECIDES = new Set(
  `AssignmentExpression AssignmentPattern BlockStatement CatchClause ConditionalExpression ForInStatement
  ForOfStatement ForStatement IfStatement LogicalExpression StaticBlock SwitchCase SwitchStatement
  TryStatement WhileStatement`.split(/\s+/),
)

export function createSurroundingsFinder(
  input: CreateGuardFinderInput & CreateStateFinderInput,
): SurroundingsFinder {
  const reader = createConditionReader(input)
  const findGuards = createGuardFinder(input)
  const asksForState = createStateFinder(input)
  // Many calls stand in one part of a node, and statements in one list.
  const effects = new WeakMap<Node, Effect>()

  return function describeSurroundings(call, parents) {
    const owner = parents.findLastIndex(opensFunction)
    const found: Effect[] = []
    for (let depth = parents.length - 1; depth >= Math.max(owner, 0); depth -= 1) {
      if (DECIDES.has(parents[depth]?.type ?? '')) found.push(effectOf(depth, call, parents, owner))
    }
    const conditions = found.flatMap((effect) => effect.conditions)
    return {
      conditions: conditions.includes(NEVER) ? [NEVER] : conditions,
      isIterated: isIterated(call, parents.at(-1)),
      isConditional: found.some((effect) => effect.decides),
      dependsOnState: found.some((effect) => effect.dependsOnState),
      isCaught: found.some((effect) => effect.catches),
      isReturned: isReturned(parents),
    }
  }

  function effectOf(depth: number, call: Node, parents: readonly Node[], owner: number): Effect {
    const child = parents[depth + 1] ?? call
    const known = effects.get(child)
    if (known) return known
    const node = parents[depth] as Node
    const claims = [...reader.claimsFor(node, child), ...reader.claimsBehind(node, child)]
    const above = () => parents.slice(Math.max(owner, 0), depth).reverse()
    const effect = {
      conditions: findGuards({ node, child, claims, above }),
      decides: decides(node, child),
      dependsOnState: asksForState(claims, parents[Math.max(owner, 0)] ?? node),
      catches: node.type === 'TryStatement' && node.handler !== null && child === node.block,
    }
    effects.set(child, effect)
    return effect
  }
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

function isReturned(parents: readonly Node[]): boolean {
  for (let depth = parents.length - 1; depth >= 0; depth -= 1) {
    const node = parents[depth] as Node
    if (node.type === 'ReturnStatement') return true
    if (isCallable(node))
      return node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement'
    if (!/^(AwaitExpression|ChainExpression|TS)/.test(node.type)) return false
  }
  return false
}
