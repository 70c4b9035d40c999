/** What an argument may be, where a condition chooses: `flag ? task : other`, `task ?? fallback`, `flag && task`. */
import type { Node } from 'oxc-parser'
import type { ScopeIndex } from '../source/scope.ts'
import type { ValueResolver } from './bindings.ts'
import type { Choice, Place } from './summary.ts'
import type { SurroundingsFinder } from './surroundings.ts'

export interface CreateChoiceFinderInput {
  readonly scope: ScopeIndex
  readonly resolver: ValueResolver
  readonly describeSurroundings: SurroundingsFinder
  readonly placeOf: (node: Node) => Place
}

/** Of an argument of a call in a function; none where nothing chooses. */
export type ChoiceFinder = (argument: Node, owner: Node) => readonly Choice[]

/** An expression that may be chosen, with the nodes around it from the whole to its parent. */
interface Leaf {
  readonly node: Node
  readonly chain: readonly Node[]
}

export function createChoiceFinder({
  scope,
  resolver,
  describeSurroundings,
  placeOf,
}: CreateChoiceFinderInput): ChoiceFinder {
  return (argument, owner) => {
    const leaves = listLeaves({ node: constantOf(argument), chain: [] })
    return leaves.flatMap(({ node, chain }): Choice[] => {
      const task = resolver.resolve(node)
      if (chain.length === 0 || task.type === 'literal' || task.type === 'unknown') return []
      const { conditions, dependsOnState } = describeSurroundings(node, [owner, ...chain])
      return [{ task, taskPlace: placeOf(node), conditions, dependsOnState }]
    })
  }

  /** Of a variable that is set once, what it is set to. */
  function constantOf(node: Node): Node {
    const variable = node.type === 'Identifier' ? scope.variableOf(node) : null
    const definition = variable?.defs[0]?.node as unknown as Node | undefined
    const isPlain = definition?.type === 'VariableDeclarator' && definition.id.type === 'Identifier'
    return variable && isPlain && definition.init && !scope.isReassigned(variable)
      ? definition.init
      : node
  }
}

function listLeaves({ node, chain }: Leaf): Leaf[] {
  const within = (part: Node) => listLeaves({ node: part, chain: [...chain, node] })
  switch (node.type) {
    case 'ConditionalExpression':
      return [...within(node.consequent), ...within(node.alternate)]
    case 'LogicalExpression':
      return [...(node.operator === '&&' ? [] : within(node.left)), ...within(node.right)]
    default:
      return [{ node, chain }]
  }
}
