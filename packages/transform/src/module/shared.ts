/** Whether somebody else may have a promise, and wait for it too: then it says nothing of what the response waits for. */
import type { Node } from 'oxc-parser'
import type { ScopeIndex, Variable } from '../source/scope.ts'
import { bare } from './conditions.ts'
import { propertyName } from './syntax.ts'

/** The methods of promises, which give promises. */
export const CHAINS = /^(then|catch|finally)$/

/** Variables named by variables: nobody writes more, and some go in circles. */
const MOST_STEPS = 10

/** Only what a call gives, and a variable of that which is read once, is had by nobody else. */
export function isShared(expression: Node, scope: ScopeIndex, left = MOST_STEPS): boolean {
  if (left === 0) return true
  const node = bare(expression)
  const isPartShared = (part: Node) => isShared(part, scope, left - 1)
  switch (node.type) {
    case 'CallExpression': {
      const object = objectOfChain(node)
      return object !== null && isPartShared(object)
    }
    case 'ImportExpression':
    case 'NewExpression':
      return false
    case 'ArrayExpression':
      return node.elements.some((element) => element !== null && isPartShared(element))
    case 'ConditionalExpression':
      return isPartShared(node.consequent) || isPartShared(node.alternate)
    case 'Identifier': {
      const value = scope.variableOf(node)
      const init = value && initOf(value)
      return !init || isPartShared(init)
    }
    default:
      return true
  }
}

/** `work()` of `work().then(…)`; `null` for other calls. */
export function objectOfChain({ callee }: Node & { readonly type: 'CallExpression' }): Node | null {
  const member = bare(callee)
  return member.type === 'MemberExpression' && CHAINS.test(propertyName(member) ?? '')
    ? member.object
    : null
}

/** What a variable of a function is set to, where one reader waits for that and nobody else may. */
function initOf({ definitions, references, block }: Variable): Node | null {
  const node = definitions[0]?.node
  if (definitions.length !== 1 || block.type === 'Program') return null
  if (node?.type !== 'VariableDeclarator' || node.id.type !== 'Identifier') return null
  const reads = references.filter((one) => one.isValue && one.isRead && !isLeft(one.identifier))
  const isOnce = references.every((one) => one.isInit || !one.isWrite) && reads.length === 1
  return isOnce ? node.init : null
}

/** Whether nobody has what an expression gives: `promise.catch(log)` as a statement, `void promise`. */
function isLeft(expression: Node): boolean {
  const parent = expression.parent as Node
  switch (parent.type) {
    case 'ExpressionStatement':
      return true
    case 'UnaryExpression':
      return parent.operator === 'void' && isLeft(parent)
    case 'MemberExpression': {
      const call = parent.parent as Node
      const isChain = parent.object === expression && CHAINS.test(propertyName(parent) ?? '')
      return isChain && call.type === 'CallExpression' && call.callee === parent && isLeft(call)
    }
    default:
      return false
  }
}
