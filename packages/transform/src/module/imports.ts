/** Lists what a module takes from other modules, in every form: import, re-export, require, import(). */
import type { Node, Program } from 'oxc-parser'
import type { LineIndex } from '../source/position.ts'
import type { ScopeIndex, Variable } from '../source/scope.ts'
import { walk } from '../source/walk.ts'
import { exportedName, literalText, propertyName, requiredModule } from './bindings.ts'
import { isCallable } from './functions.ts'
import type { ImportRecord, ImportSpecifier, Place } from './summary.ts'

/** What is known of the names taken from a module object. */
type Use = Pick<ImportRecord, 'specifiers' | 'isKnown'>

export function listImports(program: Program, scope: ScopeIndex, lines: LineIndex): ImportRecord[] {
  const records: ImportRecord[] = []
  const members = new Map<unknown, Node & { readonly type: 'MemberExpression' }>()
  const typeQueries = new Set<unknown>()
  const later: (() => void)[] = []
  const placeOf = (node: Node): Place => ({
    start: node.start,
    end: node.end,
    ...lines.positionOf(node.start),
  })

  function add(
    type: ImportRecord['type'],
    node: Node,
    source: Node,
    typeOnly: boolean,
    use: Use,
  ): void {
    records.push({
      type,
      source: literalText(source) as string,
      span: { start: node.start, end: node.end },
      sourceSpan: { start: source.start, end: source.end },
      place: placeOf(node),
      typeOnly,
      ...use,
    })
  }

  function specifier(
    imported: string,
    local: string,
    node: Node,
    importedNode: Node | null,
    { typeOnly = false, isUsed = true } = {},
  ): ImportSpecifier {
    const importedSpan = importedNode && { start: importedNode.start, end: importedNode.end }
    const span = { start: node.start, end: node.end }
    return { imported, local, typeOnly, isUsed, span, importedSpan, place: placeOf(node) }
  }

  /** The members of a variable that holds a module object. */
  function useOfVariable(variable: Variable | null): Use {
    if (variable === null || scope.isReassigned(variable)) return { specifiers: [], isKnown: false }
    const specifiers: ImportSpecifier[] = []
    let isKnown = true
    for (const reference of variable.references) {
      if (reference.init || typeQueries.has(reference.identifier)) continue
      const member = members.get(reference.identifier)
      const name = member ? propertyName(member) : null
      if (member && name !== null) specifiers.push(specifier(name, '', member, null))
      else if (reference.isValueReference) isKnown = false
    }
    return { specifiers, isKnown }
  }

  function useOfPattern(pattern: Node): Use {
    if (pattern.type === 'Identifier') return useOfVariable(scope.variableOf(pattern))
    if (pattern.type !== 'ObjectPattern') return { specifiers: [], isKnown: false }
    const specifiers: ImportSpecifier[] = []
    let isKnown = true
    for (const property of pattern.properties) {
      if (
        property.type === 'Property' &&
        !property.computed &&
        property.key.type === 'Identifier'
      ) {
        specifiers.push(specifier(property.key.name, '', property, property.key))
      } else {
        isKnown = false
      }
    }
    return { specifiers, isKnown }
  }

  /** What happens to the module object that a `require()` or `import()` gives. */
  function useOfExpression(node: Node, parents: readonly Node[]): Use {
    let child = node
    let depth = parents.length - 1
    while (
      /^(AwaitExpression|ChainExpression|TS(As|Satisfies|NonNull)Expression)$/.test(
        (parents[depth] as Node).type,
      )
    ) {
      child = parents[depth] as Node
      depth -= 1
    }
    const parent = parents[depth] as Node
    if (parent.type === 'ExpressionStatement') return { specifiers: [], isKnown: true }
    if (parent.type === 'VariableDeclarator' && parent.init === child)
      return useOfPattern(parent.id)
    if (parent.type === 'MemberExpression' && parent.object === child) {
      const name = propertyName(parent)
      const call = parents[depth - 1] as Node
      if (name === 'then' && node.type === 'ImportExpression' && call.type === 'CallExpression') {
        const callback = call.arguments[0] as Node | undefined
        if (callback && isCallable(callback) && callback.params.length <= 1) {
          const parameter = callback.params[0] as Node | undefined
          return parameter ? useOfPattern(parameter) : { specifiers: [], isKnown: true }
        }
        return { specifiers: [], isKnown: false }
      }
      if (name !== null) return { specifiers: [specifier(name, '', parent, null)], isKnown: true }
    }
    return { specifiers: [], isKnown: false }
  }

  walk(program, {
    enter(node, parents) {
      switch (node.type) {
        case 'TSTypeQuery':
          typeQueries.add(rootOf(node.exprName))
          break
        case 'MemberExpression':
          if (node.object.type === 'Identifier') members.set(node.object, node)
          break
        case 'ImportDeclaration':
          later.push(() => add('import', node, node.source, node.importKind === 'type', use(node)))
          break
        case 'TSImportEqualsDeclaration':
          if (node.moduleReference.type === 'TSExternalModuleReference') {
            const source = node.moduleReference.expression
            const typeOnly = node.importKind === 'type'
            later.push(() =>
              add('require', node, source, typeOnly, useOfVariable(scope.variableOf(node.id))),
            )
          }
          break
        case 'ExportNamedDeclaration':
          if (node.source) {
            const specifiers = node.specifiers.map((item) =>
              specifier(exportedName(item.local), exportedName(item.exported), item, item.local, {
                typeOnly: item.exportKind === 'type',
              }),
            )
            add('export', node, node.source, node.exportKind === 'type', {
              specifiers,
              isKnown: true,
            })
          }
          break
        case 'ExportAllDeclaration': {
          const { exported, source } = node
          const specifiers = exported
            ? [specifier('*', exportedName(exported), exported, null)]
            : []
          const type = exported ? 'export' : 'export-all'
          add(type, node, source, node.exportKind === 'type', { specifiers, isKnown: false })
          break
        }
        case 'CallExpression': {
          const source = requiredModule(node, scope)
          if (source) {
            const around = [...parents]
            later.push(() => add('require', node, source, false, useOfExpression(node, around)))
          }
          break
        }
        case 'ImportExpression': {
          const { source } = node
          if (literalText(source) !== null) {
            const around = [...parents]
            later.push(() => add('dynamic', node, source, false, useOfExpression(node, around)))
          }
          break
        }
      }
      return undefined
    },
  })

  /** Whether a variable is read as a value: `typeof after` in a type is none. */
  function isRead(variable: Variable): boolean {
    return variable.references.some(
      (reference) =>
        reference.isRead() && reference.isValueReference && !typeQueries.has(reference.identifier),
    )
  }

  function use(node: Node & { readonly type: 'ImportDeclaration' }): Use {
    const specifiers: ImportSpecifier[] = []
    let isKnown = true
    for (const item of node.specifiers) {
      if (item.type === 'ImportSpecifier') {
        const typeOnly = item.importKind === 'type'
        const name = exportedName(item.imported)
        const variable = scope.variableOf(item.local)
        const isUsed = variable !== null && isRead(variable)
        specifiers.push(specifier(name, item.local.name, item, item.imported, { typeOnly, isUsed }))
      } else {
        const object = useOfVariable(scope.variableOf(item.local))
        const name = item.type === 'ImportDefaultSpecifier' ? 'default' : '*'
        specifiers.push(specifier(name, item.local.name, item, null), ...object.specifiers)
        isKnown = isKnown && object.isKnown
      }
    }
    return { specifiers, isKnown }
  }

  for (const run of later) run()
  return records.sort((a, b) => a.span.start - b.span.start)
}

/** `server` of `typeof server.after`. */
function rootOf(name: Node): Node {
  return name.type === 'TSQualifiedName' ? rootOf(name.left) : name
}
