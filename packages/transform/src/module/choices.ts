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

export function createChoiceFinder({
  scope,
  resolver,
  describeSurroundings,
  placeOf,
}: CreateChoiceFinderInput): ChoiceFinder {
  return (argument, owner) => {
    const whole = constantOf(argument)
    if (!isChoice(whole)) return NONE
    return listLeaves(whole).flatMap((node): Choice[] => {
      const task = resolver.resolve(node)
      if (task.type === 'literal' || task.type === 'unknown') return []
      const { conditions, dependsOnState } = describeSurroundings(node, { whole, owner })
      return [{ task, taskPlace: placeOf(node), conditions, dependsOnState }]
    })
  }

  /** Of a variable that is set once, what it is set to. */
  function constantOf(node: Node): Node {
    const variable = node.type === 'Identifier' ? scope.variableOf(node) : null
    const definition = variable?.definitions[0]?.node
    const isPlain = definition?.type === 'VariableDeclarator' && definition.id.type === 'Identifier'
    return variable && isPlain && definition.init && !scope.isReassigned(variable)
      ? definition.init
      : node
  }
}

const NONE: readonly Choice[] = []

function isChoice({ type }: Node): boolean {
  return type === 'ConditionalExpression' || type === 'LogicalExpression'
}

/** The expressions that one may come out as. */
function listLeaves(node: Node): Node[] {
  switch (node.type) {
    case 'ConditionalExpression':
      return [...listLeaves(node.consequent), ...listLeaves(node.alternate)]
    case 'LogicalExpression':
      return [...(node.operator === '&&' ? [] : listLeaves(node.left)), ...listLeaves(node.right)]
    default:
      return [node]
  }
}
