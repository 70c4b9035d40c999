/** Which calls of a function come late: behind an `await` on every way there. */
import { type Node, visitorKeys } from 'oxc-parser'
import { opensFunction } from './functions.ts'

/** Whether every way to a point has awaited something; a point that nothing leads to has. */
type Awaited = boolean

/** A statement that `break` or `continue` leads to the end of, and what is known of every way there. */
interface Target {
  readonly type: 'loop' | 'switch' | 'block'
  readonly labels: readonly string[]
  broken: Awaited
  continued: Awaited
}

/**
 * The calls of a function's own code that come late.
 *
 * @param settlesAtOnce whether awaiting an expression takes no time worth speaking of
 */
export function findLateCalls(
  owner: Node,
  settlesAtOnce: (node: Node) => boolean,
): ReadonlySet<Node> {
  const late = new Set<Node>()
  const targets: Target[] = []
  // Where an optional chain may end early, by chain.
  const shortcuts: Awaited[][] = []
  children(owner, false)
  return late

  function all(nodes: readonly (Node | null | undefined)[], awaited: Awaited): Awaited {
    return nodes.reduce<Awaited>((known, node) => (node ? visit(node, known) : known), awaited)
  }

  function children(node: Node, awaited: Awaited): Awaited {
    return (visitorKeys[node.type] ?? []).reduce<Awaited>((known, key) => {
      const child = node[key as keyof Node] as unknown
      return all(Array.isArray(child) ? child : [child as Node], known)
    }, awaited)
  }

  function visit(node: Node, awaited: Awaited): Awaited {
    if (opensFunction(node)) return awaited
    switch (node.type) {
      case 'AwaitExpression':
        return visit(node.argument, awaited) || !settlesAtOnce(node.argument)
      case 'CallExpression':
      case 'NewExpression': {
        const callee = visit(node.callee, awaited)
        if ('optional' in node && node.optional) shortcuts.at(-1)?.push(callee)
        const known = all(node.arguments, callee)
        if (known) late.add(node)
        return known
      }
      case 'MemberExpression': {
        const object = visit(node.object, awaited)
        if (node.optional) shortcuts.at(-1)?.push(object)
        return visit(node.property, object)
      }
      case 'ChainExpression': {
        shortcuts.push([])
        const whole = visit(node.expression, awaited)
        return (shortcuts.pop() as Awaited[]).every(Boolean) && whole
      }
      case 'LogicalExpression': {
        const left = visit(node.left, awaited)
        visit(node.right, left)
        return left
      }
      case 'AssignmentPattern':
        visit(node.right, awaited)
        return visit(node.left, awaited)
      case 'AssignmentExpression': {
        const left = visit(node.left, awaited)
        const right = visit(node.right, left)
        return /^(\?\?|\|\||&&)=$/.test(node.operator) ? left : right
      }
      case 'ConditionalExpression':
      case 'IfStatement': {
        const test = visit(node.test, awaited)
        const consequent = visit(node.consequent, test)
        return (node.alternate ? visit(node.alternate, test) : test) && consequent
      }
      case 'ReturnStatement':
      case 'ThrowStatement':
        if (node.argument) visit(node.argument, awaited)
        return true
      case 'BreakStatement':
      case 'ContinueStatement':
        jump(node.type, node.label?.name ?? null, awaited)
        return true
      case 'LabeledStatement':
      case 'SwitchStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        return visitBreakable(node, awaited, [])
      case 'TryStatement': {
        const block = visit(node.block, awaited)
        // Anything in the block may throw, its first line too.
        const handled = node.handler ? visit(node.handler, awaited) && block : block
        return node.finalizer ? visit(node.finalizer, awaited) || handled : handled
      }
      default:
        return children(node, awaited)
    }
  }

  /** A statement that `break` leaves, with the labels in front of it. */
  function visitBreakable(node: Node, awaited: Awaited, labels: readonly string[]): Awaited {
    if (node.type === 'LabeledStatement') {
      const names = [...labels, node.label.name]
      const isBreakable = /^(Labeled|Switch|While|DoWhile|For|ForIn|ForOf)Statement$/
      if (isBreakable.test(node.body.type)) return visitBreakable(node.body, awaited, names)
      return within('block', names, () => visit(node.body, awaited))
    }
    const type = node.type === 'SwitchStatement' ? 'switch' : 'loop'
    return within(type, labels, (target) => visitLoop(node, awaited, target))
  }

  function within(
    type: Target['type'],
    labels: readonly string[],
    run: (target: Target) => Awaited,
  ): Awaited {
    const target: Target = { type, labels, broken: true, continued: true }
    targets.push(target)
    const end = run(target)
    targets.pop()
    return end && target.broken
  }

  /** The way out by the loop's or switch's own end; each round begins as the first one does. */
  function visitLoop(node: Node, awaited: Awaited, target: Target): Awaited {
    switch (node.type) {
      case 'WhileStatement': {
        const test = visit(node.test, awaited)
        visit(node.body, test)
        return isTrue(node.test) || test
      }
      case 'DoWhileStatement': {
        const body = visit(node.body, awaited)
        const test = visit(node.test, body && target.continued)
        return isTrue(node.test) || test
      }
      case 'ForStatement': {
        const test = all([node.init, node.test], awaited)
        all([node.body, node.update], test)
        return node.test === null || isTrue(node.test) || test
      }
      case 'ForInStatement':
      case 'ForOfStatement': {
        const right = visit(node.right, awaited) || (node.type === 'ForOfStatement' && node.await)
        all([node.left, node.body], right)
        return right
      }
      case 'SwitchStatement': {
        let test = visit(node.discriminant, awaited)
        // Behind a `break` nothing falls through.
        let through: Awaited = true
        for (const branch of node.cases) {
          if (branch.test) test = visit(branch.test, test)
          through = all(branch.consequent, test && through)
        }
        const hasDefault = node.cases.some((branch) => branch.test === null)
        return through && (hasDefault || test)
      }
      default:
        return awaited
    }
  }

  function jump(
    by: 'BreakStatement' | 'ContinueStatement',
    label: string | null,
    awaited: Awaited,
  ): void {
    const isBreak = by === 'BreakStatement'
    const target = targets.findLast(({ type, labels }) =>
      label === null ? type === 'loop' || (isBreak && type === 'switch') : labels.includes(label),
    )
    if (target === undefined) return
    if (isBreak) target.broken &&= awaited
    else target.continued &&= awaited
  }
}

function isTrue(test: Node): boolean {
  return test.type === 'Literal' && 'value' in test && test.value === true
}
