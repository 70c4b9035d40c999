/** What the name of an import stands for. */
import type { Node } from 'oxc-parser'
import { exportedName } from './syntax.ts'
import { memberOf, UNKNOWN, type Value } from './value.ts'

/** `node` is the specifier. */
export function resolveImport(node: Node, resolve: (node: Node) => Value): Value {
  // A type-only import is no value, whatever the code does with its name.
  if ('importKind' in node && node.importKind === 'type') return UNKNOWN
  if (node.type === 'TSImportEqualsDeclaration') {
    const { moduleReference } = node
    if (moduleReference.type === 'TSExternalModuleReference') {
      return { type: 'import', source: moduleReference.expression.value, name: '*' }
    }
    return moduleReference.type === 'TSQualifiedName'
      ? memberOf(resolve(moduleReference.left), moduleReference.right.name)
      : UNKNOWN
  }
  const { parent } = node
  if (parent?.type !== 'ImportDeclaration' || parent.importKind === 'type') return UNKNOWN
  const source = parent.source.value
  switch (node.type) {
    case 'ImportNamespaceSpecifier':
      return { type: 'import', source, name: '*' }
    case 'ImportDefaultSpecifier':
      return { type: 'import', source, name: 'default' }
    case 'ImportSpecifier':
      return { type: 'import', source, name: exportedName(node.imported) }
    default:
      return UNKNOWN
  }
}
