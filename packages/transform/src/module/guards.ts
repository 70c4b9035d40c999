/**
 * What has to be missing or there for a call to run: `store ?? call()`, `if (!store) call()`, a
 * default, a return before it where the value is there.
 */
import type { Node } from 'oxc-parser'
import type { ScopeIndex } from '../source/scope.ts'
import { type ApiTable, isAfter, isRequestApi } from './apis.ts'
import type { ValueResolver } from './bindings.ts'
import { bare, type Claim } from './conditions.ts'
import { isBrowsers } from './environment.ts'
import type { FoundFunctions } from './functions.ts'
import { constantOf } from './literals.ts'
import { createParameterFinder } from './parameters.ts'
import type { Condition, ParameterPath } from './summary.ts'
import { asImport, type Constant, type Value } from './value.ts'

/** A node around calls, with the part of it that they stand in. */
export interface Surrounding {
  readonly node: Node
  readonly child: Node
  /** What the node says of expressions when the child runs. */
  readonly claims: readonly Claim[]
}

/** What has to hold for the child to run, as far as the node decides that. */
export type GuardFinder = (surrounding: Surrounding) => readonly Condition[]

export interface CreateGuardFinderInput {
  readonly scope: ScopeIndex
  readonly functions: FoundFunctions
  readonly resolver: ValueResolver
  readonly apis: ApiTable
}

type Equality = Claim & { readonly type: 'equal' }

export const NEVER: Condition = { type: 'never' }

export function createGuardFinder(input: CreateGuardFinderInput): GuardFinder {
  const { resolver, apis } = input
  const { locate, locateDefault, findTaken, mentionedIn, mentionsOthers } =
    createParameterFinder(input)

  return function findGuards({ node, child, claims }) {
    if (node.type === 'AssignmentPattern' && node.right === child) {
      const path = locateDefault(node)
      return path ? [{ type: 'missing', path, as: 'undefined' }] : guardDefault(node)
    }
    // `try { after(task) } catch { task() }` is for code outside requests: in one, it does not throw.
    const isFallback =
      node.type === 'TryStatement' && node.handler === child && onlySchedules(node.block)
    return isFallback ? [NEVER] : claims.flatMap(toConditions)
  }

  /** A default in a pattern that takes apart what is no parameter's: `const { user = read() } = await load()`. */
  function guardDefault(pattern: Node): readonly Condition[] {
    const value = findTaken(pattern)
    if (value === null) return []
    const claim = { type: 'missing', node: pattern, as: 'undefined' } as const
    if (contradicts(value, claim)) return [NEVER]
    return [{ type: 'constant', value, is: testOf(claim) }]
  }

  function toConditions(claim: Claim): readonly Condition[] {
    switch (claim.type) {
      case 'any': {
        const lists = claim.of.map((claims) => claims.flatMap(toConditions))
        const possible = lists.filter((list) => !list.includes(NEVER))
        const [only] = possible
        if (only === undefined) return [NEVER]
        if (possible.length === 1) return only
        // Where one of them asks for nothing, nothing has to hold.
        return possible.some((list) => list.length === 0) ? [] : [{ type: 'any', of: possible }]
      }
      case 'asked':
        return asked(claim.node)
      case 'equal':
        return toComparison(claim)
      default: {
        const path = locate(claim.node)
        if (path === null) {
          const given =
            claim.type === 'missing' && claim.as === 'nullish' && locateAsked(claim.node)
          if (given) return [{ type: 'missing', path: given, as: 'nullish' }]
          const value = resolver.resolve(claim.node)
          if (contradicts(value, claim)) return [NEVER]
          const known = { type: 'constant', value, is: testOf(claim) } as const
          if (isElsewhere(value)) return [known]
          return [...(isReturned(value) ? [known] : []), ...asked(claim.node)]
        }
        return [{ ...testOf(claim), path }]
      }
    }
  }

  /** What `request` is of `request?.headers.get('host')`: what it says where it is there is not known. */
  function locateAsked(expression: Node): ParameterPath | null {
    const node = bare(expression)
    const callee = node.type === 'CallExpression' ? bare(node.callee) : null
    return callee?.type === 'MemberExpression' ? locate(callee.object) : null
  }

  function asked(...nodes: readonly Node[]): readonly Condition[] {
    const paths = nodes.flatMap(mentionedIn)
    return paths.length > 0 ? [{ type: 'asked', paths, isMixed: nodes.some(mentionsOthers) }] : []
  }

  function toComparison(claim: Equality): readonly Condition[] {
    const { node, constants } = readConstants(claim)
    const own = constantsOf([node])?.[0]
    const path = locate(node)
    const { holds } = claim
    if (constants && path) return [{ type: 'equal', path, constants, holds }]
    if (constants && own !== undefined) return constants.includes(own) === holds ? [] : [NEVER]
    const value = resolver.resolve(node)
    if (constants && isElsewhere(value)) {
      return [{ type: 'constant', value, is: { type: 'equal', constants, holds } }]
    }
    return compareElsewhere(claim) ?? asked(claim.node, ...claim.others)
  }

  /** `where === Where.Route`, on either side, with an enum of another module. */
  function compareElsewhere({ node, others, holds }: Equality): readonly Condition[] | null {
    const sides = [[node, others] as const, ...others.map((other) => [other, [node]] as const)]
    for (const [subject, compared] of sides) {
      const path = locate(subject)
      const values = compared.map(resolver.resolve)
      const isKnown = values.every((value) => isElsewhere(value) || constantOf(value)?.constant)
      if (path && isKnown) return [{ type: 'equal', path, constants: [], values, holds }]
    }
    return null
  }

  /** What is compared, and with which constants; they may stand on either side: `'route' === where`. */
  function readConstants({ node, others }: Equality): {
    readonly node: Node
    readonly constants: readonly Constant[] | null
  } {
    const constants = constantsOf(others)
    const own = constants === null ? constantsOf([node]) : null
    const [other] = others
    return own && other ? { node: other, constants: own } : { node, constants }
  }

  function constantsOf(nodes: readonly Node[]): Constant[] | null {
    const found = nodes.flatMap((node) => constantOf(resolver.resolve(node))?.constant ?? [])
    return found.length === nodes.length ? found : null
  }

  function onlySchedules({ body }: Node & { readonly type: 'BlockStatement' }): boolean {
    return body.length > 0 && body.every(schedules)
  }

  /** Whether a statement is a call of `after`, or gets hold of it: `const { after } = await import(…)`. */
  function schedules(statement: Node): boolean {
    if (statement.type === 'VariableDeclaration') {
      return statement.declarations.every(
        ({ init }) => init && bare(init).type === 'ImportExpression',
      )
    }
    if (statement.type !== 'ExpressionStatement') return false
    const call = bare(statement.expression)
    const origin = call.type === 'CallExpression' && asImport(resolver.resolve(call.callee))
    return origin ? isAfter(apis.find(origin.source, origin.name)) : false
  }

  /** Whether a value is there for sure, so that what stands in for it never runs. */
  function contradicts(
    value: Value,
    claim: Claim & { readonly type: 'present' | 'missing' },
  ): boolean {
    if (claim.type === 'present') return isNever(value)
    const isNullish = claim.as !== 'falsy'
    switch (value.type) {
      case 'function':
      case 'instance':
        return true
      case 'literal':
        if (!isNullish && value.value !== undefined) return Boolean(value.value)
        if (/^(string|number|bigint|boolean)$/.test(value.kind)) return isNullish
        return value.kind !== 'null' && value.kind !== 'undefined'
      case 'result': {
        const origin = asImport(value.of)
        return origin !== null && isRequestApi(apis.find(origin.source, origin.name))
      }
      default:
        return false
    }
  }
}

function testOf(claim: Claim & { readonly type: 'present' | 'missing' }) {
  return claim.type === 'present'
    ? ({ type: 'present' } as const)
    : ({ type: 'missing', as: claim.as } as const)
}

/** Whether a value is an import, or a member of one or of a class, which may be a constant. */
function isElsewhere(value: Value): boolean {
  if (value.type === 'member') return value.object.type === 'class' || isElsewhere(value.object)
  return value.type === 'import' && value.name !== '*'
}

/** Whether a value is a part of what a function gives, which may be a constant: `(await load()).user`. */
function isReturned(value: Value): boolean {
  return value.type === 'member' && (value.object.type === 'result' || isReturned(value.object))
}

/** Whether a value is never there on a server: a falsy constant, a browser's global. */
function isNever(value: Value): boolean {
  if (value.type === 'global') return isBrowsers(value.name)
  const known = constantOf(value)
  return known !== null && !known.constant
}
