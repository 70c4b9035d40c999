/**
 * What has to be missing or there for a call to run: `store ?? call()`, `if (!store) call()`, a
 * default, a return before it where the value is there.
 */
import type { Node } from 'oxc-parser'
import type { ScopeIndex } from '../source/scope.ts'
import { walk } from '../source/walk.ts'
import { type ApiTable, isAfter, isRequestApi } from './apis.ts'
import type { ValueResolver } from './bindings.ts'
import { bare, type Claim, listExits, type Outcome, outcomeFor } from './conditions.ts'
import { isBrowsers } from './environment.ts'
import { type FoundFunctions, isCallable } from './functions.ts'
import type { CallRecord, ParameterPath } from './summary.ts'
import { keyText, propertyName } from './syntax.ts'
import { asImport, type Value } from './value.ts'

export type Guards = Pick<CallRecord, 'runsWith' | 'runsWithout' | 'dependsOn' | 'isUnreachable'>

/** Of a call, given the nodes from its parent up to its function. */
export type GuardFinder = (call: Node, chain: readonly Node[]) => Guards

export interface CreateGuardFinderInput {
  readonly scope: ScopeIndex
  readonly functions: FoundFunctions
  readonly resolver: ValueResolver
  readonly apis: ApiTable
}

/** Of a rest parameter, `index` is where it begins. */
type Located = ParameterPath & { readonly isRest?: true }

export function createGuardFinder({
  scope,
  functions,
  resolver,
  apis,
}: CreateGuardFinderInput): GuardFinder {
  // A list of statements is looked at once, not at each call in it.
  const exits = new WeakMap<Node, ReturnType<typeof listExits>>()

  return function findGuards(call, chain) {
    const runsWith: ParameterPath[] = []
    const runsWithout: ParameterPath[] = []
    const dependsOn: ParameterPath[] = []
    let isUnreachable = false
    chain.forEach((parent, index) => {
      const child = chain[index - 1] ?? call
      if (parent.type === 'AssignmentPattern' && parent.right === child) {
        const path = locateDefault(parent, chain.slice(index + 1))
        if (path) runsWithout.push(path)
      }
      // `try { after(task) } catch { task() }` is for code outside requests: in one, it does not throw.
      if (
        parent.type === 'TryStatement' &&
        parent.handler === child &&
        onlySchedules(parent.block)
      ) {
        isUnreachable = true
      }
      for (const { claims, others } of [outcomeFor(parent, child), ...exitsBefore(parent, child)]) {
        for (const node of others) dependsOn.push(...mentionedIn(node))
        for (const claim of claims) {
          const path = locate(claim.node)
          if (path) (claim.type === 'present' ? runsWith : runsWithout).push(path)
          else if (contradicts(resolver.resolve(claim.node), claim)) isUnreachable = true
          else dependsOn.push(...mentionedIn(claim.node))
        }
      }
    })
    return { runsWith, runsWithout, dependsOn, isUnreachable }
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

  /** The parameters that an expression mentions. */
  function mentionedIn(expression: Node): ParameterPath[] {
    const found: ParameterPath[] = []
    walk(expression, {
      enter(node) {
        const isRead = node.type === 'Identifier' || node.type === 'MemberExpression'
        const path = isRead ? locate(node) : null
        if (path) found.push(path)
        // Of `options.kind`, only `options.kind` is mentioned.
        return path === null ? undefined : false
      },
    })
    return found
  }

  function exitsBefore(parent: Node, child: Node): Outcome[] {
    const known = exits.get(parent) ?? listExits(parent)
    exits.set(parent, known)
    return known.filter(({ end }) => end <= child.start)
  }

  /** The parameter, or property of one, that an expression reads. */
  function locate(expression: Node): Located | null {
    const node = bare(expression)
    if (node.type === 'MemberExpression') {
      const object = locate(node.object)
      const name = propertyName(node) ?? indexText(node)
      return object && name !== null ? memberOf(object, name) : object
    }
    if (node.type !== 'Identifier') return null
    const variable = scope.variableOf(node)
    const definition = variable?.defs[0]
    if (variable && definition?.type === 'Parameter') {
      const owner = definition.node as unknown as Node
      const [start, end] = variable.identifiers[0]?.range ?? [0, 0]
      return locateInParameters(owner, { start, end })
    }
    return locateValue(resolver.resolve(node))
  }

  function locateInParameters(
    owner: Node,
    name: { readonly start: number; readonly end: number },
  ): Located | null {
    const number = functions.indexOf.get(owner)
    if (number === undefined || !isCallable(owner)) return null
    const index = owner.params.findIndex(({ start, end }) => start <= name.start && name.end <= end)
    const pattern = owner.params[index] as Node | undefined
    if (pattern === undefined) return null
    const rest = pattern.type === 'RestElement' ? ({ isRest: true } as const) : {}
    return { function: number, index, path: pathTo(pattern, name), ...rest }
  }

  /** What is missing when a default is used: of a parameter, or of a pattern that takes one apart. */
  function locateDefault(pattern: Node, parents: readonly Node[]): Located | null {
    const owner = parents.at(-1)
    const declarator = parents.find((node) => node.type === 'VariableDeclarator')
    if (declarator?.type === 'VariableDeclarator' && declarator.init) {
      const whole = locate(declarator.init)
      return whole && pathTo(declarator.id, pattern).reduce(memberOf, whole)
    }
    return owner ? locateInParameters(owner, pattern) : null
  }

  /** Whether a value is there for sure, so that what stands in for it never runs; or is missing for sure. */
  function contradicts(value: Value, { type, isNullish }: Claim): boolean {
    if (type === 'present') return isMissing(value)
    switch (value.type) {
      case 'function':
      case 'instance':
        return true
      case 'literal':
        if (/^(string|number|bigint|boolean)$/.test(value.kind)) {
          return isNullish || value.isTruthy === true
        }
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

/** Whether a value is known to be missing, on a server. */
function isMissing(value: Value): boolean {
  if (value.type === 'global') return isBrowsers(value.name)
  if (value.type !== 'literal') return false
  return value.isTruthy === false || /^(null|undefined)$/.test(value.kind)
}

function locateValue(value: Value): Located | null {
  if (value.type === 'parameter') return { function: value.function, index: value.index, path: [] }
  const object = value.type === 'member' ? locateValue(value.object) : null
  return object && value.type === 'member' ? memberOf(object, value.name) : null
}

function memberOf({ isRest, ...located }: Located, name: string): Located {
  if (!isRest) return { ...located, path: [...located.path, name] }
  return { ...located, index: located.index + (/^\d+$/.test(name) ? Number(name) : 0) }
}

/** `0` of `rest[0]` */
function indexText(node: Node & { readonly type: 'MemberExpression' }): string | null {
  const { property } = node
  const isNumber = property.type === 'Literal' && typeof property.value === 'number'
  return isNumber ? String(property.value) : null
}

/** The properties on the way from a pattern to a part of it, as far as the text names them. */
function pathTo(
  pattern: Node,
  part: { readonly start: number; readonly end: number },
): readonly string[] {
  const isInside = (node: Node) => node.start <= part.start && part.end <= node.end
  if (pattern.type === 'AssignmentPattern') return pathTo(pattern.left, part)
  if (pattern.type !== 'ObjectPattern') return []
  for (const property of pattern.properties) {
    if (property.type !== 'Property' || !isInside(property.value)) continue
    const key = property.computed ? null : keyText(property.key)
    return key === null ? [] : [key, ...pathTo(property.value, part)]
  }
  return []
}
