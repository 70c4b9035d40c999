/** Finds the functions of a module and what each is called. */
import type {
  ArrowFunctionExpression,
  Function as FunctionNode,
  Node,
  Program,
  TSTypeAnnotation,
} from 'oxc-parser'
import { findToken } from '../source/trivia.ts'
import { walk } from '../source/walk.ts'
import type { FunctionRecord, ParameterRecord } from './summary.ts'
import { type FoundWrite, findWrites } from './writes.ts'

export type CallableNode = FunctionNode | ArrowFunctionExpression

export interface FoundFunction {
  /** A function, the module (index 0), or a class field, whose value is computed in the constructor. */
  readonly node: Node
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
  /** Function literals that are arguments, with the call they are handed to. */
  readonly callbacks: ReadonlyMap<Node, { readonly callee: Node; readonly index: number }>
  /** What is assigned to members of objects. */
  readonly writes: readonly FoundWrite[]
  /** Every identifier of the module. */
  readonly names: ReadonlySet<string>
}

export type ClassNode = Node & { readonly type: 'ClassDeclaration' | 'ClassExpression' }

function isClass(node: Node): node is ClassNode {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression'
}

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

export function findFunctions(program: Program): FoundFunctions {
  const list: FoundFunction[] = [
    { node: program, index: 0, parent: null, name: '', isSpecial: false },
  ]
  const indexOf = new Map<Node, number>([[program, 0]])
  const callbacks = new Map<Node, { callee: Node; index: number }>()
  const names = new Set<string>()
  const writes: FoundWrite[] = []
  const classes: ClassNode[] = []
  const classOf = new Map<Node, number>()
  const thisOf = new Map<Node, number>()
  const objects = new Map<number, Node>()
  // The nodes around methods of object literals, innermost first.
  const around = new Map<Node, readonly (Node | undefined)[]>()
  const stack = [0]
  // Whose `this` it is: a function's, or the module's or a class's, which have no number.
  const owners: (number | null)[] = [null]

  walk(program, {
    enter(node, parents) {
      if (isClass(node)) {
        classOf.set(node, classes.length)
        classes.push(node)
      }
      if (node.type === 'ThisExpression' || node.type === 'Super') {
        const owner = owners.at(-1) ?? null
        if (owner !== null) {
          thisOf.set(node, owner)
          const object = objectAround((list[owner] as FoundFunction).node)
          if (object) objects.set(owner, object)
        }
      }
      if (node.type === 'Identifier' || node.type === 'JSXIdentifier') names.add(node.name)
      if (node.type === 'CallExpression') {
        node.arguments.forEach((argument, index) => {
          callbacks.set(argument, { callee: node.callee, index })
        })
      }
      for (const write of findWrites(node)) writes.push(write)
      if (opensFunction(node)) {
        const index = list.length
        const found = {
          node,
          index,
          parent: stack.at(-1) as number,
          ...nameFunction(node, parents),
        }
        list.push(found)
        indexOf.set(node, index)
        if (parents.at(-1)?.type === 'Property') around.set(node, parents.slice(-3).reverse())
        stack.push(index)
      }
      if (opensThis(node)) owners.push(opensFunction(node) ? (stack.at(-1) as number) : null)
      return undefined
    },
    leave(node) {
      if (opensFunction(node)) stack.pop()
      if (opensThis(node)) owners.pop()
    },
  })
  return { list, indexOf, classes, classOf, thisOf, objects, callbacks, writes, names }

  function objectAround(method: Node): Node | null {
    const [, object, declarator] = around.get(method) ?? []
    if (object?.type !== 'ObjectExpression') return null
    const isNamed = declarator?.type === 'VariableDeclarator' && declarator.id.type === 'Identifier'
    return isNamed ? declarator.id : object
  }
}

/** Whether `this` in a node is another than around it. */
function opensThis(node: Node): boolean {
  if (node.type === 'ArrowFunctionExpression') return false
  return isCallable(node) || isField(node) || node.type === 'StaticBlock'
}

function nameFunction(
  node: Node,
  parents: readonly Node[],
): { readonly name: string; readonly isSpecial: boolean } {
  if (isField(node)) return { name: keyName(node.key), isSpecial: true }
  if ('id' in node && node.id && 'name' in node.id) {
    return { name: node.id.name, isSpecial: false }
  }
  // `const name = fn as Type` names it as well.
  let depth = parents.length - 1
  while (depth > 0 && /^TS(As|Satisfies|NonNull)/.test((parents[depth] as Node).type)) depth -= 1
  const parent = parents[depth]
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
