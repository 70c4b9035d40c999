/** Reads from a module's text alone, without parsing, what decides whether it is worth parsing. */
import type { ApiTable } from '../module/apis.ts'

/**
 * What a text may be of interest for. A mention in a comment or string counts: each of them is a
 * superset of what parsing would find.
 */
export type Interest =
  /** May call `after`: mentions it and a module that exports it. */
  | 'after'
  /** Mentions a module that exports `after`, a request API or a navigation function. */
  | 'api'
  /** Suppresses findings. */
  | 'suppression'
  /** Runs in the browser: what it imports is no longer the server's. */
  | 'client'
  /** May hold entry points that its path does not tell: server functions, fetch handlers. */
  | 'entry'
  /** May hold functions whose results are kept. */
  | 'cache'
  /** May say that its page or route is static. */
  | 'static'

export interface Scanner {
  /** The interests of a text, as the bits that `has` reads. */
  scan(text: string): number
  has(bits: number, interest: Interest): boolean
}

export function createScanner(apis: ApiTable): Scanner {
  const modules = withoutLonger(apis.modules)
  const mentionsApi = (text: string) => modules.some((module) => text.includes(module))

  const tests: readonly (readonly [Interest, (text: string) => boolean])[] = [
    ['after', (text) => mentionsApi(text) && AFTER.test(text)],
    ['api', mentionsApi],
    ['suppression', (text) => text.includes('afterword-ignore')],
    ['client', (text) => text.includes('use client') && CLIENT.test(text)],
    ['entry', (text) => text.includes('use server') || isFetchHandler(text)],
    ['cache', (text) => text.includes('use cache') || text.includes('unstable_cache')],
    ['static', (text) => text.includes('dynamic') && /force-static|['"]error['"]/.test(text)],
  ]
  const bitOf = new Map(tests.map(([interest], index) => [interest, 1 << index]))

  return {
    scan: (text) =>
      tests.reduce((bits, [, test], index) => (test(text) ? bits | (1 << index) : bits), 0),
    has: (bits, interest) => (bits & (bitOf.get(interest) ?? 0)) !== 0,
  }
}

// Only comments and other directives may come before it. No part matches what another does, or a
// failing match would try every division of the comments among them.
const CLIENT =
  /^(?:\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/|"use (?!client)[^"\n]*";?|'use (?!client)[^'\n]*';?)*["']use client["']/

function isFetchHandler(text: string): boolean {
  return text.includes('export default') && /\bfetch\b|\breq(?:uest)?\b/.test(text)
}

// `@afterword/runtime` alone is no call.
const AFTER = /\b(?:unstable_)?after\b/

/** A text that has `next/server.js` has `next/server`. */
function withoutLonger(modules: readonly string[]): string[] {
  return modules.filter(
    (module) => !modules.some((other) => other !== module && module.includes(other)),
  )
}

const SPECIFIER =
  /\b(?:from|import|require)\b\s*\(?\s*(?:(?:\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/[^\n]*\n)\s*)*(?:"([^"\n]+)"|'([^'\n]+)'|`([^`\n$]+)`)/g

/**
 * What the text imports: of `import` and `export … from`, `import()`, `require()` and
 * `import = require()`, each once. More than that where a comment or string looks like an import.
 */
export function listSpecifiers(text: string): string[] {
  const specifiers = new Set<string>()
  for (const [, double, single, template] of text.matchAll(SPECIFIER)) {
    specifiers.add((double ?? single ?? template) as string)
  }
  return [...specifiers]
}
