/** What stands around a call inside its function: its guards, a `try`, a `return`. */
import type { Node } from 'oxc-parser'
import { createConditionReader } from './conditions.ts'
import { isCallable } from './functions.ts'
import { type CreateGuardFinderInput, createGuardFinder, NEVER } from './guards.ts'
import { type CreateStateFinderInput, createStateFinder } from './state.ts'
import type { CallRecord, Condition } from './summary.ts'

export type Surroundings = Pick<
  CallRecord,
  'conditions' | 'isIterated' | 'isConditional' | 'dependsOnState' | 'isCaught' | 'isReturned'
>

/** What the surroundings of a node end with. */
export interface Extent {
  /** The function whose code it is. */
  readonly owner: Node
  /** The expression that counts alone, if not all of the function. */
  readonly whole?: Node
}

export type SurroundingsFinder = (call: Node, extent: Extent) => Surroundings

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

  return function describeSurroundings(call, { owner, whole }) {
    const conditions: Condition[] = []
    let [isConditional, dependsOnState, isCaught] = [false, false, false]
    let child = call
    while (child.parent && child.parent !== owner && child !== whole) {
      const node = child.parent
      if (DECIDES.has(node.type)) {
        const effect = effectOf(node, child, owner)
        conditions.push(...effect.conditions)
        isConditional ||= effect.decides
        dependsOnState ||= effect.dependsOnState
        isCaught ||= effect.catches
      }
      child = node
    }
    return {
      conditions: conditions.includes(NEVER) ? [NEVER] : conditions,
      isIterated: isIterated(call, call.parent),
      isConditional,
      dependsOnState,
      isCaught,
      isReturned: isReturned(call),
    }
  }

  function effectOf(node: Node, child: Node, owner: Node): Effect {
    const known = effects.get(child)
    if (known) return known
    const claims = [...reader.claimsFor(node, child), ...reader.claimsBehind(node, child)]
    const effect = {
      conditions: findGuards({ node, child, claims }),
      decides: reader.decides(node, child),
      dependsOnState: asksForState(claims, owner),
      catches: node.type === 'TryStatement' && node.handler !== null && child === node.block,
    }
    effects.set(child, effect)
    return effect
  }
}

function isIterated(call: Node, parent: Node | null | undefined): boolean {
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

function isReturned({ parent }: Node): boolean {
  if (!parent) return false
  if (parent.type === 'ReturnStatement') return true
  if (isCallable(parent)) {
    return parent.type === 'ArrowFunctionExpression' && parent.body.type !== 'BlockStatement'
  }
  return /^(AwaitExpression|ChainExpression|TS)/.test(parent.type) && isReturned(parent)
}
