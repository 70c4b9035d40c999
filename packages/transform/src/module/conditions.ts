/** What the conditions around code say about values that are there or missing when it runs. */
import type { Node } from 'oxc-parser'

/** An expression that has a value when something runs, or has none. */
export interface Claim {
  readonly type: 'present' | 'missing'
  readonly node: Node
  /** Whether what is missing is known to be `null` or `undefined`, and not merely falsy. */
  readonly isNullish: boolean
}

/** What a condition's outcome says: of values, and of what it compares or asks in ways that are not followed. */
export interface Outcome {
  readonly claims: readonly Claim[]
  readonly others: readonly Node[]
}

const NOTHING: Outcome = { claims: [], others: [] }

/** What holds when `child` of a node runs, as far as the node alone decides that. */
export function outcomeFor(node: Node, child: Node): Outcome {
  switch (node.type) {
    case 'LogicalExpression':
      if (node.right !== child) return NOTHING
      return node.operator === '??'
        ? missing(node.left, true)
        : outcomeWhen(node.left, node.operator === '&&')
    case 'AssignmentExpression':
      if (node.right !== child || !/^(\?\?|\|\|)=$/.test(node.operator)) return NOTHING
      return missing(node.left, node.operator === '??=')
    case 'IfStatement':
    case 'ConditionalExpression':
      if (node.test === child) return NOTHING
      return outcomeWhen(node.test, node.consequent === child)
    case 'SwitchStatement':
      return node.discriminant === child ? NOTHING : { claims: [], others: [node.discriminant] }
    default:
      return NOTHING
  }
}

/** The statements of a list that may leave it, and what holds behind each. */
export function listExits(node: Node): (Outcome & { readonly end: number })[] {
  return listStatements(node).flatMap((statement) => {
    if (statement.type !== 'IfStatement') return []
    const { test, consequent, alternate, end } = statement
    return [
      ...(exits(consequent) ? [{ end, ...outcomeWhen(test, false) }] : []),
      ...(alternate && exits(alternate) ? [{ end, ...outcomeWhen(test, true) }] : []),
    ]
  })
}

/** Whether a node decides if its `child` runs: a test, a loop, a `catch`, a statement before it that may leave. */
export function decides(node: Node, child: Node): boolean {
  switch (node.type) {
    case 'LogicalExpression':
      return node.right === child
    case 'AssignmentExpression':
      return node.right === child && /^(\?\?|\|\||&&)=$/.test(node.operator)
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'WhileStatement':
      return node.test !== child
    case 'ForStatement':
      return node.init !== child && node.test !== child
    case 'ForInStatement':
    case 'ForOfStatement':
      return node.right !== child
    case 'CatchClause':
    case 'SwitchCase':
    case 'AssignmentPattern':
      return true
    default:
      return listStatements(node).some(
        (statement) => statement.end <= child.start && mayExit(statement),
      )
  }
}

/** Whether a statement may leave the list it stands in; what it has in functions is not looked at. */
function mayExit(statement: Node): boolean {
  switch (statement.type) {
    case 'IfStatement':
      return (
        mayExit(statement.consequent) ||
        (statement.alternate !== null && mayExit(statement.alternate))
      )
    case 'BlockStatement':
      return statement.body.some(mayExit)
    case 'TryStatement':
      return (
        mayExit(statement.block) || (statement.handler ? mayExit(statement.handler.body) : false)
      )
    case 'SwitchStatement':
      return statement.cases.some(({ consequent }) => consequent.some(mayExit))
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
      return mayExit(statement.body)
    default:
      return exits(statement)
  }
}

/** The statements of a block, or of a `case`. */
export function listStatements(node: Node): readonly Node[] {
  switch (node.type) {
    case 'BlockStatement':
    case 'StaticBlock':
      return node.body
    case 'SwitchCase':
      return node.consequent
    default:
      return []
  }
}

/** Whether nothing behind a statement runs after it. */
export function exits(statement: Node): boolean {
  switch (statement.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'ContinueStatement':
    case 'BreakStatement':
      return true
    case 'BlockStatement':
      return statement.body.some(exits)
    case 'IfStatement':
      return (
        exits(statement.consequent) && statement.alternate !== null && exits(statement.alternate)
      )
    default:
      return false
  }
}

/** What holds whenever a condition comes out as `outcome`: `!store`, `store === undefined`, `a || !store`. */
function outcomeWhen(test: Node, outcome: boolean): Outcome {
  const node = bare(test)
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    return outcomeWhen(node.argument, !outcome)
  }
  if (node.type === 'LogicalExpression' && node.operator !== '??') {
    if (outcome !== (node.operator === '&&')) return { claims: [], others: [node] }
    const sides = [outcomeWhen(node.left, outcome), outcomeWhen(node.right, outcome)]
    return {
      claims: sides.flatMap(({ claims }) => claims),
      others: sides.flatMap(({ others }) => others),
    }
  }
  if (node.type === 'BinaryExpression') {
    const subject = subjectOfEquality(node)
    if (subject === null) return { claims: [], others: [node] }
    return outcome === node.operator.startsWith('=') ? missing(subject, true) : present(subject)
  }
  return outcome ? present(node) : missing(node, false)
}

function present(node: Node): Outcome {
  return { claims: [{ type: 'present', node, isNullish: false }], others: [] }
}

function missing(node: Node, isNullish: boolean): Outcome {
  return { claims: [{ type: 'missing', node, isNullish }], others: [] }
}

/** `store` of `store === undefined`, `null != store` and `typeof store === 'undefined'`. */
function subjectOfEquality({
  operator,
  left,
  right,
}: Node & { readonly type: 'BinaryExpression' }): Node | null {
  if (!/^[!=]==?$/.test(operator)) return null
  for (const [subject, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (isNothing(other)) return subject
    const isTypeof = subject.type === 'UnaryExpression' && subject.operator === 'typeof'
    const isName = other.type === 'Literal' && other.value === 'undefined'
    if (isTypeof && isName) return subject.argument
  }
  return null
}

function isNothing(node: Node): boolean {
  return (
    (node.type === 'Identifier' && node.name === 'undefined') ||
    (node.type === 'UnaryExpression' && node.operator === 'void') ||
    (node.type === 'Literal' && !('regex' in node) && node.value === null)
  )
}

/** An expression without what leaves its value there or missing: types, optional chains, `await`. */
export function bare(node: Node): Node {
  switch (node.type) {
    case 'AwaitExpression':
      return bare(node.argument)
    case 'ChainExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
      return bare(node.expression)
    default:
      return node
  }
}
