/** Whether a node of a graph with cycles leads to one that matters, each node looked at once however often it is asked. */

export interface SearchReachInput {
  /** The answers so far; the search adds those it comes by. */
  readonly known: Map<string, boolean>
  readonly nextOf: (node: string) => readonly string[]
  readonly matters: (node: string) => boolean
}

interface Visit {
  readonly node: string
  readonly next: readonly string[]
  /** How many of `next` have been followed. */
  followed: number
  readonly index: number
  /** The smallest index that this node leads back to. */
  low: number
}

/**
 * Tarjan's search for strongly connected components, ended by the first node that matters: all that
 * are still on its stack lead to the path that found it. A component that is completed without is
 * known to lead nowhere. An explicit stack: import chains are longer than call stacks.
 */
export function searchReach(start: string, { known, nextOf, matters }: SearchReachInput): boolean {
  const indexes = new Map<string, number>()
  const open: string[] = []
  const path: Visit[] = []
  enter(start)

  for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
    if (matters(visit.node)) return conclude(true, 0)
    const next = visit.next[visit.followed]
    if (next === undefined) {
      leave(visit)
      continue
    }
    visit.followed += 1
    const answer = known.get(next)
    if (answer === true) return conclude(true, 0)
    if (answer === false) continue
    const index = indexes.get(next)
    if (index === undefined) enter(next)
    else visit.low = Math.min(visit.low, index)
  }
  return false

  function enter(node: string): void {
    const index = indexes.size
    indexes.set(node, index)
    open.push(node)
    path.push({ node, next: nextOf(node), followed: 0, index, low: index })
  }

  function leave(visit: Visit): void {
    path.pop()
    const parent = path.at(-1)
    if (parent !== undefined) parent.low = Math.min(parent.low, visit.low)
    if (visit.low === visit.index) conclude(false, open.lastIndexOf(visit.node))
  }

  /** The answer for all open nodes from a place of the stack on. */
  function conclude(answer: boolean, from: number): boolean {
    for (const node of open.splice(from)) known.set(node, answer)
    return answer
  }
}
