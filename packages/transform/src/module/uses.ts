/** Finds what a module takes from a module object: by member, by pattern, through other variables. */
import type { Node } from 'oxc-parser'
import type { ScopeIndex, Variable } from '../source/scope.ts'
import { isCallable } from './functions.ts'
import type { ImportRecord, ImportSpecifier } from './summary.ts'
import { isPromiseAll, isTypeQuery, keyText, propertyName } from './syntax.ts'

/** What is known of the names taken from a module object. */
export type Use = Pick<ImportRecord, 'specifiers' | 'isKnown'>

/** `part` is how a name is taken; see `ImportSpecifier`. */
export type CreateSpecifier = (
  imported: string,
  node: Node,
  importedNode: Node | null,
  part: ImportSpecifier['part'],
) => ImportSpecifier

export interface UseFinder {
  /** Of the module object that an expression gives, `require()` or `import()`, or the promise of it. */
  ofExpression(node: Node, isPromise: boolean): Use
  ofVariable(variable: Variable | null, isPromise: boolean): Use
}

const NOTHING: Use = { specifiers: [], isKnown: true }
const ESCAPES: Use = { specifiers: [], isKnown: false }

export interface CreateUseFinderInput {
  readonly scope: ScopeIndex
  readonly createSpecifier: CreateSpecifier
}

export function createUseFinder({ scope, createSpecifier }: CreateUseFinderInput): UseFinder {
  // A variable being followed: `let a = b, b = a` must end.
  const pending = new Set<Variable>()

  function ofVariable(variable: Variable | null, isPromise: boolean): Use {
    if (variable === null || pending.has(variable) || scope.isReassigned(variable)) return ESCAPES
    pending.add(variable)
    const uses = variable.references.map(({ isInit, identifier, isValue }): Use => {
      if (isInit || isTypeQuery(identifier)) return NOTHING
      // Types of a namespace are no concern of ours.
      if (!isValue && identifier.parent?.type !== 'TSQualifiedName') return NOTHING
      return ofExpression(identifier, isPromise)
    })
    pending.delete(variable)
    return join(uses)
  }

  function ofExpression(origin: Node, isOriginPromise: boolean): Use {
    let isPromise = isOriginPromise
    for (let node = origin; ; ) {
      const parent = node.parent
      switch (parent?.type) {
        case 'AwaitExpression':
          isPromise = false
          break
        case 'ChainExpression':
        case 'TSAsExpression':
        case 'TSSatisfiesExpression':
        case 'TSNonNullExpression':
        case 'TSTypeAssertion':
          break
        case 'SequenceExpression':
          if (parent.expressions.at(-1) !== node) return NOTHING
          break
        case 'ExpressionStatement':
        case 'UnaryExpression':
          return NOTHING
        case 'VariableDeclarator':
          if (parent.init !== node) return ESCAPES
          return ofPattern(parent.id, isPromise, {
            pattern: parent.id,
            value: node,
            end: parent.end,
          })
        case 'AssignmentExpression': {
          const isAlone = parent.parent?.type === 'ExpressionStatement'
          const isPattern = parent.left.type === 'ObjectPattern' && parent.right === node
          return isAlone && isPattern ? ofPattern(parent.left, isPromise, null) : ESCAPES
        }
        case 'MemberExpression':
          return parent.object === node ? ofMember(parent, origin, isPromise) : ESCAPES
        case 'TSQualifiedName': {
          const isAlias = parent.parent?.type === 'TSImportEqualsDeclaration'
          const name = parent.right.name
          return isAlias ? taken(createSpecifier(name, parent, null, memberPart(origin))) : NOTHING
        }
        case 'ArrayExpression':
          return isPromise ? ofElement(parent, node) : ESCAPES
        default:
          return ESCAPES
      }
      node = parent
    }
  }

  function ofMember(
    member: Node & { readonly type: 'MemberExpression' },
    origin: Node,
    isPromise: boolean,
  ): Use {
    const name = propertyName(member)
    if (name === null) return ESCAPES
    if (!isPromise) return taken(createSpecifier(name, member, null, memberPart(origin)))
    return name === 'then'
      ? ofCallback(member, (pattern) => ofPattern(pattern, false, null))
      : ESCAPES
  }

  /** `import('x').then((module) => …)` */
  function ofCallback(member: Node, ofParameter: (pattern: Node) => Use): Use {
    const call = member.parent
    const callback = call?.type === 'CallExpression' ? call.arguments[0] : undefined
    if (callback === undefined || !isCallable(callback) || callback.params.length > 1)
      return ESCAPES
    const [parameter] = callback.params
    return parameter ? ofParameter(parameter) : NOTHING
  }

  /** `const [server] = await Promise.all([import('x')])` */
  function ofElement(list: Node & { readonly type: 'ArrayExpression' }, element: Node): Use {
    const call = list.parent
    if (call?.type !== 'CallExpression' || !isPromiseAll(call, scope)) return ESCAPES
    const index = list.elements.indexOf(element as (typeof list.elements)[number])
    const ofList = (pattern: Node): Use => {
      const part = pattern.type === 'ArrayPattern' ? pattern.elements[index] : undefined
      if (part === undefined) return ESCAPES
      return part ? ofPattern(part, false, null) : NOTHING
    }
    const outer = call.parent
    if (outer?.type === 'MemberExpression' && propertyName(outer) === 'then') {
      return ofCallback(outer, ofList)
    }
    const declarator = outer?.type === 'AwaitExpression' ? outer.parent : undefined
    return declarator?.type === 'VariableDeclarator' ? ofList(declarator.id) : ESCAPES
  }

  function ofPattern(
    pattern: Node,
    isPromise: boolean,
    declarator: { readonly pattern: Node; readonly value: Node; readonly end: number } | null,
  ): Use {
    if (pattern.type === 'Identifier') return ofVariable(scope.variableOf(pattern), isPromise)
    if (pattern.type !== 'ObjectPattern' || isPromise) return ESCAPES
    const siblings = pattern.properties.map(({ start, end }) => ({ start, end }))
    const part = declarator && {
      type: 'property' as const,
      siblings,
      value: { start: declarator.value.start, end: declarator.value.end },
      end: declarator.end,
    }
    return join(
      pattern.properties.map((property): Use => {
        if (property.type !== 'Property' || property.computed) return ESCAPES
        const name = keyText(property.key)
        return name === null ? ESCAPES : taken(createSpecifier(name, property, property.key, part))
      }),
    )
  }

  return { ofExpression, ofVariable }
}

function join(uses: readonly Use[]): Use {
  return {
    specifiers: uses.flatMap(({ specifiers }) => specifiers),
    isKnown: uses.every(({ isKnown }) => isKnown),
  }
}

function taken(specifier: ImportSpecifier): Use {
  return { specifiers: [specifier], isKnown: true }
}

/** Only a variable can be replaced: a call is the record itself. */
function memberPart({ type, start, end }: Node): ImportSpecifier['part'] {
  return type === 'Identifier' ? { type: 'member', object: { start, end } } : null
}
