/** Which variable an identifier means: the only file that knows the scope analyser. */
import { createRequire } from 'node:module'
import type { ScopeManager } from '@typescript-eslint/scope-manager'
import type { Node, Program } from 'oxc-parser'

type Analyser = typeof import('@typescript-eslint/scope-manager')

const require = createRequire(import.meta.url)

export type Variable = ScopeManager['variables'][number]

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
  capturesOf(callable: Node): string[]
  /** Whether a `var` in a function's body has a parameter's name: then it *is* the parameter. */
  redeclaresParameter(callable: Node): boolean
}

/** Throws a `RangeError` on trees too deep for the analyser's recursion; the caller passes such a file through. */
export function analyzeScopes(program: Program): ScopeIndex {
  // Loading the analyser takes as long as checking a small project in which nothing is to be parsed.
  const { analyze } = require('@typescript-eslint/scope-manager') as Analyser
  // The analyser takes ESTree with `range`, which is what the parser gives; only the type names differ.
  const manager = analyze(program as unknown as Parameters<Analyser['analyze']>[0], {
    lib: [],
    sourceType: 'module',
    jsxPragma: null,
  })
  const variables = new Map<unknown, Variable>()
  const redeclaring = new Set<unknown>()
  const reassigned = new Map<Variable, boolean>()
  const globals = new Set<string>()
  const declared = new Set<string>()
  const shadowed = new Set<string>()
  for (const scope of manager.scopes) {
    for (const reference of scope.references) {
      if (reference.resolved) variables.set(reference.identifier, reference.resolved)
      else if (reference.isValueReference) globals.add(reference.identifier.name as string)
    }
  }
  for (const variable of manager.variables) {
    if (declared.has(variable.name)) shadowed.add(variable.name)
    declared.add(variable.name)
    for (const identifier of variable.identifiers) variables.set(identifier, variable)
    const kinds = variable.defs.map((definition) => String(definition.type))
    if (kinds.includes('Parameter') && kinds.includes('Variable')) {
      redeclaring.add(variable.scope.block)
    }
  }
  function isReassigned(variable: Variable): boolean {
    // Asked for at every use of a variable, so that asking anew would be quadratic.
    const known = reassigned.get(variable)
    if (known !== undefined) return known
    const answer = variable.references.some((reference) => reference.isWrite() && !reference.init)
    reassigned.set(variable, answer)
    return answer
  }
  function initOf(variable: Variable | undefined): Node | null {
    const node = variable?.defs[0]?.node as unknown as Node | undefined
    const isPlain = node?.type === 'VariableDeclarator' && node.id.type === 'Identifier'
    return isPlain ? node.init : null
  }
  function isAssignedAbove(identifier: Node): boolean {
    const variable = variables.get(identifier)
    if (variable === undefined || !isReassigned(variable)) return false
    return variable.references.some(
      (reference) =>
        reference.isWrite() && !reference.init && reference.identifier.range[0] < identifier.start,
    )
  }
  return {
    variableOf: (identifier) => variables.get(identifier) ?? null,
    isShadowed: (name) => shadowed.has(name),
    isGlobal: (name) => globals.has(name),
    heldBy: (identifier) =>
      isAssignedAbove(identifier) ? null : initOf(variables.get(identifier)),
    isAssignedAbove,
    isReassigned,
    capturesOf(callable) {
      const through = manager.acquire(callable as never)?.through ?? []
      const captured = through.filter(
        ({ resolved }) => resolved !== null && !/^(global|module)$/.test(resolved.scope.type),
      )
      return [...new Set(captured.map(({ identifier }) => String(identifier.name)))]
    },
    redeclaresParameter: (callable) => redeclaring.has(callable),
  }
}
