/** What an identifier is where it stands: a reference, to a value or a type, that reads or writes; or only a name. */
import type { Node } from 'oxc-parser'

export type Name = Node & { readonly type: 'Identifier' | 'JSXIdentifier' }

/** One use of a variable. */
export interface Reference {
  readonly identifier: Name
  readonly isRead: boolean
  readonly isWrite: boolean
  /** Whether it is written where it is declared: `const a = value`, `(a = value) => …`. */
  readonly isInit: boolean
  /** Whether it may be to a value, and not to a type alone. */
  readonly isValue: boolean
  /** What is written. */
  readonly written: Node | null
}

/** What a name may refer to. */
export interface Role {
  readonly isValue: boolean
  readonly isType: boolean
}

const VALUE: Role = { isValue: true, isType: false }
const TYPE: Role = { isValue: false, isType: true }
/** `export { name }` and its kind, which take either. */
const EITHER: Role = { isValue: true, isType: true }

/** `null` for what is a key, a label, or a name in another module. */
export function roleOf(name: Name): Role | null {
  return name.type === 'Identifier' ? roleOfIdentifier(name) : roleOfElement(name)
}

function roleOfIdentifier(name: Node): Role | null {
  const parent = name.parent as Node
  switch (parent.type) {
    case 'MemberExpression':
      if (parent.property === name && !parent.computed) return null
      return isHeritage(parent) ? TYPE : VALUE
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'TSAbstractMethodDefinition':
    case 'TSAbstractPropertyDefinition':
    case 'TSAbstractAccessorProperty':
    case 'TSPropertySignature':
    case 'TSMethodSignature':
      return parent.key === name && !parent.computed ? null : VALUE
    case 'TSEnumMember':
      return parent.id === name ? null : VALUE
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'ExportAllDeclaration':
    case 'ImportAttribute':
    case 'ImportSpecifier':
    case 'LabeledStatement':
    case 'MetaProperty':
    case 'TSImportType':
    case 'TSIndexSignature':
    case 'TSModuleDeclaration':
    case 'TSNamedTupleMember':
    case 'TSNamespaceExportDeclaration':
      return null
    case 'ExportSpecifier': {
      const statement = parent.parent
      if (statement?.type !== 'ExportNamedDeclaration' || statement.source) return null
      if (parent.local !== name) return null
      return parent.exportKind === 'type' || statement.exportKind === 'type' ? TYPE : EITHER
    }
    case 'ExportDefaultDeclaration':
    case 'TSExportAssignment':
      return EITHER
    case 'TSClassImplements':
    case 'TSInterfaceHeritage':
    case 'TSTypeReference':
      return TYPE
    case 'TSQualifiedName':
      return parent.left === name ? roleOfQualified(parent) : null
    default:
      return VALUE
  }
}

/** Of the first part of `one.other`, in types. */
function roleOfQualified(name: Node): Role | null {
  const { parent } = name
  switch (parent?.type) {
    case 'TSQualifiedName':
      return roleOfQualified(parent)
    case 'TSTypeQuery':
    case 'TSImportEqualsDeclaration':
      return VALUE
    case 'TSImportType':
    case 'TSModuleDeclaration':
      return null
    default:
      return TYPE
  }
}

/** Whether a member is what an interface extends or a class implements. */
function isHeritage({ parent }: Node): boolean {
  if (parent?.type === 'MemberExpression') return isHeritage(parent)
  return parent?.type === 'TSInterfaceHeritage' || parent?.type === 'TSClassImplements'
}

function roleOfElement(name: Name): Role | null {
  switch (name.parent?.type) {
    case 'JSXOpeningElement':
    case 'JSXClosingElement': {
      // In lower case it is an element of the browser's.
      const [first = ''] = name.name
      return first.toUpperCase() === first ? VALUE : null
    }
    case 'JSXMemberExpression':
      return name.parent.object === name && name.name !== 'this' ? VALUE : null
    default:
      return null
  }
}

/** Where a name stands in the patterns around it. */
interface Target {
  /** What the outermost of them is the left side, the parameter or the declared of. */
  readonly owner: Node
  /** The outermost pattern. */
  readonly pattern: Node
  /** What is written where a part is missing. */
  readonly defaults: readonly Node[]
}

const NO_DEFAULTS: readonly Node[] = []
const NO_REFERENCES: readonly Reference[] = []

function targetOf(name: Name): Target {
  let defaults = NO_DEFAULTS
  let pattern: Node = name
  for (;;) {
    const owner = pattern.parent as Node
    switch (owner.type) {
      case 'AssignmentPattern':
        if (owner.left !== pattern) return { owner, pattern, defaults }
        defaults = [...defaults, owner.right]
        break
      case 'Property':
        if (owner.parent?.type !== 'ObjectPattern' || owner.value !== pattern) {
          return { owner, pattern, defaults }
        }
        break
      case 'ArrayPattern':
      case 'ObjectPattern':
      case 'RestElement':
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'TSParameterProperty':
      case 'TSTypeAssertion':
        break
      default:
        return { owner, pattern, defaults }
    }
    pattern = owner
  }
}

/** The uses that a name declared as a variable or parameter is of itself: none unless something is written. */
export function listInits(identifier: Name): readonly Reference[] {
  const { owner, defaults } = targetOf(identifier)
  const value = owner.type === 'VariableDeclarator' ? writtenBy(owner) : null
  if (value === null && defaults.length === 0) return NO_REFERENCES
  return [...defaults, ...(value ? [value] : [])].map((one) =>
    createWrite(identifier, one, { isInit: true, isRead: false }),
  )
}

/** What a declarator is set to: also one by one, in a loop's head. */
function writtenBy({ init, parent }: Node & { readonly type: 'VariableDeclarator' }): Node | null {
  const loop = parent?.parent
  return init ?? (isEach(loop) && loop.left === parent ? loop.right : null)
}

/** The uses that a name is of the variable it refers to. */
export function listUses(identifier: Name, { isValue }: Role): Reference[] {
  const read = { identifier, isRead: true, isWrite: false, isInit: false, isValue, written: null }
  if (!isValue || identifier.type !== 'Identifier') return [read]
  const { owner, pattern, defaults } = targetOf(identifier)
  if (owner.type === 'UpdateExpression') {
    return [createWrite(identifier, null, { isInit: false, isRead: true })]
  }
  const isTarget =
    (owner.type === 'AssignmentExpression' || isEach(owner)) && owner.left === pattern
  if (!isTarget) return [read]
  const isRead = owner.type === 'AssignmentExpression' && owner.operator !== '='
  return [...defaults, owner.right].map((one) =>
    createWrite(identifier, one, { isInit: false, isRead }),
  )
}

function createWrite(
  identifier: Name,
  written: Node | null,
  { isInit, isRead }: Pick<Reference, 'isInit' | 'isRead'>,
): Reference {
  return { identifier, isRead, isWrite: true, isInit, isValue: true, written }
}

function isEach(
  node: Node | null | undefined,
): node is Node & { readonly type: 'ForInStatement' | 'ForOfStatement' } {
  return node?.type === 'ForInStatement' || node?.type === 'ForOfStatement'
}
