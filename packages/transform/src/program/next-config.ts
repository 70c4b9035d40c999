/** Reads what matters of a `next.config.*`, as far as its text tells. */
import type { Node, Program } from 'oxc-parser'
import { parseModule } from '../source/parse.ts'
import { walk } from '../source/walk.ts'

export interface NextConfig {
  /** `output: 'export'`, whatever else decides. */
  readonly isStaticExport: boolean
  /** `null` where it is not written as a list of strings. */
  readonly pageExtensions: readonly string[] | null
}

// What only some runs of the configuration come by.
const UNCERTAIN = /^(ConditionalExpression|IfStatement|LogicalExpression|SpreadElement|SwitchCase)$/

/** Never throws on any text. */
export function readNextConfig(text: string): NextConfig {
  const found = new Map<string, unknown>()
  for (const program of parse(text)) {
    walk(program, {
      enter(node) {
        if (node.type !== 'Property') return !UNCERTAIN.test(node.type)
        const { key, value } = node
        if (!node.computed && key.type === 'Identifier') found.set(key.name, readLiteral(value))
        // Objects inside the configuration have options of their own.
        return false
      },
    })
  }
  const pageExtensions = found.get('pageExtensions')
  return {
    isStaticExport: found.get('output') === 'export',
    pageExtensions: Array.isArray(pageExtensions) ? pageExtensions : null,
  }
}

function parse(text: string): readonly Program[] {
  if (!/\b(output|pageExtensions)\b/.test(text)) return []
  try {
    const parsed = parseModule(text, 'next.config.ts')
    return parsed.type === 'parsed' ? [parsed.program] : []
  } catch (error) {
    // It nests too deeply.
    if (error instanceof RangeError) return []
    throw error
  }
}

/** A string, or a list of strings. */
function readLiteral(node: Node): unknown {
  switch (node.type) {
    case 'Literal':
      return node.value
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return readLiteral(node.expression)
    case 'ArrayExpression': {
      const items = node.elements.map((element) => element && readLiteral(element))
      return items.every((item) => typeof item === 'string') ? items : undefined
    }
    default:
      return undefined
  }
}
