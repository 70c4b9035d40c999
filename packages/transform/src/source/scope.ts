/** Which variable an identifier means. */
import type { Node, Program } from 'oxc-parser'
import {
  collectDeclarations,
  type DefinitionType,
  type Scope,
  type Variable,
} from './declarations.ts'
import { listInits, listUses, type Name, type Role, roleOf } from './reference.ts'
import type { Collector } from './walk.ts'

export type { Definition, Variable } from './declarations.ts'

export interface ScopeIndex {
  /** The variable an identifier refers to or declares; `null` for a global. */
  variableOf(identifier: Node): Variable | null
  /** Whether the text declares the name more than once: then it may mean another variable elsewhere. */
  isShadowed(name: string): boolean
  /** Whether the text uses a name that it does not declare. */
  isGlobal(name: string): boolean
  /** What a variable of its own name is declared with, if nothing above the identifier assigns it: `const a = value`. */
  heldBy(identifier: Node): Node | null
  /** Whether anything that stands above an identifier assigns its variable, other than its declaration. */
  isAssignedAbove(identifier: Node): boolean
  /** Whether anything but its declaration assigns the variable. */
  isReassigned(variable: Variable): boolean
  /** The names a function takes from the functions around it, in order of their first use. */
  capturesOf(callable: Node): readonly string[]
  /** Whether a `var` in a function's body has a parameter's name: then it *is* the parameter. */
  redeclaresParameter(callable: Node): boolean
  /** Every name of the module. */
  listNames(): string[]
}

export interface CollectedScopes {
  readonly collector: Collector
  /** To be used once the tree has been walked. */
  readonly scope: ScopeIndex
}

const VALUE: Role = { isValue: true, isType: false }

export function collectScopes(program: Program): CollectedScopes {
  const { collector, occurrences, variables, redeclaring } = collectDeclarations(program)
  const resolved = new Set<string>()
  const reassigned = new Map<Variable, boolean>()
  // By function, in no order.
  const captured = new Map<Node, Name[]>()
  let areCapturesKnown = false

  /** Finds what all that are called so refer to: most names are never asked for. */
  function resolve(name: string): void {
    const found = occurrences.get(name)
    if (found === undefined || resolved.has(name)) return
    resolved.add(name)
    if (found.variableCount === 0 && name !== 'arguments') return
    found.names.forEach((identifier, index) => {
      const scope = found.scopes[index] as Scope
      if (variables.has(identifier)) {
        const inits = listInits(identifier)
        if (inits.length > 0) refer(identifier, VALUE, scope)?.references.push(...inits)
        return
      }
      const role = roleOf(identifier)
      const variable = role && refer(identifier, role, scope)
      if (!variable) return
      variables.set(identifier, variable)
      variable.references.push(...listUses(identifier, role))
    })
  }

  function refer(identifier: Name, role: Role, from: Scope): Variable | null {
    const variable = lookUp(identifier, role, from)
    if (variable && role.isValue) addCaptures(identifier, variable, from)
    return variable
  }

  function resolveLocals(): void {
    for (const [name, { isLocal }] of occurrences)
      if (isLocal || name === 'arguments') resolve(name)
  }

  /** A variable that is declared in a function is captured by those within in which it is named. */
  function addCaptures(identifier: Name, variable: Variable, from: Scope): void {
    if (variable.block === program) return
    for (let scope: Scope | null = from; scope; scope = scope.upper) {
      if (scope.variables?.get(variable.name) === variable || scope.block === variable.block) return
      if (!scope.takesVar) continue
      const known = captured.get(scope.block)
      if (known) known.push(identifier)
      else captured.set(scope.block, [identifier])
    }
  }

  function variableOf(node: Node): Variable | null {
    if (node.type !== 'Identifier' && node.type !== 'JSXIdentifier') return null
    resolve(node.name)
    return variables.get(node) ?? null
  }

  function isReassigned(variable: Variable): boolean {
    // Asked for at every use of a variable, so that asking anew would be quadratic.
    const known = reassigned.get(variable)
    if (known !== undefined) return known
    const answer = variable.references.some(({ isWrite, isInit }) => isWrite && !isInit)
    reassigned.set(variable, answer)
    return answer
  }

  function isAssignedAbove(identifier: Node): boolean {
    const variable = variableOf(identifier)
    if (variable === null || !isReassigned(variable)) return false
    return variable.references.some(
      (one) => one.isWrite && !one.isInit && one.identifier.start < identifier.start,
    )
  }

  const scope: ScopeIndex = {
    variableOf,
    isShadowed: (name) => (occurrences.get(name)?.variableCount ?? 0) > 1,
    isGlobal: (name) =>
      occurrences
        .get(name)
        ?.names.some((one) => variableOf(one) === null && roleOf(one)?.isValue) ?? false,
    heldBy: (identifier) => (isAssignedAbove(identifier) ? null : initOf(variableOf(identifier))),
    isAssignedAbove,
    isReassigned,
    capturesOf(callable) {
      if (!areCapturesKnown) resolveLocals()
      areCapturesKnown = true
      const names = captured.get(callable) ?? []
      return [...new Set(names.toSorted((a, b) => a.start - b.start).map(({ name }) => name))]
    },
    redeclaresParameter: (callable) => redeclaring.has(callable),
    listNames: () => [...occurrences.keys()],
  }
  return { collector, scope }
}

function initOf(variable: Variable | null): Node | null {
  const node = variable?.definitions[0]?.node
  const isPlain = node?.type === 'VariableDeclarator' && node.id.type === 'Identifier'
  return isPlain ? node.init : null
}

/** What a name means in a scope: the variable of the innermost scope around it that has one. */
function lookUp(identifier: Name, role: Role, from: Scope): Variable | null {
  for (let scope: Scope | null = from; scope; scope = scope.upper) {
    if (identifier.start < scope.from || identifier.start >= scope.to) continue
    // What an object has is known when the program runs.
    if (scope.block.type === 'WithStatement') return null
    const variable = scope.variables?.get(identifier.name)
    if (variable && fits(variable, role) && isInReach(variable, identifier, scope)) return variable
    if (identifier.name === 'arguments' && hasArguments(scope)) return argumentsOf(scope)
  }
  return null
}

function fits({ definitions }: Variable, { isValue, isType }: Role): boolean {
  return (
    definitions.length === 0 ||
    definitions.some(({ type }) => (isValue && type !== 'type') || (isType && TYPES.has(type)))
  )
}

/** The definitions that give a type, most of them beside a value. */
const TYPES: ReadonlySet<DefinitionType> = new Set([
  'class',
  'enum',
  'enum member',
  'import',
  'namespace',
  'type',
])

/** Defaults of parameters do not see what the function's body declares. */
function isInReach({ definitions }: Variable, { start }: Name, { block }: Scope): boolean {
  const body = 'params' in block && 'body' in block ? block.body : null
  if (body === null || start >= body.start) return true
  return definitions.some(({ identifier }) => identifier !== null && identifier.start < body.start)
}

function hasArguments({ block, takesVar }: Scope): boolean {
  return takesVar && 'params' in block && block.type !== 'ArrowFunctionExpression'
}

function argumentsOf(scope: Scope): Variable {
  scope.variables ??= new Map()
  const variable = { name: 'arguments', block: scope.block, definitions: [], references: [] }
  scope.variables.set(variable.name, variable)
  return variable
}
