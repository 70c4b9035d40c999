/** Which parameters an expression reads, or depends on: directly, by parts of patterns, through other variables. */
import type { Node } from 'oxc-parser'
import { isWithin, NOWHERE, type Span } from '../source/position.ts'
import type { ScopeIndex, Variable } from '../source/scope.ts'
import { walk } from '../source/walk.ts'
import type { ValueResolver } from './bindings.ts'
import { bare } from './conditions.ts'
import { type FoundFunctions, isCallable, opensFunction } from './functions.ts'
import { constantOf } from './literals.ts'
import type { ParameterPath } from './summary.ts'
import { keyText, propertyName, writtenName } from './syntax.ts'
import { memberOf as memberOfValue, UNKNOWN, type Value } from './value.ts'

export interface ParameterFinder {
  /** The parameter, or property of one, that an expression reads. */
  locate(expression: Node): ParameterPath | null
  /** What is missing when a default is used: of a parameter, or of a pattern that takes one apart. */
  locateDefault(pattern: Node): ParameterPath | null
  /** The value that a default of a declared pattern stands in for. */
  findTaken(pattern: Node): Value | null
  /** The parameters that an expression mentions, and those that decide whether the variables in it are assigned. */
  mentionedIn(expression: Node): ParameterPath[]
  /** Whether an expression mentions something else that is computed: a local variable, the time, the environment. */
  mentionsOthers(expression: Node): boolean
}

export interface CreateParameterFinderInput {
  readonly scope: ScopeIndex
  readonly functions: FoundFunctions
  readonly resolver: ValueResolver
}

/** Globals that are not the same at all times. */
const COMPUTED = /^(process|globalThis|Math|Date|crypto|performance)$/

/** Of a rest parameter, `index` is where it begins. */
type Located = ParameterPath & { readonly isRest?: true }

/** A place in a pattern: the properties on the way to it, and their defaults. */
type Part = Required<Pick<ParameterPath, 'path' | 'defaults'>>

interface Mentions {
  readonly paths: readonly ParameterPath[]
  readonly variables: readonly Variable[]
}

export function createParameterFinder({
  scope,
  functions,
  resolver,
}: CreateParameterFinderInput): ParameterFinder {
  // Variables being looked into: `const a = a` must end.
  const pending = new Set<Variable>()
  const deciders = new Map<Variable, readonly ParameterPath[]>()
  let tests: ReadonlyMap<Variable, readonly Node[] | null> | null = null
  return { locate, locateDefault, findTaken, mentionedIn, mentionsOthers }

  function locate(expression: Node): Located | null {
    const node = bare(expression)
    if (node.type === 'MemberExpression') {
      const name = propertyName(node) ?? indexText(node)
      const object = locate(node.object)
      if (object === null) return name === null ? null : locateSpread(node.object, name)
      return name === null ? object : memberOf(object, name)
    }
    if (node.type === 'ThisExpression') {
      const owner = functions.thisOf.get(node)
      return owner === undefined ? null : { function: owner, index: 'this', path: [] }
    }
    const variable = node.type === 'Identifier' ? scope.variableOf(node) : null
    if (variable === null) return null
    const definition = variable.definitions[0]
    if (definition === undefined) return variable.name === 'arguments' ? locateAll(variable) : null
    const { node: declared, identifier } = definition
    const name = identifier ?? NOWHERE
    if (definition.type === 'parameter') return locateInParameters(declared, name)
    if (declared.type === 'VariableDeclarator' && declared.init && !scope.isAssignedAbove(node)) {
      const { id, init } = declared
      const find = id.type === 'ObjectPattern' ? locateTaken : locate
      const whole = within(variable, () => find(init))
      if (whole) return partOf(whole, partAt(id, name))
    }
    return locateValue(resolver.resolve(node))
  }

  /** A part of `const settings = { ...defaults, ...options }`: that of `options`, or what stands before it. */
  function locateSpread(object: Node, name: string): Located | null {
    const node = bare(object)
    const init = node.type === 'Identifier' ? scope.heldBy(node) : null
    const parts = init ? listCopied(init) : []
    const written = parts.findLast(
      (one) => one.type === 'Property' && !one.computed && keyText(one.key) === name,
    )
    const last = parts.findLast((one) => one.type !== 'Property')
    if (last === undefined || (written && written.start > last.start)) return null
    const whole = locateTaken(last)
    if (whole === null) return null
    const value = written?.type === 'Property' ? resolver.resolve(written.value) : UNKNOWN
    const other = { depth: whole.path.length + 1, value }
    const isAlone = written === undefined && parts.length === 1
    const defaults = [...(whole.defaults ?? []), ...(isAlone ? [] : [other])]
    return { ...memberOf(whole, name), ...(defaults.length > 0 && { defaults }) }
  }

  /** `arguments`, which is all parameters as one. */
  function locateAll({ block }: Variable): Located | null {
    const owner = functions.indexOf.get(block)
    return owner === undefined ? null : { function: owner, index: 0, path: [], isRest: true }
  }

  function within<Result>(variable: Variable, look: () => Result): Result | null {
    if (pending.has(variable)) return null
    pending.add(variable)
    try {
      return look()
    } finally {
      pending.delete(variable)
    }
  }

  function locateInParameters(owner: Node, name: Span): Located | null {
    const number = functions.indexOf.get(owner)
    if (number === undefined || !isCallable(owner)) return null
    const index = owner.params.findIndex((parameter) => isWithin(name, parameter))
    const pattern = owner.params[index] as Node | undefined
    if (pattern === undefined) return null
    const rest = pattern.type === 'RestElement' ? ({ isRest: true } as const) : {}
    return partOf({ function: number, index, path: [], ...rest }, partAt(pattern, name))
  }

  function locateDefault(pattern: Node): Located | null {
    const owner = ownerOf(pattern)
    if (owner?.type === 'VariableDeclarator' && owner.init) {
      const whole = locateTaken(owner.init)
      return whole && partOf(whole, partAt(owner.id, pattern))
    }
    return owner ? locateInParameters(owner, pattern) : null
  }

  function findTaken(pattern: Node): Value | null {
    const declarator = ownerOf(pattern)
    if (declarator?.type !== 'VariableDeclarator' || !declarator.init) return null
    const { path } = partAt(declarator.id, pattern)
    const whole = resolver.resolve(declarator.init)
    return path.length > 0 ? path.reduce(memberOfValue, whole) : null
  }

  /** What a pattern takes apart: `options`, or `options ?? {}`, where the other stands in as a default does. */
  function locateTaken(expression: Node): Located | null {
    const node = bare(expression)
    if (node.type !== 'LogicalExpression' || node.operator === '&&') return locate(node)
    const whole = locateTaken(node.left)
    if (whole === null) return null
    const other = { depth: whole.path.length, value: resolver.resolve(node.right) }
    return { ...whole, defaults: [...(whole.defaults ?? []), other] }
  }

  function mentionedIn(expression: Node): ParameterPath[] {
    const { paths, variables } = scan(expression)
    return [...paths, ...variables.flatMap((one) => [...decidersOf(one), ...copiedInto(one)])]
  }

  /** What a variable that is assigned again may hold: `let jar = options.jar`, `jar = given`. */
  function copiedInto({ references }: Variable): ParameterPath[] {
    return references.flatMap(({ written }) => (written ? copiesIn(written) : []))
  }

  function copiesIn(expression: Node): ParameterPath[] {
    const node = bare(expression)
    if (node.type === 'LogicalExpression') return [node.left, node.right].flatMap(copiesIn)
    if (node.type === 'ConditionalExpression') {
      return [node.consequent, node.alternate].flatMap(copiesIn)
    }
    const path = locate(node)
    return path ? [path] : []
  }

  /** The parameters and the variables that are assigned again. */
  function scan(expression: Node): Mentions {
    const paths: ParameterPath[] = []
    const variables: Variable[] = []
    walk(expression, {
      enter(node) {
        if (opensFunction(node)) return false
        const path = isRead(node) ? locate(node) : null
        const variable = path === null && node.type === 'Identifier' ? scope.variableOf(node) : null
        // A method of `this` is there, and what it says is not known.
        if (path && path.index !== 'this') paths.push(path)
        else if (variable && isAssignedAgain(variable)) variables.push(variable)
        // Of `options.kind`, only `options.kind` is mentioned.
        return path === null ? undefined : false
      },
    })
    return { paths, variables }
  }

  function mentionsOthers(expression: Node): boolean {
    let found = false
    walk(expression, {
      enter(node) {
        if (found || opensFunction(node) || (isRead(node) && locate(node))) return false
        found = node.type === 'AwaitExpression' || (node.type === 'Identifier' && isComputed(node))
        return undefined
      },
    })
    return found
  }

  function isComputed(node: Node & { readonly type: 'Identifier' }): boolean {
    const variable = scope.variableOf(node)
    if (variable === null) return COMPUTED.test(node.name)
    const isLocal =
      variable.definitions[0]?.type === 'variable' && variable.block.type !== 'Program'
    if (!isLocal || resolver.resolve(node).type === 'literal') return false
    return !isAssignedAgain(variable) || decidersOf(variable).length === 0
  }

  function isAssignedAgain(variable: Variable): boolean {
    return variable.definitions[0]?.type === 'variable' && scope.isReassigned(variable)
  }

  /** The parameters that decide whether a variable is assigned, also by way of other variables. */
  function decidersOf(variable: Variable): readonly ParameterPath[] {
    const known = deciders.get(variable)
    if (known) return known
    tests ??= listAssignmentTests()
    const found: ParameterPath[] = []
    const variables = new Set([variable])
    // The set grows while it is read.
    for (const one of variables) {
      const mentions = (tests.get(one) ?? []).map(scan)
      found.push(...mentions.flatMap(({ paths }) => paths))
      for (const other of mentions.flatMap((mention) => mention.variables)) variables.add(other)
    }
    deciders.set(variable, found)
    return found
  }

  /**
   * The conditions that the assignments of variables are under, as far as the variables' scopes go; `null`
   * for a variable that is assigned what is computed, which decides as well.
   */
  function listAssignmentTests(): ReadonlyMap<Variable, readonly Node[] | null> {
    const found = new Map<Variable, readonly Node[] | null>()
    for (const assignment of functions.assignments) {
      const variable = scope.variableOf(assignment.left)
      if (variable === null) continue
      const around = testsAround(assignment, variable.block)
      const known = found.get(variable) ?? (found.has(variable) ? null : [])
      const isConstant = constantOf(resolver.resolve(assignment.right)) !== null
      found.set(variable, known && isConstant ? [...known, ...around] : null)
    }
    return found
  }

  function partAt(pattern: Node, part: Span, depth = 0): Part {
    if (pattern.type === 'AssignmentPattern') {
      const inner = partAt(pattern.left, part, depth)
      if (!isWithin(part, pattern.left)) return inner
      const value = resolver.resolve(pattern.right)
      return { ...inner, defaults: [{ depth, value }, ...inner.defaults] }
    }
    const nothing: Part = { path: [], defaults: [] }
    if (pattern.type !== 'ObjectPattern') return nothing
    for (const property of pattern.properties) {
      if (property.type !== 'Property' || !isWithin(part, property.value)) continue
      const key = property.computed ? null : keyText(property.key)
      if (key === null) return nothing
      const inner = partAt(property.value, part, depth + 1)
      return { ...inner, path: [key, ...inner.path] }
    }
    return nothing
  }
}

/** What a pattern is the declared or a parameter of. */
function ownerOf({ parent }: Node): Node | null {
  if (!parent || parent.type === 'VariableDeclarator' || opensFunction(parent))
    return parent ?? null
  return ownerOf(parent)
}

/** The properties of a copy, and what all properties are copied of: `{ ...one }`, `Object.assign({}, one)`. */
function listCopied(copy: Node): readonly Node[] {
  if (copy.type === 'ObjectExpression') {
    return copy.properties.map((one) => (one.type === 'SpreadElement' ? one.argument : one))
  }
  const isAssign = copy.type === 'CallExpression' && writtenName(copy.callee) === 'Object.assign'
  return isAssign
    ? copy.arguments.flatMap((one) => (one.type === 'ObjectExpression' ? listCopied(one) : one))
    : []
}

function partOf(whole: Located, { path, defaults }: Part): Located {
  const depth = whole.path.length
  const located = path.reduce(memberOf, whole)
  const added = defaults.map((one) => ({ ...one, depth: one.depth + depth }))
  const all = [...(whole.defaults ?? []), ...added]
  return all.length > 0 ? { ...located, defaults: all } : located
}

function locateValue(value: Value): Located | null {
  if (value.type === 'parameter') return { function: value.function, index: value.index, path: [] }
  const object = value.type === 'member' ? locateValue(value.object) : null
  return object && value.type === 'member' ? memberOf(object, value.name) : null
}

function memberOf({ isRest, ...located }: Located, name: string): Located {
  const { index, path } = located
  if (!isRest || index === 'this') return { ...located, path: [...path, name] }
  return { ...located, index: index + (/^\d+$/.test(name) ? Number(name) : 0) }
}

function isRead({ type }: Node): boolean {
  return type === 'Identifier' || type === 'MemberExpression'
}

/** `0` of `rest[0]` */
function indexText(node: Node & { readonly type: 'MemberExpression' }): string | null {
  const { property } = node
  const isNumber = property.type === 'Literal' && typeof property.value === 'number'
  return isNumber ? String(property.value) : null
}

/** The conditions in a block that a node of it is under. */
function testsAround(node: Node, block: Node): Node[] {
  const tests: Node[] = []
  for (let around = node.parent; around && around !== block; around = around.parent) {
    const test = testOf(around)
    if (test) tests.unshift(test)
  }
  return tests
}

function testOf(node: Node): Node | null {
  switch (node.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'WhileStatement':
      return node.test
    case 'LogicalExpression':
      return node.left
    case 'SwitchStatement':
      return node.discriminant
    default:
      return null
  }
}
