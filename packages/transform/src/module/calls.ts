/** Lists, per function, the calls its own code makes, what it returns and the components it renders. */
import type { Node } from 'oxc-parser'
import type { LineIndex, Span } from '../source/position.ts'
import type { ScopeIndex } from '../source/scope.ts'
import { findToken } from '../source/trivia.ts'
import { walk } from '../source/walk.ts'
import { type Api, type ApiTable, isAfter } from './apis.ts'
import type { ValueResolver } from './bindings.ts'
import { createChoiceFinder } from './choices.ts'
import { describeFate } from './fate.ts'
import {
  type ActingNode,
  type FoundFunction,
  type FoundFunctions,
  opensFunction,
} from './functions.ts'
import { resolveProps } from './props.ts'
import { describeReturn } from './returns.ts'
import { isShared, objectOfChain } from './shared.ts'
import { locateStatement } from './statements.ts'
import type { CallRecord, ListedStatement, Place, RenderRecord, ReturnRecord } from './summary.ts'
import { createSurroundingsFinder } from './surroundings.ts'
import { requiredModule, writtenName } from './syntax.ts'
import { asImport, isInstant, type Value } from './value.ts'
import { findWaits, type WaitGroup } from './waits.ts'

const EFFECTS = /^(?:Await|Assignment|Call|Import|New|TaggedTemplate|Update|Yield)Expression$/

type CallNode = Node & { readonly type: 'CallExpression' | 'NewExpression' }

export interface FunctionUses {
  readonly calls: FoundCall[]
  readonly returns: ReturnRecord[]
  readonly renders: RenderRecord[]
  readonly awaits: number[]
  readonly pauses: number[]
  readonly waits: readonly (readonly Value[])[]
  readonly settlesBehind: readonly WaitGroup[]
}

export const NO_USES: FunctionUses = {
  calls: [],
  returns: [],
  renders: [],
  awaits: [],
  pauses: [],
  waits: [],
  settlesBehind: [],
}

/** A call with what only the syntax tree knows. */
export interface FoundCall {
  readonly node: CallNode
  readonly record: CallRecord
  /** What it takes to rewrite the call; `null` for all calls but those of `after`. */
  readonly site: CallText | null
}

/** How a call is written. */
export interface CallText {
  /** Whether its callee does something, so that it has to stay. */
  readonly calleeHasEffects: boolean
  /** Just behind the opening parenthesis. */
  readonly argumentsAt: number
  /** Where the call is a statement of its own, with room for another before it. */
  readonly statement: ListedStatement | null
}

export interface ListCallsInput {
  readonly code: string
  readonly scope: ScopeIndex
  readonly lines: LineIndex
  readonly functions: FoundFunctions
  readonly resolver: ValueResolver
  readonly apis: ApiTable
}

/** One entry a function, in the order of `functions.list`. */
export function listCalls(input: ListCallsInput): FunctionUses[] {
  const { code, scope, functions, resolver, lines } = input
  const found = functions.list.map(({ node }) => findWaits(node, describeWait))
  const uses = found.map(
    ({ waits, end }): FunctionUses => ({
      calls: [],
      returns: [],
      renders: [],
      awaits: [],
      pauses: [],
      waits,
      settlesBehind: end,
    }),
  )
  const describeSurroundings = createSurroundingsFinder(input)
  const findChoices = createChoiceFinder({ scope, resolver, describeSurroundings, placeOf })
  for (const owner of functions.list) {
    const use = uses[owner.index] as FunctionUses
    const { node } = owner
    if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement') {
      use.returns.push({ value: resolver.resolve(node.body), tests: [] })
    }
    for (const acting of owner.code) addUse(acting, owner, use)
  }
  return uses

  function addUse(node: ActingNode, owner: FoundFunction, use: FunctionUses): void {
    switch (node.type) {
      case 'ReturnStatement':
        if (node.argument) use.returns.push(describeReturn(node.argument, node, resolver))
        break
      case 'CallExpression':
      case 'NewExpression':
        use.calls.push(describeCall(node, owner))
        break
      case 'JSXOpeningElement':
        if (isComponent(node.name)) use.renders.push(describeRender(node, owner))
        break
      default:
        use.awaits.push(node.start)
        if (mayTakeTime(node)) use.pauses.push(node.start)
    }
  }

  /**
   * What awaiting an expression may have to wait for: several things in `Promise.all`. What is there,
   * and what others may have waited for too, is left out.
   */
  function describeWait(node: Node): readonly Value[] | null {
    const list = node.type === 'CallExpression' ? listJoined(node) : null
    const values = (list ?? [node])
      .filter((one) => one !== null && !isShared(one, scope))
      .map((one) => resolver.resolve(one as Node))
      .filter((value) => value.type !== 'unknown' && !isInstant(value, input.apis))
    return values.length === 0 ? null : values
  }

  function mayTakeTime(node: Node): boolean {
    if (node.type !== 'AwaitExpression') return true
    const { argument } = node
    const list = argument.type === 'CallExpression' ? listJoined(argument) : null
    return (list ?? [argument]).some(
      (one) => one !== null && !isInstant(resolver.resolve(one), input.apis),
    )
  }

  /** The list of `Promise.all([…])`. */
  function listJoined(
    call: Node & { readonly type: 'CallExpression' },
  ): readonly (Node | null)[] | null {
    const [list] = call.arguments
    if (list?.type !== 'ArrayExpression') return null
    const callee = resolver.resolve(call.callee)
    return callee.type === 'member' && /^all(Settled)?$/.test(callee.name) ? list.elements : null
  }

  function takesShared(call: CallNode): boolean {
    const taken = call.type === 'CallExpression' ? objectOfChain(call) : null
    const promise = taken ?? call.arguments[0]
    return promise !== undefined && isShared(promise, scope)
  }

  function placeOf(node: Span): Place {
    return { start: node.start, end: node.end, ...lines.positionOf(node.start) }
  }

  function describeRender(
    node: Node & { readonly type: 'JSXOpeningElement' },
    owner: FoundFunction,
  ): RenderRecord {
    const { conditions } = describeSurroundings(node, { owner: owner.node })
    return {
      component: resolver.resolve(node.name),
      props: resolveProps(node, resolver),
      conditions,
      place: placeOf(node.name),
    }
  }

  function describeCall(node: CallNode, owner: FoundFunction): FoundCall {
    const callee = unwrap(node.callee)
    const [first, last] = [node.arguments[0], node.arguments.at(-1)]
    const record: CallRecord = {
      callee: resolver.resolve(node.callee),
      name: writtenName(node.callee),
      place: placeOf(node),
      calleePlace: placeOf(callee),
      arguments: node.arguments.map((argument) => resolver.resolve(argument)),
      argumentPlace: first ? placeOf(unwrap(first)) : null,
      choices: first ? findChoices(first, owner.node) : [],
      lastArgument: last ? spanOf(unwrap(last)) : null,
      hasSpread: node.arguments.some((argument) => argument.type === 'SpreadElement'),
      isNew: node.type === 'NewExpression',
      waitsBefore: found[owner.index]?.before.get(node) ?? [],
      takesShared: takesShared(node),
      ...describeSurroundings(node, { owner: owner.node }),
      fate: describeFate(node, input.scope),
    }
    return {
      node,
      record,
      site: isAfter(apiOfCall(record, input.apis)) ? readText(node) : null,
    }
  }

  function readText(node: CallNode): CallText | null {
    const opening = findToken(code, '(', node.typeArguments?.end ?? node.callee.end)
    if (opening === -1 || opening >= node.end) return null
    return {
      calleeHasEffects: hasEffects(unwrap(node.callee), input.scope),
      argumentsAt: opening + 1,
      statement: locateStatement(code, node),
    }
  }
}

/** The function of ours that a call is known to call. */
export function apiOfCall({ callee, isNew }: CallRecord, apis: ApiTable): Api | null {
  const origin = isNew ? null : asImport(callee)
  return origin && apis.find(origin.source, origin.name)
}

function isComponent(name: Node): boolean {
  return (
    name.type === 'JSXMemberExpression' ||
    (name.type === 'JSXIdentifier' && /^[A-Z_$]/.test(name.name))
  )
}

/** Whether evaluating an expression does more than give its value; what `require('module')` does is done elsewhere. */
function hasEffects(root: Node, scope: ScopeIndex): boolean {
  let found = false
  walk(root, {
    enter(node) {
      if (opensFunction(node)) return false
      const isRequire = node.type === 'CallExpression' && requiredModule(node, scope) !== null
      if (EFFECTS.test(node.type) && !isRequire) found = true
      return !found
    },
  })
  return found
}

/** Whether an expression gives the same when it is evaluated later: it names nothing that is assigned, and makes one call at most. */
export function isStable(root: Node, scope: ScopeIndex): boolean {
  let calls = 0
  let changes = false
  walk(root, {
    enter(node) {
      if (opensFunction(node)) return false
      const variable = node.type === 'Identifier' ? scope.variableOf(node) : null
      if (variable && scope.isReassigned(variable)) changes = true
      if (/^(?:Call|New|TaggedTemplate|Import)Expression$/.test(node.type)) calls += 1
      if (/^(?:Assignment|Update|Yield)Expression$/.test(node.type)) changes = true
      return !changes
    },
  })
  return calls <= 1 && !changes
}

function spanOf({ start, end }: Span): Span {
  return { start, end }
}

/** `(0, server.after)` down to the reference; an assertion stays with what it asserts and is replaced with it. */
function unwrap(node: Node): Node {
  return node.type === 'SequenceExpression' ? unwrap(node.expressions.at(-1) as Node) : node
}
