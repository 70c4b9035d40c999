/** Which statements leave the list they stand in, so that those behind them do not run. */
import type { Node } from 'oxc-parser'

export type SwitchNode = Node & { readonly type: 'SwitchStatement' }

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

/** Whether a statement may leave the list it stands in; what it has in functions is not looked at. */
export function mayExit(statement: Node): boolean {
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

/** Whether the cases of a `switch`, from the first on, leave more than the `switch`. */
export function leaves(cases: SwitchNode['cases']): boolean {
  const last = cases.flatMap(({ consequent }) => consequent).find(exits)
  return last !== undefined && !endsWithBreak(last)
}

function endsWithBreak(statement: Node): boolean {
  switch (statement.type) {
    case 'BreakStatement':
      return true
    case 'BlockStatement':
      return statement.body.some(endsWithBreak)
    case 'IfStatement':
      return (
        endsWithBreak(statement.consequent) ||
        (statement.alternate !== null && endsWithBreak(statement.alternate))
      )
    default:
      return false
  }
}
