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

/** `parents` runs from the root to the call's own parent. */
export function describeFate(call: Node, parents: readonly Node[], scope: ScopeIndex): Fate {
  const methods: string[] = []
  const fate = (type: Fate['type'], statement: DroppingStatement | null = null): Fate => ({
    type,
    methods,
    statement,
  })
  let node = call
  for (let depth = parents.length - 1; depth >= 0; depth -= 1) {
    const parent = parents[depth] as Node
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
        const outer = calledBy(parents, depth)
        const name = parent.object === node && outer !== null ? propertyName(parent) : null
        if (name === null || outer === null) return fate('kept')
        methods.push(name)
        depth = outer
        break
      }
      case 'SequenceExpression':
        if (parent.expressions.at(-1) !== node) return fate('dropped')
        break
      case 'UnaryExpression':
        return parent.operator === 'void'
          ? fate('dropped', describeStatement(parent, parents.slice(0, depth)))
          : fate('kept')
      case 'AwaitExpression':
        return fate('awaited', describeStatement(parent, parents.slice(0, depth)))
      case 'ExpressionStatement':
        return fate('dropped', describeStatement(node, parents.slice(0, depth + 1)))
      case 'ReturnStatement':
        return fate('returned')
      case 'ArrowFunctionExpression':
        return fate(parent.body === node ? 'returned' : 'kept')
      case 'AssignmentExpression':
        return fate(parent.right === node ? 'stored' : 'kept')
      case 'VariableDeclarator':
        return fate(isForgotten(parent, parents[depth - 1], scope) ? 'dropped' : 'kept')
      default:
        return fate('kept')
    }
    node = parents[depth] as Node
  }
  return fate('kept')
}

/** The depth of the call that a member expression is the callee of: `work().then` of `work().then(log)`. */
function calledBy(parents: readonly Node[], depth: number): number | null {
  let callee = parents[depth] as Node
  for (let outer = depth - 1; outer >= 0; outer -= 1) {
    const parent = parents[outer] as Node
    if (parent.type === 'CallExpression') return parent.callee === callee ? outer : null
    if (!/^(ChainExpression|TSNonNullExpression)$/.test(parent.type)) return null
    callee = parent
  }
  return null
}

function describeStatement(expression: Node, parents: readonly Node[]): DroppingStatement | null {
  const parent = parents.at(-1)
  const isVoid = expression.type === 'UnaryExpression' && expression.operator === 'void'
  const { start } = expression
  if (parent?.type === 'ExpressionStatement') {
    // In parentheses there is no place for a keyword.
    if (parent.start !== start) return null
    return { type: 'statement', start, isVoid, isLast: isLast(parent, parents.slice(0, -1)) }
  }
  return parent?.type === 'ArrowFunctionExpression' && parent.body === expression
    ? { type: 'body', start, isVoid, isLast: true }
    : null
}

/** Whether nothing of its function runs behind a statement: the end of the body, and of an `if` that ends it. */
function isLast(statement: Node, parents: readonly Node[]): boolean {
  const parent = parents.at(-1)
  const outer = parents.slice(0, -1)
  switch (parent?.type) {
    case 'BlockStatement':
      if (parent.body.at(-1) !== statement) return false
      return isCallable(outer.at(-1) as Node) || isLast(parent, outer)
    case 'IfStatement':
      return isLast(parent, outer)
    default:
      return false
  }
}

/** Whether a variable is never read, or what it takes from the value is all that is left of it. */
function isForgotten(
  { id }: Node & { readonly type: 'VariableDeclarator' },
  declaration: Node | undefined,
  scope: ScopeIndex,
): boolean {
  // What is declared with `using` is read where its block ends.
  if (declaration?.type !== 'VariableDeclaration' || /using/.test(declaration.kind)) return false
  if (id.type !== 'Identifier') return true
  return scope.variableOf(id)?.references.every((reference) => !reference.isRead()) ?? false
}
