/** What a condition says about values that are missing. */
import type { Node } from 'oxc-parser'

/** An expression that has no value when something runs: no `null` or `undefined`, or nothing falsy either. */
export interface Absence {
  readonly node: Node
  /** Whether it is known to be `null` or `undefined`, and not merely falsy. */
  readonly isNullish: boolean
}

/** What is missing when `child` of a node runs. */
export function absencesOf(node: Node, child: Node): Absence[] {
  switch (node.type) {
    case 'LogicalExpression':
      if (node.right !== child) return []
      return node.operator === '??'
        ? [{ node: node.left, isNullish: true }]
        : absencesWhen(node.left, node.operator === '&&')
    case 'AssignmentExpression':
      if (node.right !== child || !/^(\?\?|\|\|)=$/.test(node.operator)) return []
      return [{ node: node.left, isNullish: node.operator === '??=' }]
    case 'IfStatement':
    case 'ConditionalExpression':
      if (node.test === child) return []
      return absencesWhen(node.test, node.consequent === child)
    default:
      return []
  }
}

/** The statements of a list that leave it where a value is there: what stands behind them runs without it. */
export function listExits(
  node: Node,
): { readonly end: number; readonly absences: readonly Absence[] }[] {
  return listStatements(node).flatMap((statement) => {
    if (statement.type !== 'IfStatement') return []
    const { test, consequent, alternate, end } = statement
    const absences = [
      ...(exits(consequent) ? absencesWhen(test, false) : []),
      ...(alternate && exits(alternate) ? absencesWhen(test, true) : []),
    ]
    return absences.length > 0 ? [{ end, absences }] : []
  })
}

/** The conditions that decide whether `child` of a node runs, and that say nothing of what is missing. */
export function conditionsOn(node: Node, child: Node): Node[] {
  switch (node.type) {
    case 'LogicalExpression':
      return node.right === child && absencesOf(node, child).length === 0 ? [node.left] : []
    case 'IfStatement':
    case 'ConditionalExpression':
      return node.test === child || absencesOf(node, child).length > 0 ? [] : [node.test]
    case 'SwitchStatement':
      return node.discriminant === child ? [] : [node.discriminant]
    default:
      return listStatements(node).flatMap((statement) => {
        if (statement.type !== 'IfStatement' || statement.end > child.start) return []
        const { test, consequent, alternate } = statement
        const onTrue = exits(consequent)
        const onFalse = alternate !== null && exits(alternate)
        const isKnown =
          (onTrue && absencesWhen(test, false).length > 0) ||
          (onFalse && absencesWhen(test, true).length > 0)
        return (onTrue || onFalse) && !isKnown ? [test] : []
      })
  }
}

/** Whether a node decides if its `child` runs: a test, a loop, a `catch`, a statement before it that may leave. */
export function decides(node: Node, child: Node): boolean {
  switch (node.type) {
    case 'LogicalExpression':
      return node.right === child
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

/** What is missing whenever a condition comes out as `outcome`: `!store`, `store === undefined`, `a || !store`. */
function absencesWhen(test: Node, outcome: boolean): Absence[] {
  const node = bare(test)
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    return absencesWhen(node.argument, !outcome)
  }
  if (node.type === 'LogicalExpression' && node.operator !== '??') {
    const decides = outcome === (node.operator === '&&')
    return decides
      ? [...absencesWhen(node.left, outcome), ...absencesWhen(node.right, outcome)]
      : []
  }
  if (node.type === 'BinaryExpression') {
    const subject = subjectOfEquality(node)
    return subject && outcome === node.operator.startsWith('=')
      ? [{ node: subject, isNullish: true }]
      : []
  }
  return outcome ? [] : [{ node, isNullish: false }]
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
