/** What the conditions around code say about values that are there or missing when it runs. */
import type { Node } from 'oxc-parser'
import type { ScopeIndex } from '../source/scope.ts'
import type { ValueResolver } from './bindings.ts'
import { exits, leaves, listStatements, mayExit, type SwitchNode } from './exits.ts'
import { constantOf } from './literals.ts'
import type { Missing } from './summary.ts'
import { writtenName } from './syntax.ts'

/** What is known of an expression when something runs. */
export type Claim =
  /** It has a value. */
  | { readonly type: 'present'; readonly node: Node }
  /** It has none. */
  | { readonly type: 'missing'; readonly node: Node; readonly as: Missing }
  /** It is one of others, or if that does not hold, none of them. */
  | {
      readonly type: 'equal'
      readonly node: Node
      readonly others: readonly Node[]
      readonly holds: boolean
    }
  /** It is compared or asked in a way that is not followed. */
  | { readonly type: 'asked'; readonly node: Node }
  /** One of several lists of claims holds. */
  | { readonly type: 'any'; readonly of: readonly (readonly Claim[])[] }

export interface ConditionReader {
  /** What holds when `child` of a node runs, as far as the node alone decides that. */
  claimsFor(node: Node, child: Node): readonly Claim[]
  /** What holds behind the statements of a list that may leave it before its `child`. */
  claimsBehind(list: Node, child: Node): readonly Claim[]
  /** Whether a node decides if its `child` runs: a test, a loop, a `catch`, a statement before it that may leave. */
  decides(node: Node, child: Node): boolean
}

/** Of a list of statements. */
interface Exits {
  /** Where the first statement ends that may leave the list. */
  readonly first: number
  /** The statements that something is known behind, with that. */
  readonly known: readonly { readonly end: number; readonly claims: readonly Claim[] }[]
}

/** How many variables stand between a condition and what it asks. */
const MOST_VARIABLES = 4

export interface CreateConditionReaderInput {
  readonly scope: ScopeIndex
  readonly resolver: ValueResolver
}

export function createConditionReader({
  scope,
  resolver,
}: CreateConditionReaderInput): ConditionReader {
  // A list of statements is looked at once, not at each call in it.
  const exitsOf = new WeakMap<Node, Exits>()
  return { claimsFor, claimsBehind, decides }

  function claimsBehind(list: Node, child: Node): readonly Claim[] {
    const { known } = findExits(list)
    return known.flatMap(({ end, claims }) => (end <= child.start ? claims : []))
  }

  function decides(node: Node, child: Node): boolean {
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
        return findExits(node).first <= child.start
    }
  }

  function claimsFor(node: Node, child: Node): readonly Claim[] {
    switch (node.type) {
      case 'LogicalExpression':
        if (node.right !== child) return []
        return node.operator === '??'
          ? missing(node.left, 'nullish')
          : claimsWhen(node.left, node.operator === '&&')
      case 'AssignmentExpression':
        if (node.right !== child || !/^(\?\?|\|\|)=$/.test(node.operator)) return []
        return missing(node.left, node.operator === '??=' ? 'nullish' : 'falsy')
      case 'IfStatement':
      case 'ConditionalExpression':
        return node.test === child ? [] : claimsWhen(node.test, node.consequent === child)
      case 'SwitchStatement':
        return node.discriminant === child ? [] : claimsOfCase(node, child)
      case 'WhileStatement':
        return node.test === child ? [] : claimsWhen(node.test, true)
      case 'ForInStatement':
      case 'ForOfStatement':
        return node.body === child && isEmptyList(node.right) ? [NOTHING] : []
      default:
        return []
    }
  }

  function findExits(list: Node): Exits {
    const made = exitsOf.get(list)
    if (made) return made
    const statements = listStatements(list)
    const known = statements.flatMap((statement) => {
      const claims = claimsPast(statement) ?? [NOTHING]
      return claims.length > 0 ? { end: statement.end, claims } : []
    })
    const first = statements.find(mayExit)?.end ?? Number.POSITIVE_INFINITY
    const found = { first, known }
    exitsOf.set(list, found)
    return found
  }

  /** What holds behind a statement; `null` where nothing behind it runs. */
  function claimsPast(statement: Node | null): readonly Claim[] | null {
    switch (statement?.type) {
      case 'IfStatement': {
        const { test, consequent, alternate } = statement
        const [first, second] = [claimsPast(consequent), claimsPast(alternate)]
        if (first === null && second === null) return null
        if (first?.length === 0 && second?.length === 0) return []
        const lists = [
          ...(first ? [[...claimsWhen(test, true), ...first]] : []),
          ...(second ? [[...claimsWhen(test, false), ...second]] : []),
        ]
        return lists.length === 1 ? (lists[0] ?? []) : [{ type: 'any', of: lists }]
      }
      case 'BlockStatement': {
        const lists = statement.body.map(claimsPast)
        return lists.includes(null) ? null : lists.flatMap((claims) => claims ?? [])
      }
      case 'SwitchStatement': {
        const { discriminant, cases } = statement
        const isLeft = cases.map((_, index) => leaves(cases.slice(index)))
        const among = isLeft.includes(true) && oneOf(discriminant, cases, (index) => isLeft[index])
        return among ? [{ ...among, holds: !among.holds }] : []
      }
      default:
        return statement && exits(statement) ? null : []
    }
  }

  /** What holds whenever a condition comes out as `outcome`: `!store`, `store === undefined`, `a || !store`. */
  function claimsWhen(test: Node, outcome: boolean): readonly Claim[] {
    const node = look(test)
    switch (node.type) {
      case 'UnaryExpression':
        return node.operator === '!' ? claimsWhen(node.argument, !outcome) : [asked(node)]
      case 'LogicalExpression': {
        const { left, right, operator } = node
        const sides = [claimsWhen(left, outcome), claimsWhen(right, outcome)]
        return outcome === (operator === '&&') ? sides.flat() : [{ type: 'any', of: sides }]
      }
      case 'ConditionalExpression':
        return [eitherBranch(node, (branch) => claimsWhen(branch, outcome))]
      case 'BinaryExpression':
        return compareValues(node, outcome)
      case 'CallExpression': {
        const [first] = node.arguments
        const isSame = writtenName(node.callee) === 'Boolean' && first !== undefined
        return isSame ? claimsWhen(first, outcome) : claimsOfValue(node, outcome)
      }
      default:
        return claimsOfValue(node, outcome)
    }
  }

  function claimsOfValue(node: Node, outcome: boolean): readonly Claim[] {
    return outcome ? [{ type: 'present', node }] : [{ type: 'missing', node, as: 'falsy' }]
  }

  function compareValues(
    node: Node & { readonly type: 'BinaryExpression' },
    outcome: boolean,
  ): readonly Claim[] {
    const { operator, left, right } = node
    const known = constantOf(resolver.resolve(node))
    if (known) return known.constant === outcome ? [] : [NOTHING]
    if (!/^[!=]==?$/.test(operator)) return [asked(node)]
    const holds = outcome === operator.startsWith('=')
    const equality = readNothing(node)
    const tested = holds ? null : readType(node)
    // What is of another type may be missing, and no more is proven of it.
    if (tested) return [{ type: 'missing', node: look(tested), as: 'undefined' }]
    if (equality === null) return [{ type: 'equal', node: left, others: [right], holds }]
    return holds ? missing(equality.node, equality.as) : claimsWhen(equality.node, true)
  }

  function missing(expression: Node, as: Missing): readonly Claim[] {
    const node = look(expression)
    if (as === 'falsy') return claimsWhen(node, false)
    if (node.type === 'ConditionalExpression') {
      return [eitherBranch(node, (branch) => missing(branch, as))]
    }
    if (node.type === 'LogicalExpression' && node.operator === '??') {
      return [...missing(node.left, 'nullish'), ...missing(node.right, as)]
    }
    if (node.type === 'LogicalExpression' && node.operator === '||') {
      return [...claimsWhen(node.left, false), ...missing(node.right, as)]
    }
    return [{ type: 'missing', node, as }]
  }

  function eitherBranch(
    { test, consequent, alternate }: Node & { readonly type: 'ConditionalExpression' },
    claimsOf: (branch: Node) => readonly Claim[],
  ): Claim {
    const first = [...claimsWhen(test, true), ...claimsOf(consequent)]
    return { type: 'any', of: [first, [...claimsWhen(test, false), ...claimsOf(alternate)]] }
  }

  /** A condition that a variable stands for: `const isRoute = where === 'route'`. */
  function look(expression: Node): Node {
    const node = bare(expression)
    let current = node
    for (let count = 0; count < MOST_VARIABLES && current.type === 'Identifier'; count += 1) {
      const init = scope.heldBy(current)
      if (init === null) break
      current = bare(init)
    }
    return CONDITIONS.test(current.type) || isQuestion(current) ? current : node
  }
}

/** A call that says whether something holds, by its name: `isRoute(where)`. */
function isQuestion(node: Node): boolean {
  if (node.type !== 'CallExpression') return false
  const name = writtenName(node.callee)
  return /(^|\.)(is|has|should|can|needs|includes|some|every|starts|ends|matches|test|Boolean)([A-Z]|$)/.test(
    name,
  )
}

/** What never holds: there is no way there. */
const NOTHING: Claim = { type: 'any', of: [] }

function isEmptyList(expression: Node): boolean {
  const node = bare(expression)
  return node.type === 'ArrayExpression' && node.elements.length === 0
}

const CONDITIONS = /^(Conditional|Logical|Binary|Unary)Expression$/

/** The expressions that claims are about. */
export function subjectsOf(claims: readonly Claim[]): Node[] {
  return claims.flatMap((claim) => {
    if (claim.type === 'any') return claim.of.flatMap(subjectsOf)
    return claim.type === 'equal' ? [claim.node, ...claim.others] : claim.node
  })
}

function asked(node: Node): Claim {
  return { type: 'asked', node }
}

/** What holds in a `case`: the value is its own, or that of one before it that goes on into it. */
function claimsOfCase({ discriminant, cases }: SwitchNode, child: Node): readonly Claim[] {
  const last = cases.findIndex(({ end }) => end === child.end)
  let first = last
  while (first > 0 && !cases[first - 1]?.consequent.some(exits)) first -= 1
  return [oneOf(discriminant, cases, (index) => first <= index && index <= last)]
}

/** That a `switch` begins at one of its cases; without a `default`, it may also begin at none. */
function oneOf(
  node: Node,
  cases: SwitchNode['cases'],
  concerns: (index: number) => boolean | undefined,
): Claim & { readonly type: 'equal' } {
  const isDefault = cases.some(({ test }, index) => test === null && concerns(index))
  const listed = cases.filter((_, index) => Boolean(concerns(index)) !== isDefault)
  const others = listed.flatMap(({ test }) => test ?? [])
  return { type: 'equal', node, others, holds: !isDefault }
}

/** `store` of `store === undefined`, `null != store` and `typeof store === 'undefined'`. */
function readNothing({
  operator,
  left,
  right,
}: Node & { readonly type: 'BinaryExpression' }): { node: Node; as: Missing } | null {
  const isStrict = operator.length === 3
  for (const [node, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const nothing = nameNothing(other)
    if (nothing) return { node, as: isStrict ? nothing : 'nullish' }
    const isTypeof = node.type === 'UnaryExpression' && node.operator === 'typeof'
    const isName = other.type === 'Literal' && other.value === 'undefined'
    if (isTypeof && isName) return { node: node.argument, as: 'undefined' }
  }
  return null
}

/** `value` of `typeof value === 'string'`. */
function readType({ left, right }: Node & { readonly type: 'BinaryExpression' }): Node | null {
  const [test, type] = left.type === 'Literal' ? [right, left] : [left, right]
  const isTest = test.type === 'UnaryExpression' && test.operator === 'typeof'
  const isKnown = type.type === 'Literal' && type.value !== 'undefined'
  return isTest && isKnown ? test.argument : null
}

function nameNothing(node: Node): 'undefined' | 'null' | null {
  if (node.type === 'Literal' && !('regex' in node) && node.value === null) return 'null'
  const isUndefined =
    (node.type === 'Identifier' && node.name === 'undefined') ||
    (node.type === 'UnaryExpression' && node.operator === 'void')
  return isUndefined ? 'undefined' : null
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
