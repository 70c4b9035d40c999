/** Walks syntax trees in source order. */
import { type Node, type Program, visitorKeys } from 'oxc-parser'

const KEYS: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(visitorKeys))

export interface Visitor {
  /** Called before a node's children. Return `false` to leave the children out. */
  enter(node: Node): boolean | undefined
}

/** Walks a part of a tree. */
export function walk(root: Node, visitor: Visitor): void {
  visit(root)

  function visit(node: Node): void {
    if (visitor.enter(node) !== false) forEachChild(keysOf(node), node, visit)
  }
}

/** What collects nodes of a whole tree, by their types. */
export type Collector = {
  readonly [Type in Node['type']]?: {
    /** Called before a node's children. */
    enter?(node: Node & { readonly type: Type }): void
    /** Called behind them. */
    leave?(node: Node & { readonly type: Type }): void
  }
}

type Child = Node | readonly (Node | null)[] | null

type Listener = (node: Node) => void

/** How the nodes of one type are walked. */
interface Step {
  readonly type: string
  readonly keys: readonly string[]
  readonly enter: readonly Listener[]
  readonly leave: readonly Listener[]
}

/** Walks a whole tree once for all who collect nodes of it, and sets the `parent` of each node. */
export function collect(program: Program, collectors: readonly Collector[]): void {
  const steps = new Map<string, Step>()
  visit(program, null)

  function visit(node: Node, parent: Node | null): void {
    if (parent !== null) node.parent = parent
    const step = steps.get(node.type) ?? plan(node.type)
    // The parser gives each node a text of its own: one for all is compared by its address.
    ;(node as { type: string }).type = step.type
    const { keys, enter, leave } = step
    for (let index = 0; index < enter.length; index += 1) (enter[index] as Listener)(node)
    forEachChild(keys, node, visit)
    for (let index = 0; index < leave.length; index += 1) (leave[index] as Listener)(node)
  }

  function plan(type: Node['type']): Step {
    const concerned = collectors.flatMap((collector) => collector[type] ?? [])
    const step = {
      type,
      keys: KEYS.get(type) ?? NO_KEYS,
      enter: concerned.flatMap(({ enter }) => (enter as Listener | undefined) ?? []),
      leave: concerned.flatMap(({ leave }) => (leave as Listener | undefined) ?? []),
    }
    steps.set(type, step)
    return step
  }
}

/** Where a node has its parts, in source order. */
export function keysOf({ type }: Node): readonly string[] {
  return KEYS.get(type) ?? NO_KEYS
}

const NO_KEYS: readonly string[] = []

// Loops by index, here and above: an iterator at each node is a third of a walk's garbage.
function forEachChild(
  keys: readonly string[],
  node: Node,
  visit: (child: Node, parent: Node) => void,
): void {
  for (let index = 0; index < keys.length; index += 1) {
    // The keys are those of nodes, and of lists of nodes that may have holes.
    const child = node[keys[index] as keyof Node] as unknown as Child
    if (!child) continue
    if (!Array.isArray(child)) visit(child as Node, node)
    else {
      for (let at = 0; at < child.length; at += 1) if (child[at]) visit(child[at] as Node, node)
    }
  }
}

/** Whether a node is one of types alone: nothing in it runs. */
export function isType({ type }: Node): boolean {
  return TYPES.has(type)
}

const TYPES: ReadonlySet<string> = new Set([
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'TSTypeAnnotation',
  'TSTypeParameterDeclaration',
  'TSTypeParameterInstantiation',
])
