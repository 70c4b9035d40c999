/** Lists what a module takes from other modules, in every form: import, re-export, require, import(). */
import type { Node } from 'oxc-parser'
import type { LineIndex } from '../source/position.ts'
import type { ScopeIndex, Variable } from '../source/scope.ts'
import type { Collector } from '../source/walk.ts'
import type { ImportRecord, ImportSpecifier, Place } from './summary.ts'
import { exportedName, isRequire, isTypeQuery, literalText, requiredModule } from './syntax.ts'
import { createUseFinder, type Use } from './uses.ts'

/** What may import. */
type ImportingNode = Node & {
  readonly type:
    | 'CallExpression'
    | 'ExportAllDeclaration'
    | 'ExportNamedDeclaration'
    | 'ImportDeclaration'
    | 'ImportExpression'
    | 'TSImportEqualsDeclaration'
}

export interface CollectedImports {
  readonly collector: Collector
  /** In source order; to be used once the tree has been walked. */
  readonly nodes: readonly ImportingNode[]
}

export function collectImports(): CollectedImports {
  const nodes: ImportingNode[] = []
  const importing = { enter: (node: ImportingNode) => void nodes.push(node) }
  const collector = {
    CallExpression: {
      enter(node: Node & { readonly type: 'CallExpression' }) {
        if (isRequire(node)) nodes.push(node)
      },
    },
    ExportAllDeclaration: importing,
    ExportNamedDeclaration: importing,
    ImportDeclaration: importing,
    ImportExpression: importing,
    TSImportEqualsDeclaration: importing,
  }
  return { collector, nodes }
}

export function listImports(
  nodes: readonly ImportingNode[],
  scope: ScopeIndex,
  lines: LineIndex,
): ImportRecord[] {
  const records: ImportRecord[] = []
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
    {
      typeOnly = false,
      isUsed = true,
      useCount = 0,
      isShadowed = false,
      part = null,
    }: Partial<
      Pick<ImportSpecifier, 'typeOnly' | 'isUsed' | 'useCount' | 'isShadowed' | 'part'>
    > = {},
  ): ImportSpecifier {
    const importedSpan = importedNode && { start: importedNode.start, end: importedNode.end }
    const span = { start: node.start, end: node.end }
    const place = placeOf(node)
    const facts = { typeOnly, isUsed, useCount, isShadowed, part }
    return { imported, local, span, importedSpan, place, ...facts }
  }

  const uses = createUseFinder({
    scope,
    createSpecifier: (imported, node, importedNode, part) =>
      specifier(imported, '', node, importedNode, { part }),
  })

  for (const node of nodes) describe(node)
  return records

  function describe(node: ImportingNode): void {
    switch (node.type) {
      case 'ImportDeclaration':
        add('import', node, node.source, node.importKind === 'type', use(node))
        break
      case 'TSImportEqualsDeclaration':
        if (node.moduleReference.type === 'TSExternalModuleReference') {
          const source = node.moduleReference.expression
          const object = uses.ofVariable(scope.variableOf(node.id), false)
          add('require', node, source, node.importKind === 'type', object)
        }
        break
      case 'ExportNamedDeclaration':
        if (node.source) {
          const specifiers = node.specifiers.map((item) =>
            specifier(exportedName(item.local), exportedName(item.exported), item, item.local, {
              typeOnly: item.exportKind === 'type',
            }),
          )
          const object = { specifiers, isKnown: true }
          add('export', node, node.source, node.exportKind === 'type', object)
        }
        break
      case 'ExportAllDeclaration': {
        const { exported, source } = node
        const specifiers = exported ? [specifier('*', exportedName(exported), exported, null)] : []
        const type = exported ? 'export' : 'export-all'
        add(type, node, source, node.exportKind === 'type', { specifiers, isKnown: false })
        break
      }
      case 'CallExpression': {
        const source = requiredModule(node, scope)
        if (source) add('require', node, source, false, uses.ofExpression(node, false))
        break
      }
      case 'ImportExpression': {
        const { source } = node
        if (literalText(source) !== null) {
          add('dynamic', node, source, false, uses.ofExpression(node, true))
        }
        break
      }
    }
  }

  /** Whether a variable is read as a value: `typeof after` in a type is none. */
  function isRead(variable: Variable): boolean {
    return variable.references.some(
      ({ isRead, isValue, identifier }) => isRead && isValue && !isTypeQuery(identifier),
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
        const useCount = variable?.references.length ?? 0
        const isShadowed = scope.isShadowed(item.local.name)
        const facts = { typeOnly, isUsed, useCount, isShadowed }
        specifiers.push(specifier(name, item.local.name, item, item.imported, facts))
      } else {
        const object = uses.ofVariable(scope.variableOf(item.local), false)
        const name = item.type === 'ImportDefaultSpecifier' ? 'default' : '*'
        specifiers.push(specifier(name, item.local.name, item, null), ...object.specifiers)
        isKnown = isKnown && object.isKnown
      }
    }
    return { specifiers, isKnown }
  }
}
