/** Reads a file's route segment configuration: Next's `export const dynamic = 'force-static'` and its kind. */
import type { Node, Program } from 'oxc-parser'

/** Only what is written as a literal; `null` for what is not, or is not there. */
export interface SegmentConfig {
  /** `auto`, `force-dynamic`, `error` or `force-static`. */
  readonly dynamic: string | null
  /** `nodejs` or `edge`. */
  readonly runtime: string | null
  /** Seconds. */
  readonly maxDuration: number | null
}

export function readSegmentConfig(program: Program): SegmentConfig {
  const values = new Map<string, unknown>()
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration') continue
    if (statement.declaration?.type !== 'VariableDeclaration') continue
    for (const { id, init } of statement.declaration.declarations) {
      const value = init && withoutTypes(init)
      if (id.type === 'Identifier' && value?.type === 'Literal') values.set(id.name, value.value)
    }
  }
  const text = (name: string) => {
    const value = values.get(name)
    return typeof value === 'string' ? value : null
  }
  const maxDuration = values.get('maxDuration')
  return {
    dynamic: text('dynamic'),
    runtime: text('runtime'),
    maxDuration: typeof maxDuration === 'number' ? maxDuration : null,
  }
}

/** `'edge' as const` and `'edge' satisfies Runtime` are `'edge'`. */
function withoutTypes(node: Node): Node {
  return node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression'
    ? withoutTypes(node.expression)
    : node
}
