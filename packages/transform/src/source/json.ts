/** Reads JSON files as tools do: comments and trailing commas are allowed in those that configure TypeScript. */
import { createRequire } from 'node:module'
import { indexLines } from './position.ts'

export type ReadJsonResult =
  | { readonly type: 'read'; readonly value: unknown }
  | { readonly type: 'broken'; readonly message: string }

const require = createRequire(import.meta.url)

/** Plain JSON by Node's own parser; the tolerant one, slow to load, only where that fails. */
export function parseJson(text: string): ReadJsonResult {
  const bare = text.replace(/^\uFEFF/, '')
  try {
    return { type: 'read', value: JSON.parse(bare) }
  } catch {
    const { parse, printParseErrorCode } = require('jsonc-parser') as typeof import('jsonc-parser')
    const errors: import('jsonc-parser').ParseError[] = []
    const value: unknown = parse(bare, errors, { allowTrailingComma: true })
    const [error] = errors
    if (error === undefined) return { type: 'read', value }
    const { line, column } = indexLines(bare).positionOf(error.offset)
    const message = `line ${line}, column ${column}: ${printParseErrorCode(error.error)}`
    return { type: 'broken', message }
  }
}

/** An object's own property, where the value is an object at all. */
export function getProperty(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name)
  return isObject ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

export function toStrings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
