/** Finds what a module assigns to members of objects: what such a member is from then on is not known. */
import type { Node } from 'oxc-parser'
import { bare } from './conditions.ts'
import type { FoundFunctions } from './functions.ts'
import type { MemberWrite } from './summary.ts'
import { keyText, literalText, propertyName } from './syntax.ts'
import { memberOf, type Value } from './value.ts'

/** `root.a.b = …` */
export interface FoundWrite {
  /** What is written to, without its members: a variable, `this`, a call. */
  readonly root: Node
  /** The members on the way, at least one; `null` for one that the text does not name. */
  readonly path: readonly (string | null)[]
}

const NOTHING: readonly FoundWrite[] = []

/** What a node by itself assigns: by an assignment in any form, `delete`, `Object.assign` and its kind. */
export function findWrites(node: Node): readonly FoundWrite[] {
  switch (node.type) {
    case 'AssignmentExpression':
      return rebinds(node) ? NOTHING : listTargets(node.left)
    case 'UpdateExpression':
      return listTargets(node.argument)
    case 'UnaryExpression':
      return node.operator === 'delete' ? listTargets(node.argument) : NOTHING
    case 'ForInStatement':
    case 'ForOfStatement':
      return listTargets(node.left)
    case 'CallExpression':
      return findWrittenByCall(node)
    default:
      return NOTHING
  }
}

/** `this.run = this.run.bind(this)` leaves the method what it is. */
function rebinds({ left, right }: Node & { readonly type: 'AssignmentExpression' }): boolean {
  if (left.type !== 'MemberExpression' || right.type !== 'CallExpression') return false
  const { callee } = right
  if (callee.type !== 'MemberExpression' || propertyName(callee) !== 'bind') return false
  const bound = callee.object
  return (
    bound.type === 'MemberExpression' &&
    bound.object.type === 'ThisExpression' &&
    left.object.type === 'ThisExpression' &&
    propertyName(bound) === propertyName(left)
  )
}

/** The members that an assignment's left side assigns, in patterns too. */
function listTargets(target: Node): readonly FoundWrite[] {
  switch (target.type) {
    case 'MemberExpression':
      return [locate(target)]
    case 'ChainExpression':
      return listTargets(target.expression)
    case 'AssignmentPattern':
      return listTargets(target.left)
    case 'RestElement':
      return listTargets(target.argument)
    case 'ArrayPattern':
      return target.elements.flatMap((element) => (element ? listTargets(element) : []))
    case 'ObjectPattern':
      return target.properties.flatMap((property) =>
        listTargets(property.type === 'Property' ? property.value : property),
      )
    default:
      return NOTHING
  }
}

/** The root of `root.a.b`, and `['a', 'b']`. */
function locate(node: Node): FoundWrite {
  const inner = bare(node)
  if (inner.type !== 'MemberExpression') return { root: inner, path: [] }
  const { root, path } = locate(inner.object)
  return { root, path: [...path, propertyName(inner)] }
}

/** `Object.assign(object, members)`, `Object.defineProperty(object, name, …)` and what is called like them. */
function findWrittenByCall({
  callee,
  arguments: [object, ...given],
}: Node & { readonly type: 'CallExpression' }): readonly FoundWrite[] {
  if (object === undefined || callee.type !== 'MemberExpression' || callee.computed) return NOTHING
  const written = namesWritten(callee.property.name, given)
  if (written === null) return NOTHING
  const { root, path } = locate(object)
  return written.map((name) => ({ root, path: [...path, name] }))
}

function namesWritten(method: string, given: readonly Node[]): readonly (string | null)[] | null {
  switch (method) {
    case 'assign':
    case 'defineProperties':
      return given.flatMap(namesOf)
    case 'defineProperty':
    case 'set':
      return given[0] ? [literalText(given[0])] : null
    case 'setPrototypeOf':
      return [null]
    default:
      return null
  }
}

function namesOf(members: Node): readonly (string | null)[] {
  if (members.type !== 'ObjectExpression') return [null]
  return members.properties.map((property) =>
    property.type !== 'Property' || property.computed ? null : keyText(property.key),
  )
}

/**
 * The writes of a module that may change what a member of a class, or of another module's object, is.
 * Those to the object literals of its own variables are told by the literals' values.
 */
export function listMemberWrites(
  { writes, list, classes }: FoundFunctions,
  resolve: (node: Node) => Value,
): MemberWrite[] {
  const inherits = classes.some(({ superClass }) => superClass !== null)
  const named = new Set(list.map(({ name }) => name))
  const found = new Map<string, MemberWrite>()
  for (const { root, path } of writes) {
    const name = path.at(-1) ?? null
    // Most of what `this` is assigned is data.
    if (root.type === 'ThisExpression' && name !== null && !inherits && !named.has(name)) continue
    const object = path.slice(0, -1).reduce((value, part) => partOf(value, part), resolve(root))
    if (!isKnown(object)) continue
    const write = { object, name }
    found.set(JSON.stringify(write), write)
  }
  return [...found.values()]
}

/** Of a member that is not named, what is written to it may be written to any. */
function partOf(object: Value, name: string | null): Value {
  return name === null ? object : memberOf(object, name)
}

/** Whether a value may be found out to be an object of this module or another. */
function isKnown(value: Value): boolean {
  switch (value.type) {
    case 'import':
    case 'class':
    case 'this':
      return true
    case 'member':
      return isKnown(value.object)
    case 'instance':
      return isKnown(value.of)
    case 'result':
      return value.of.type === 'function' || isKnown(value.of)
    default:
      return false
  }
}
