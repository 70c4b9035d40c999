/** Finds the nodes of Babel's syntax tree that changes are about, and where they hang. */
import type { Span } from '../source/position.ts'
import type { Change } from './changes.ts'

/** A node, as far as it is looked at. */
export interface Node {
  type: string
  start?: number | null
  end?: number | null
  loc?: {
    readonly start: { readonly line: number }
    readonly end: { readonly line: number }
  } | null
  [key: string]: unknown
}

export interface Place {
  /** What stands there now. */
  readonly node: Node
  /** Puts nodes there; one, where the place is not in a list. */
  replace(nodes: readonly Node[]): void
  /** The nearest node around it of a kind, which there must be. */
  findParent(test: (node: Node) => boolean): Node
}

export interface Target {
  readonly change: Change
  /** Of the text; parentheses included where they may be. */
  readonly span: Span
  /** Where its node may start. */
  readonly starts: readonly number[]
}

export interface LocateNodesInput {
  readonly program: Node
  readonly visitorKeys: Readonly<Record<string, readonly string[]>>
  readonly targets: readonly Target[]
}

export interface Located {
  readonly target: Target
  readonly place: Place
}

/** In the order of the text, outer nodes first. Throws when a target has no node: the tree is not of this text. */
export function locateNodes({ program, visitorKeys, targets }: LocateNodesInput): Located[] {
  const open = new Set(targets)
  const byStart = new Map<number, Target[]>()
  const byEnd = new Map<number, Target[]>()
  for (const target of targets) {
    const { type } = target.change
    if (type === 'add-declarator') add(byEnd, target.span.end, target)
    // A block's span is that of its statements, up to its closing brace.
    else if (isBlock(target)) add(byEnd, target.span.end + 1, target)
    else for (const start of target.starts) add(byStart, start, target)
  }
  const located: Located[] = []
  visitChildren(program, [])
  const [missing] = open
  if (missing) {
    const { start, end } = missing.span
    throw new Error(`afterword: Babel's syntax tree has no node at ${start}-${end} of the text`)
  }
  return located

  function visitChildren(parent: Node, ancestors: readonly Node[]): void {
    const around = [parent, ...ancestors]
    for (const key of visitorKeys[parent.type] ?? []) {
      const child = parent[key]
      const list = Array.isArray(child) ? (child as (Node | null)[]) : null
      for (const node of list ? [...list] : [child as Node | null | undefined]) {
        if (node) visit(node, list, key, around)
      }
    }
  }

  function visit(node: Node, list: (Node | null)[] | null, key: string, around: Node[]): void {
    const place = createPlace(node, list, key, around)
    for (const target of byStart.get(node.start as number) ?? []) {
      // The outermost node that the span holds.
      if (open.has(target) && (node.end as number) <= target.span.end) take(target, place)
    }
    for (const target of byEnd.get(node.end as number) ?? []) {
      if (node.type === (isBlock(target) ? 'BlockStatement' : 'VariableDeclarator')) {
        take(target, place)
      }
    }
    visitChildren(node, around)
  }

  function take(target: Target, place: Place): void {
    open.delete(target)
    located.push({ target, place })
  }
}

function createPlace(
  first: Node,
  list: (Node | null)[] | null,
  key: string,
  around: Node[],
): Place {
  let node = first
  return {
    get node() {
      return node
    },
    replace(nodes) {
      if (list) list.splice(list.indexOf(node), 1, ...nodes)
      else (around[0] as Node)[key] = nodes[0]
      node = nodes[0] ?? node
    },
    findParent(test) {
      return around.find(test) as Node
    },
  }
}

function isBlock({ change }: Target): boolean {
  return change.type === 'enter' && change.body.type === 'block'
}

function add(map: Map<number, Target[]>, key: number, target: Target): void {
  map.set(key, [...(map.get(key) ?? []), target])
}
