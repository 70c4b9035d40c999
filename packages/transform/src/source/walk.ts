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
        const child = node[key as keyof Node] as unknown
        if (Array.isArray(child)) {
          for (const item of child) if (isNode(item)) visit(item)
        } else if (isNode(child)) {
          visit(child)
        }
      }
      parents.pop()
    }
    visitor.leave?.(node, parents)
  }

  visit(root)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}
