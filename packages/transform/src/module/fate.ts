/** What becomes of the value a call gives: awaited, returned, dropped, or kept for later. */
import type { Node } from 'oxc-parser'
import type { ScopeIndex } from '../source/scope.ts'
import { isCallable } from './functions.ts'
import { propertyName } from './syntax.ts'

export interface Fate {
  /** `dropped`: nothing of the program has it any more; `stored`: something it is assigned to has; `kept`: something may. */
  readonly type: 'awaited' | 'returned' | 'dropped' | 'stored' | 'kept'
  /** The methods called on it, and on what they give: `then`, `catch` of `work().then(log).catch(log)`. */
  readonly methods: readonly string[]
  /** Where the value, or what awaiting it gave, is dropped; `null` if it is not, or not by a statement. */
  readonly statement: DroppingStatement | null
}

/** A statement, or an arrow function's body, that is an expression nobody has the value of. */
export interface DroppingStatement {
  readonly type: 'statement' | 'body'
  /** Of the expression, and of `void` where it begins with it. */
  readonly start: number
  readonly isVoid: boolean
  /** Whether nothing of the function runs behind it. */
  readonly isLast: boolean
}

export function describeFate(call: Node, scope: ScopeIndex): Fate {
  const methods: string[] = []
  const fate = (type: Fate['type'], statement: DroppingStatement | null = null): Fate => ({
    type,
    methods,
    statement,
  })
  let node = call
  while (node.parent) {
    const { parent } = node
    let outer: Node = parent
    switch (parent.type) {
      case 'ChainExpression':
      case 'LogicalExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
        break
      case 'ConditionalExpression':
        if (parent.test === node) return fate('kept')
        break
      case 'MemberExpression': {
        const called = callOf(parent)
        const name = parent.object === node && called !== null ? propertyName(parent) : null
        if (name === null || called === null) return fate('kept')
        methods.push(name)
        outer = called
        break
      }
      case 'SequenceExpression':
        if (parent.expressions.at(-1) !== node) return fate('dropped')
        break
      case 'UnaryExpression':
        return parent.operator === 'void'
          ? fate('dropped', describeStatement(parent))
          : fate('kept')
      case 'AwaitExpression':
        return fate('awaited', describeStatement(parent))
      case 'ExpressionStatement':
        return fate('dropped', describeStatement(node))
      case 'ReturnStatement':
        return fate('returned')
      case 'ArrowFunctionExpression':
        return fate(parent.body === node ? 'returned' : 'kept')
      case 'AssignmentExpression':
        return fate(parent.right === node ? 'stored' : 'kept')
      case 'VariableDeclarator':
        return fate(isForgotten(parent, scope) ? 'dropped' : 'kept')
      default:
        return fate('kept')
    }
    node = outer
  }
  return fate('kept')
}

/** The call that an expression is the callee of: `work().then(log)` of `work().then`. */
function callOf(callee: Node): Node | null {
  const { parent } = callee
  switch (parent?.type) {
    case 'CallExpression':
      return parent.callee === callee ? parent : null
    case 'ChainExpression':
    case 'TSNonNullExpression':
      return callOf(parent)
    default:
      return null
  }
}

function describeStatement(expression: Node): DroppingStatement | null {
  const { parent, start } = expression
  const isVoid = expression.type === 'UnaryExpression' && expression.operator === 'void'
  if (parent?.type === 'ExpressionStatement') {
    // In parentheses there is no place for a keyword.
    if (parent.start !== start) return null
    return { type: 'statement', start, isVoid, isLast: isLast(parent) }
  }
  return parent?.type === 'ArrowFunctionExpression' && parent.body === expression
    ? { type: 'body', start, isVoid, isLast: true }
    : null
}

/** Whether nothing of its function runs behind a statement: the end of the body, and of an `if` that ends it. */
function isLast(statement: Node): boolean {
  const { parent } = statement
  switch (parent?.type) {
    case 'BlockStatement':
      if (parent.body.at(-1) !== statement) return false
      return (parent.parent && isCallable(parent.parent)) || isLast(parent)
    case 'IfStatement':
      return isLast(parent)
    default:
      return false
  }
}

/** Whether a variable is never read, or what it takes from the value is all that is left of it. */
function isForgotten(
  { id, parent: declaration }: Node & { readonly type: 'VariableDeclarator' },
  scope: ScopeIndex,
): boolean {
  // What is declared with `using` is read where its block ends.
  if (declaration?.type !== 'VariableDeclaration' || /using/.test(declaration.kind)) return false
  if (id.type !== 'Identifier') return true
  return scope.variableOf(id)?.references.every(({ isRead }) => !isRead) ?? false
}
