/** Finds the functions of a module and what each is called. */
import type {
  ArrowFunctionExpression,
  Function as FunctionNode,
  Node,
  Program,
  TSTypeAnnotation,
} from 'oxc-parser'
import { findToken } from '../source/trivia.ts'
import type { Collector } from '../source/walk.ts'
import type { FunctionRecord, ParameterRecord } from './summary.ts'
import { type FoundWrite, findWrites } from './writes.ts'

export type CallableNode = FunctionNode | ArrowFunctionExpression

export interface FoundFunction {
  /** A function, the module (index 0), or a class field, whose value is computed in the constructor. */
  readonly node: Node
  /** What its own code does, in source order: the functions in it have theirs. */
  readonly code: ActingNode[]
  readonly index: number
  readonly parent: number | null
  readonly name: string
  readonly isSpecial: boolean
}

export interface FoundFunctions {
  readonly list: readonly FoundFunction[]
  readonly indexOf: ReadonlyMap<Node, number>
  /** Classes, in source order. */
  readonly classes: readonly ClassNode[]
  readonly classOf: ReadonlyMap<Node, number>
  /** For each `this` and `super`, the function whose it is; none at module level and in static fields. */
  readonly thisOf: ReadonlyMap<Node, number>
  /** The object literals that methods with a `this` stand in, or the variables these are declared with. */
  readonly objects: ReadonlyMap<number, Node>
  /** What is assigned to members of objects. */
  readonly writes: readonly FoundWrite[]
  readonly assignments: readonly AssignmentNode[]
}

/** A call, a wait, a return, a component. */
export type ActingNode = Node & {
  readonly type:
    | 'AwaitExpression'
    | 'CallExpression'
    | 'ForOfStatement'
    | 'JSXOpeningElement'
    | 'NewExpression'
    | 'ReturnStatement'
}

export type AssignmentNode = Node & { readonly type: 'AssignmentExpression' }

export type ClassNode = Node & { readonly type: 'ClassDeclaration' | 'ClassExpression' }

export function isCallable(node: Node): node is CallableNode {
  return (
    ((node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression') &&
      node.body !== null) ||
    node.type === 'ArrowFunctionExpression'
  )
}

/** `field = value` and `accessor field = value` of a class. */
function isField(
  node: Node,
): node is Node & { readonly type: 'PropertyDefinition' | 'AccessorProperty' } {
  return node.type === 'PropertyDefinition' || node.type === 'AccessorProperty'
}

/** Whether a node's code runs as a function of its own. */
export function opensFunction(node: Node): boolean {
  return isCallable(node) || (isField(node) && !node.static)
}

export interface CollectedFunctions {
  readonly collector: Collector
  /** To be used once the tree has been walked. */
  readonly functions: FoundFunctions
}

export function collectFunctions(program: Program): CollectedFunctions {
  const list: FoundFunction[] = [
    { node: program, code: [], index: 0, parent: null, name: '', isSpecial: false },
  ]
  const indexOf = new Map<Node, number>([[program, 0]])
  const writes: FoundWrite[] = []
  const assignments: AssignmentNode[] = []
  const classes: ClassNode[] = []
  const classOf = new Map<Node, number>()
  const thisOf = new Map<Node, number>()
  const objects = new Map<number, Node>()
  const stack = [list[0] as FoundFunction]
  // Whose `this` it is: a function's, or the module's or a class's, which have no number.
  const owners: (number | null)[] = [null]

  const functions = { enter: enterFunction, leave: leaveFunction }
  const classNodes = { enter: addClass }
  const instances = { enter: addInstance }
  const acting = { enter: addCode }
  const writing = { enter: addWrites }
  const collector: Collector = {
    AccessorProperty: functions,
    ArrowFunctionExpression: functions,
    AssignmentExpression: {
      enter(node) {
        assignments.push(node)
        addWrites(node)
      },
    },
    AwaitExpression: acting,
    CallExpression: {
      enter(node) {
        addCode(node)
        addWrites(node)
      },
    },
    ClassDeclaration: classNodes,
    ClassExpression: classNodes,
    ForInStatement: writing,
    ForOfStatement: {
      enter(node) {
        if (node.await) addCode(node)
        addWrites(node)
      },
    },
    FunctionDeclaration: functions,
    FunctionExpression: functions,
    JSXOpeningElement: acting,
    NewExpression: acting,
    PropertyDefinition: functions,
    ReturnStatement: acting,
    StaticBlock: functions,
    Super: instances,
    ThisExpression: instances,
    UnaryExpression: writing,
    UpdateExpression: writing,
  }
  return {
    collector,
    functions: { list, indexOf, classes, classOf, thisOf, objects, writes, assignments },
  }

  function addCode(node: ActingNode): void {
    stack.at(-1)?.code.push(node)
  }

  function addWrites(node: Node): void {
    for (const write of findWrites(node)) writes.push(write)
  }

  function addClass(node: ClassNode): void {
    classOf.set(node, classes.length)
    classes.push(node)
  }

  function addInstance(node: Node): void {
    const owner = owners.at(-1) ?? null
    if (owner === null) return
    thisOf.set(node, owner)
    const object = objectAround((list[owner] as FoundFunction).node)
    if (object) objects.set(owner, object)
  }

  function enterFunction(node: Node): void {
    const isOpened = opensFunction(node)
    if (isOpened) open(node)
    if (opensThis(node)) owners.push(isOpened ? list.length - 1 : null)
  }

  function leaveFunction(node: Node): void {
    if (opensFunction(node)) stack.pop()
    if (opensThis(node)) owners.pop()
  }

  function open(node: Node): void {
    const index = list.length
    const parent = stack.at(-1)?.index ?? null
    const found = { node, code: [], index, parent, ...nameFunction(node) }
    list.push(found)
    indexOf.set(node, index)
    stack.push(found)
  }
}

/** The object literal that a method stands in, or the variable that is declared with it. */
function objectAround({ parent }: Node): Node | null {
  const object = parent?.type === 'Property' ? parent.parent : null
  if (object?.type !== 'ObjectExpression') return null
  const declarator = object.parent
  const isNamed = declarator?.type === 'VariableDeclarator' && declarator.id.type === 'Identifier'
  return isNamed ? declarator.id : object
}

/** Whether `this` in a node is another than around it. */
function opensThis(node: Node): boolean {
  if (node.type === 'ArrowFunctionExpression') return false
  return isCallable(node) || isField(node) || node.type === 'StaticBlock'
}

function nameFunction(node: Node): { readonly name: string; readonly isSpecial: boolean } {
  if (isField(node)) return { name: keyName(node.key), isSpecial: true }
  if ('id' in node && node.id && 'name' in node.id) {
    return { name: node.id.name, isSpecial: false }
  }
  // `const name = fn as Type` names it as well.
  let { parent } = node
  while (parent && /^TS(As|Satisfies|NonNull)/.test(parent.type)) parent = parent.parent
  switch (parent?.type) {
    case 'VariableDeclarator':
      return { name: parent.id.type === 'Identifier' ? parent.id.name : '', isSpecial: false }
    case 'AssignmentExpression':
      return { name: keyName(parent.left), isSpecial: false }
    case 'Property':
      return {
        name: parent.computed ? '' : keyName(parent.key),
        isSpecial: parent.kind !== 'init',
      }
    case 'MethodDefinition':
      return {
        name: parent.computed ? '' : keyName(parent.key),
        isSpecial: parent.kind !== 'method',
      }
    case 'ExportDefaultDeclaration':
      return { name: 'default', isSpecial: false }
    default:
      return { name: '', isSpecial: false }
  }
}

function keyName(key: Node): string {
  if (key.type === 'Identifier' || key.type === 'PrivateIdentifier') return key.name
  if (key.type === 'Literal' && typeof key.value === 'string') return key.value
  if (key.type === 'MemberExpression' && !key.computed) return key.property.name
  return ''
}

/** The directives at the top of a module or function body, and the offset behind the last one. */
export function readDirectives(statements: readonly Node[]): {
  readonly directives: string[]
  readonly end: number | null
} {
  const directives: string[] = []
  let end: number | null = null
  for (const statement of statements) {
    if (statement.type !== 'ExpressionStatement' || typeof statement.directive !== 'string') break
    directives.push(statement.directive)
    end = statement.end
  }
  return { directives, end }
}

/** Where a function's code is; see `FunctionRecord.body`. */
export function locateBody(
  node: Node,
  code: string,
): { readonly body: FunctionRecord['body']; readonly directives: string[] } {
  if (!isCallable(node) || node.body === null) {
    return { body: { type: 'block', start: node.start, end: node.end }, directives: [] }
  }
  if (node.body.type === 'BlockStatement') {
    const { directives, end } = readDirectives(node.body.body)
    const start = end ?? node.body.start + 1
    return { body: { type: 'block', start, end: node.body.end - 1 }, directives }
  }
  const before =
    node.returnType?.end ?? node.params.at(-1)?.end ?? node.typeParameters?.end ?? node.start
  // A lone parameter's parenthesis and comma stand between it and the arrow, and nothing else can.
  const start = findToken(code, '=>', before) + 2
  return { body: { type: 'expression', start, end: node.end }, directives: [] }
}

export function describeParameters(node: Node): ParameterRecord[] {
  if (!isCallable(node)) return []
  return node.params.map((parameter) => {
    const pattern: Node = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
    if (pattern.type !== 'Identifier' && pattern.type !== 'ObjectPattern') {
      return { name: '', typeName: null }
    }
    return {
      name: pattern.type === 'Identifier' ? pattern.name : '',
      typeName: nameType(pattern.typeAnnotation),
    }
  })
}

/** The name that a type annotation is. */
export function nameType(annotation: TSTypeAnnotation | null | undefined): string | null {
  const type = annotation?.typeAnnotation
  const isPlain = type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier'
  return isPlain ? (type.typeName as { name: string }).name : null
}
