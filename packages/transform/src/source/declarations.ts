/** Which variables a module declares, and how far the name of each reaches. */
import type { Node, Program } from 'oxc-parser'
import type { Name, Reference } from './reference.ts'
import type { Collector } from './walk.ts'

/** How a variable comes to be. */
export type DefinitionType =
  | 'catch'
  | 'class'
  | 'enum'
  | 'enum member'
  | 'function'
  | 'import'
  | 'namespace'
  | 'parameter'
  | 'type'
  | 'variable'

export interface Definition {
  readonly type: DefinitionType
  /** The declarator, function, class or specifier. */
  readonly node: Node
  /** `null` for `enum { 'name' }`. */
  readonly identifier: Name | null
}

export interface Variable {
  readonly name: string
  /** What its name is known in: the program, a function, a block. */
  readonly block: Node
  /** In source order; none for the `arguments` of a function. */
  readonly definitions: Definition[]
  /** In source order, those where it is declared included if something is written there. */
  readonly references: Reference[]
}

/** A part of the text with names of its own. */
export interface Scope {
  readonly block: Node
  readonly upper: Scope | null
  /** Whether `var` declares in it, and not further up. */
  readonly takesVar: boolean
  /** Where in the block names are looked for: not in the decorators of a class, say. */
  readonly from: number
  readonly to: number
  /** `null` while there are none. */
  variables: Map<string, Variable> | null
}

/** Where the text has a name. */
export interface Occurrences {
  readonly names: Name[]
  /** For each, the innermost scope around it. */
  readonly scopes: Scope[]
  /** How many variables have the name. */
  variableCount: number
  /** Whether one of them is declared in a function or block, and is there when the program runs. */
  isLocal: boolean
}

export interface Declarations {
  readonly collector: Collector
  /** By what the identifiers are called, in source order. */
  readonly occurrences: ReadonlyMap<string, Occurrences>
  /** By the identifiers that declare them. */
  readonly variables: Map<Node, Variable>
  /** Functions in which a `var` has a parameter's name. */
  readonly redeclaring: ReadonlySet<Node>
}

/** Within which a condition's type may be inferred. */
const INFERRING =
  /^TS(?:CallSignatureDeclaration|ConstructSignatureDeclaration|ConstructorType|FunctionType|MappedType|MethodSignature)$/

type FunctionNode = Node & {
  readonly type:
    | 'ArrowFunctionExpression'
    | 'FunctionDeclaration'
    | 'FunctionExpression'
    | 'TSDeclareFunction'
    | 'TSEmptyBodyFunctionExpression'
}

type SignatureNode = Node & {
  readonly type:
    | 'TSCallSignatureDeclaration'
    | 'TSConstructSignatureDeclaration'
    | 'TSConstructorType'
    | 'TSFunctionType'
    | 'TSMethodSignature'
}

export function collectDeclarations(program: Program): Declarations {
  const occurrences = new Map<string, Occurrences>()
  const variables = new Map<Node, Variable>()
  const redeclaring = new Set<Node>()
  let scope = createScope(program, null, { takesVar: true })

  const functions = { enter: enterFunction, leave: close }
  const signatures = { enter: enterSignature, leave: close }
  const types = { enter: enterType, leave: close }
  const classes = { enter: enterClass, leave: close }
  const loops = { enter: enterLoop, leave: close }
  const names = { enter: addName }
  const collector: Collector = {
    ArrowFunctionExpression: functions,
    BlockStatement: { enter: enterBlock, leave: close },
    CatchClause: { enter: enterCatch, leave: close },
    ClassDeclaration: classes,
    ClassExpression: classes,
    ForInStatement: loops,
    ForOfStatement: loops,
    ForStatement: loops,
    FunctionDeclaration: functions,
    FunctionExpression: functions,
    Identifier: names,
    ImportDeclaration: { enter: enterImport },
    JSXIdentifier: names,
    StaticBlock: { enter: (node) => open(node, { takesVar: true }), leave: close },
    SwitchStatement: {
      enter: (node) => open(node, { from: node.discriminant.end }),
      leave: close,
    },
    TSCallSignatureDeclaration: signatures,
    TSConditionalType: {
      enter: (node) => open(node, { to: node.falseType.start }),
      leave: close,
    },
    TSConstructSignatureDeclaration: signatures,
    TSConstructorType: signatures,
    TSDeclareFunction: functions,
    TSEmptyBodyFunctionExpression: functions,
    TSEnumDeclaration: { enter: enterEnum, leave: close },
    TSFunctionType: signatures,
    TSImportEqualsDeclaration: { enter: (node) => declare(node.id, 'import', node) },
    TSInterfaceDeclaration: types,
    TSMappedType: { enter: enterMappedType, leave: close },
    TSMethodSignature: signatures,
    TSModuleDeclaration: { enter: enterNamespace, leave: close },
    TSTypeAliasDeclaration: types,
    TSTypeParameter: { enter: enterTypeParameter },
    VariableDeclaration: { enter: enterVariables },
    WithStatement: { enter: (node) => open(node, { from: node.body.start }), leave: close },
  }
  return { collector, occurrences, variables, redeclaring }

  function open(block: Node, limits: ScopeLimits = {}): void {
    scope = createScope(block, scope, limits)
  }

  /** Of all that a node opened: a function with a name of its own opens two. */
  function close(block: Node): void {
    while (scope.block === block && scope.upper !== null) scope = scope.upper
  }

  function occurrencesOf(name: string): Occurrences {
    let known = occurrences.get(name)
    if (known === undefined) {
      known = { names: [], scopes: [], variableCount: 0, isLocal: false }
      occurrences.set(name, known)
    }
    return known
  }

  function addName(node: Name): void {
    const known = occurrencesOf(node.name)
    known.names.push(node)
    known.scopes.push(scope)
  }

  function declare(identifier: Name, type: DefinitionType, node: Node, into = scope): void {
    const variable = define(identifier.name, { type, node, identifier }, into)
    // Inside of a class, its name is a variable of its own.
    if (!variables.has(identifier)) variables.set(identifier, variable)
  }

  function define(name: string, definition: Definition, into: Scope): Variable {
    into.variables ??= new Map()
    let variable = into.variables.get(name)
    if (variable === undefined) {
      variable = { name, block: into.block, definitions: [], references: [] }
      into.variables.set(name, variable)
      occurrencesOf(name).variableCount += 1
    }
    if (definition.type !== 'type' && into.upper !== null) occurrencesOf(name).isLocal = true
    variable.definitions.push(definition)
    return variable
  }

  function declareAll(pattern: Node, type: DefinitionType, node: Node, into = scope): void {
    for (const identifier of listBound(pattern)) declare(identifier, type, node, into)
  }

  function enterFunction(node: FunctionNode): void {
    if ('id' in node && node.id) {
      if (node.type === 'FunctionExpression') open(node)
      declare(node.id, 'function', node)
    }
    open(node, { takesVar: true })
    for (const parameter of node.params) declareAll(parameter, 'parameter', node)
  }

  function enterSignature(node: SignatureNode): void {
    open(node, node.type === 'TSMethodSignature' ? { from: node.key.end } : {})
    for (const parameter of node.params) declareAll(parameter, 'parameter', node)
  }

  function enterBlock(node: Node): void {
    const isBody = scope.block === node.parent && 'params' in scope.block
    if (!isBody) open(node)
  }

  function enterCatch(node: Node & { readonly type: 'CatchClause' }): void {
    open(node)
    if (node.param) declareAll(node.param, 'catch', node)
  }

  function enterLoop(
    node: Node & { readonly type: 'ForInStatement' | 'ForOfStatement' | 'ForStatement' },
  ): void {
    const head = node.type === 'ForStatement' ? node.init : node.left
    if (head?.type === 'VariableDeclaration' && head.kind !== 'var') open(node)
  }

  function enterClass(
    node: Node & { readonly type: 'ClassDeclaration' | 'ClassExpression' },
  ): void {
    if (node.id && node.type === 'ClassDeclaration') declare(node.id, 'class', node)
    open(node, { from: node.decorators.at(-1)?.end ?? node.start })
    if (node.id) declare(node.id, 'class', node)
  }

  function enterVariables(node: Node & { readonly type: 'VariableDeclaration' }): void {
    let into: Scope | null = scope
    if (node.kind === 'var') while (!into.takesVar && into.upper !== null) into = into.upper
    for (const declarator of node.declarations) {
      for (const identifier of listBound(declarator.id)) {
        declare(identifier, 'variable', declarator, into)
        const definitions = variables.get(identifier)?.definitions
        if (definitions?.some(({ type }) => type === 'parameter')) redeclaring.add(into.block)
      }
    }
  }

  function enterImport(node: Node & { readonly type: 'ImportDeclaration' }): void {
    for (const specifier of node.specifiers) declare(specifier.local, 'import', specifier)
  }

  function enterEnum(node: Node & { readonly type: 'TSEnumDeclaration' }): void {
    declare(node.id, 'enum', node)
    open(node)
    for (const member of node.body.members) {
      const { id } = member
      if (id.type === 'Identifier') declare(id, 'enum member', member)
      else if (id.type === 'Literal') {
        define(id.value, { type: 'enum member', node: member, identifier: null }, scope)
      }
    }
  }

  function enterNamespace(node: Node & { readonly type: 'TSModuleDeclaration' }): void {
    if (node.id.type === 'Identifier' && !node.global) declare(node.id, 'namespace', node)
    open(node, { takesVar: true })
  }

  function enterType(
    node: Node & { readonly type: 'TSInterfaceDeclaration' | 'TSTypeAliasDeclaration' },
  ): void {
    declare(node.id, 'type', node)
    if (node.typeParameters) open(node)
  }

  function enterMappedType(node: Node & { readonly type: 'TSMappedType' }): void {
    open(node)
    declare(node.key, 'type', node)
  }

  function enterTypeParameter(node: Node & { readonly type: 'TSTypeParameter' }): void {
    declare(node.name, 'type', node, node.parent?.type === 'TSInferType' ? inferScope() : scope)
  }

  /** What a type around it infers is known in all of the condition, also from within functions and mapped types. */
  function inferScope(): Scope {
    let around: Scope | null = scope
    while (around && INFERRING.test(around.block.type)) {
      around = around.upper
    }
    return around?.block.type === 'TSConditionalType' ? around : scope
  }
}

type ScopeLimits = Partial<Pick<Scope, 'takesVar' | 'from' | 'to'>>

function createScope(
  block: Node,
  upper: Scope | null,
  { takesVar = false, from = 0, to = Number.MAX_SAFE_INTEGER }: ScopeLimits,
): Scope {
  return { block, upper, takesVar, from, to, variables: null }
}

/** The identifiers that a pattern declares. */
export function listBound(pattern: Node): readonly (Node & { readonly type: 'Identifier' })[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern]
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        listBound(property.type === 'Property' ? property.value : property.argument),
      )
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? listBound(element) : []))
    case 'AssignmentPattern':
      return listBound(pattern.left)
    case 'RestElement':
      return listBound(pattern.argument)
    case 'TSParameterProperty':
      return listBound(pattern.parameter)
    default:
      return []
  }
}
