/** What a function returns, and what `typeof` must have said of its parameters by then. */
import type { Node } from 'oxc-parser'
import type { ValueResolver } from './bindings.ts'
import { exits, listStatements } from './exits.ts'
import type { ReturnRecord, TypeTest } from './summary.ts'

/** `expression` is what is returned. */
export function describeReturn(
  expression: Node,
  statement: Node,
  resolver: ValueResolver,
): ReturnRecord {
  const tests: TypeTest[] = []
  let child = statement
  for (let { parent } = statement; parent && !/Function/.test(parent.type); parent = child.parent) {
    if (parent.type === 'IfStatement' && parent.test !== child) {
      tests.push(...readTest(parent.test, parent.consequent === child, resolver))
    }
    for (const before of listStatements(parent)) {
      if (before.end > child.start) break
      if (before.type !== 'IfStatement' || before.alternate || !exits(before.consequent)) continue
      tests.push(...readTest(before.test, false, resolver))
    }
    child = parent
  }
  return { value: resolver.resolve(expression), tests }
}

/** `typeof parameter === 'function'`, coming out as `outcome`. */
function readTest(test: Node, outcome: boolean, resolver: ValueResolver): TypeTest[] {
  if (test.type !== 'BinaryExpression' || !/^[!=]==?$/.test(test.operator)) return []
  const { left, right, operator } = test
  if (left.type !== 'UnaryExpression' || left.operator !== 'typeof') return []
  const parameter = resolver.resolve(left.argument)
  if (parameter.type !== 'parameter' || parameter.name === '') return []
  if (right.type !== 'Literal' || typeof right.value !== 'string') return []
  const { function: owner, index } = parameter
  return [
    { function: owner, index, type: right.value, holds: operator.startsWith('=') === outcome },
  ]
}
