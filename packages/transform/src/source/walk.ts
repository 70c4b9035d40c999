/** Walks a syntax tree in source order, with the parents of the node at hand. */
import { type Node, visitorKeys } from 'oxc-parser'

export interface Visitor {
  /** Called before a node's children. Return `false` to leave the children out. */
  enter?(node: Node, parents: readonly Node[]): boolean | undefined
  /** Called after a node's children. */
  leave?(node: Node, parents: readonly Node[]): void
}

/** `parents` runs from the root to the node's own parent; it is reused, so copy what you keep. */
export function walk(root: Node, visitor: Visitor): void {
  const parents: Node[] = []

  function visit(node: Node): void {
    if (visitor.enter?.(node, parents) !== false) {
      parents.push(node)
      for (const key of visitorKeys[node.type] ?? []) {
        // The keys are those of nodes, and of lists of nodes that may have holes.
        const child = node[key as keyof Node] as unknown as Node | readonly (Node | null)[] | null
        if (!child) continue
        if (!Array.isArray(child)) visit(child as Node)
        else for (const item of child) if (item) visit(item)
      }
      parents.pop()
    }
    visitor.leave?.(node, parents)
  }

  visit(root)
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
