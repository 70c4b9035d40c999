/** What a function has waited for when a call of it runs, and when it is done: on every way there. */
import type { Node } from 'oxc-parser'
import { isType, keysOf } from '../source/walk.ts'
import { opensFunction } from './functions.ts'

/** Waits by their numbers in a function: on each way to a point, one of them lies. */
export type WaitGroup = readonly number[]

export interface FoundWaits<Wait> {
  /** What is waited for, by number. */
  readonly waits: readonly Wait[]
  /** The groups before a call; calls that nothing is waited for before are left out. */
  readonly before: ReadonlyMap<Node, readonly WaitGroup[]>
  /** The groups before the function's end, with the promises that it returns. */
  readonly end: readonly WaitGroup[]
}

/** The groups before a point, by their numbers as text; `null` where no way leads there. */
type Ways = ReadonlyMap<string, WaitGroup> | null

/** A statement that `break` or `continue` leads to the end of, and the ways that lead there. */
interface Target {
  readonly type: 'loop' | 'switch' | 'block'
  readonly labels: readonly string[]
  broken: Ways
  continued: Ways
}

/** Of more groups before one point, the first: nobody writes as many. */
const MOST_GROUPS = 16

const NONE: Ways = new Map()

/**
 * The waits of a function's own code.
 *
 * @param describe what is waited for by awaiting or returning an expression; `null` where it is of no concern
 */
export function findWaits<Wait>(
  owner: Node,
  describe: (node: Node) => Wait | null,
): FoundWaits<Wait> {
  const waits: Wait[] = []
  const before = new Map<Node, readonly WaitGroup[]>()
  const targets: Target[] = []
  // Where an optional chain may end early, by chain.
  const shortcuts: Ways[][] = []
  let returned: Ways = null
  let end = children(owner, NONE)
  if (owner.type === 'ArrowFunctionExpression' && owner.body.type !== 'BlockStatement') {
    end = waitFor(owner.body, end)
  }
  return { waits, before, end: listGroups(join(end, returned)) }

  function waitFor(node: Node, ways: Ways): Ways {
    const wait = describe(node)
    if (wait === null || ways === null) return ways
    waits.push(wait)
    const number = waits.length - 1
    return new Map(ways).set(String(number), [number])
  }

  function all(nodes: readonly (Node | null | undefined)[], ways: Ways): Ways {
    let known = ways
    for (const node of nodes) if (node) known = visit(node, known)
    return known
  }

  function children(node: Node, ways: Ways): Ways {
    let known = ways
    for (const key of keysOf(node)) {
      const child = node[key as keyof Node] as unknown as Node | readonly (Node | null)[] | null
      if (Array.isArray(child)) known = all(child, known)
      else if (child) known = visit(child as Node, known)
    }
    return known
  }

  function visit(node: Node, ways: Ways): Ways {
    if (opensFunction(node) || isType(node)) return ways
    switch (node.type) {
      case 'Identifier':
      case 'Literal':
        return ways
      case 'AwaitExpression':
        return waitFor(node.argument, visit(node.argument, ways))
      case 'CallExpression':
      case 'NewExpression': {
        const callee = visit(node.callee, ways)
        if ('optional' in node && node.optional) shortcuts.at(-1)?.push(callee)
        const known = all(node.arguments, callee)
        if (known !== null && known.size > 0) before.set(node, listGroups(known))
        return known
      }
      case 'MemberExpression': {
        const object = visit(node.object, ways)
        if (node.optional) shortcuts.at(-1)?.push(object)
        return visit(node.property, object)
      }
      case 'ChainExpression': {
        shortcuts.push([])
        const whole = visit(node.expression, ways)
        return (shortcuts.pop() as Ways[]).reduce(join, whole)
      }
      case 'LogicalExpression': {
        const left = visit(node.left, ways)
        visit(node.right, left)
        return left
      }
      case 'AssignmentPattern':
        visit(node.right, ways)
        return visit(node.left, ways)
      case 'AssignmentExpression': {
        const left = visit(node.left, ways)
        const right = visit(node.right, left)
        return /^(\?\?|\|\||&&)=$/.test(node.operator) ? left : right
      }
      case 'ConditionalExpression':
      case 'IfStatement': {
        const test = visit(node.test, ways)
        const consequent = visit(node.consequent, test)
        return join(node.alternate ? visit(node.alternate, test) : test, consequent)
      }
      case 'ReturnStatement': {
        const given = node.argument ? waitFor(node.argument, visit(node.argument, ways)) : ways
        returned = join(returned, given)
        return null
      }
      case 'ThrowStatement':
        visit(node.argument, ways)
        return null
      case 'BreakStatement':
      case 'ContinueStatement':
        jump(node.type, node.label?.name ?? null, ways)
        return null
      case 'LabeledStatement':
      case 'SwitchStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        return visitBreakable(node, ways, [])
      case 'TryStatement': {
        const block = visit(node.block, ways)
        // Anything in the block may throw, its first line too.
        const handled = node.handler ? join(visit(node.handler, ways), block) : block
        return node.finalizer ? both(visit(node.finalizer, ways), handled) : handled
      }
      default:
        return children(node, ways)
    }
  }

  /** A statement that `break` leaves, with the labels in front of it. */
  function visitBreakable(node: Node, ways: Ways, labels: readonly string[]): Ways {
    if (node.type === 'LabeledStatement') {
      const names = [...labels, node.label.name]
      const isBreakable = /^(Labeled|Switch|While|DoWhile|For|ForIn|ForOf)Statement$/
      if (isBreakable.test(node.body.type)) return visitBreakable(node.body, ways, names)
      return within('block', names, () => visit(node.body, ways))
    }
    const type = node.type === 'SwitchStatement' ? 'switch' : 'loop'
    return within(type, labels, (target) => visitLoop(node, ways, target))
  }

  function within(
    type: Target['type'],
    labels: readonly string[],
    run: (target: Target) => Ways,
  ): Ways {
    const target: Target = { type, labels, broken: null, continued: null }
    targets.push(target)
    const behind = run(target)
    targets.pop()
    return join(behind, target.broken)
  }

  /** The way out by the loop's or switch's own end; each round begins as the first one does. */
  function visitLoop(node: Node, ways: Ways, target: Target): Ways {
    switch (node.type) {
      case 'WhileStatement': {
        const test = visit(node.test, ways)
        visit(node.body, test)
        return isTrue(node.test) ? null : test
      }
      case 'DoWhileStatement': {
        const body = visit(node.body, ways)
        const test = visit(node.test, join(body, target.continued))
        return isTrue(node.test) ? null : test
      }
      case 'ForStatement': {
        const test = all([node.init, node.test], ways)
        all([node.body, node.update], test)
        return node.test === null || isTrue(node.test) ? null : test
      }
      case 'ForInStatement':
      case 'ForOfStatement': {
        const list = visit(node.right, ways)
        const isAwaited = node.type === 'ForOfStatement' && node.await
        const right = isAwaited ? waitFor(node.right, list) : list
        all([node.left, node.body], right)
        return right
      }
      case 'SwitchStatement': {
        let test = visit(node.discriminant, ways)
        // Behind a `break` nothing falls through.
        let through: Ways = null
        for (const branch of node.cases) {
          if (branch.test) test = visit(branch.test, test)
          through = all(branch.consequent, join(test, through))
        }
        const hasDefault = node.cases.some((branch) => branch.test === null)
        return hasDefault ? through : join(through, test)
      }
      default:
        return ways
    }
  }

  function jump(
    by: 'BreakStatement' | 'ContinueStatement',
    label: string | null,
    ways: Ways,
  ): void {
    const isBreak = by === 'BreakStatement'
    const target = targets.findLast(({ type, labels }) =>
      label === null ? type === 'loop' || (isBreak && type === 'switch') : labels.includes(label),
    )
    if (target === undefined) return
    if (isBreak) target.broken = join(target.broken, ways)
    else target.continued = join(target.continued, ways)
  }
}

/** Where two ways meet: what both have waited for, or the one this and the other that. */
function join(one: Ways, other: Ways): Ways {
  if (one === null || one === other) return other
  if (other === null) return one
  if (one.size === 0 || other.size === 0) return NONE
  const joined = new Map([...one].filter(([key]) => other.has(key)))
  for (const [key, group] of one) {
    if (other.has(key)) continue
    for (const [otherKey, otherGroup] of other) {
      if (one.has(otherKey) || joined.size >= MOST_GROUPS) continue
      const whole = [...new Set([...group, ...otherGroup])].sort((a, b) => a - b)
      joined.set(whole.join(), whole)
    }
  }
  return joined
}

function both(one: Ways, other: Ways): Ways {
  return one && other && new Map([...one, ...other])
}

function listGroups(ways: Ways): readonly WaitGroup[] {
  return ways === null ? [] : [...ways.values()]
}

function isTrue(test: Node): boolean {
  return test.type === 'Literal' && 'value' in test && test.value === true
}
