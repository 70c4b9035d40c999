/** Reads from a module's text alone, without parsing, what decides whether it is worth parsing. */
import type { ApiTable } from '../module/apis.ts'

/** Why a module is checked. To have one more is to have one more test below. */
export type Mark =
  /** May call `after`, or hand it on. */
  | 'after'
  /** Suppresses findings. */
  | 'suppression'

/** What else a text tells, of modules that others lead to. */
export type Trait =
  /** Mentions a module that exports a function the compiler knows. */
  | 'api'
  /** Runs in the browser: what it imports is no longer the server's. */
  | 'client'
  /** May hold entry points that its path does not tell: server functions, fetch handlers. */
  | 'entry'
  /** May hold functions whose results are kept. */
  | 'cache'
  /** May say that its page or route is static. */
  | 'static'

/**
 * Each of these finds more than parsing would: a mention in a comment or string counts. Sets are
 * bits, which `has` reads; marks and traits are in one set.
 */
export interface Scanner {
  /** Asked of every file of a project. */
  findMarks(text: string): number
  /** Asked of those that the checked ones lead to, or that lead to them. */
  findTraits(text: string): number
  has(bits: number, what: Mark | Trait): boolean
}

type Test = (text: string) => boolean

export function createScanner({ modules }: Pick<ApiTable, 'modules'>): Scanner {
  // A binding needs an import, and an import needs the module's name in the text.
  const names = modules.map((module) => module.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
  const mention = new RegExp(names.join('|'))

  const marks: Readonly<Record<Mark, Test>> = {
    after: (text) => mention.test(text) && AFTER.test(text),
    suppression: (text) => text.includes('afterword-ignore'),
  }
  const traits: Readonly<Record<Trait, Test>> = {
    api: (text) => mention.test(text),
    client: (text) => text.includes('use client') && CLIENT.test(text),
    entry: (text) =>
      text.includes('use server') || (text.includes('export default') && HANDLER.test(text)),
    cache: (text) => text.includes('use cache') || text.includes('unstable_cache'),
    static: (text) => text.includes('dynamic') && /force-static|['"]error['"]/.test(text),
  }
  const bitOf = new Map(
    Object.keys({ ...marks, ...traits }).map((name, index) => [name, 1 << index]),
  )
  const find = (tests: Readonly<Record<string, Test>>) => {
    const list = Object.entries(tests).map(
      ([name, test]) => [bitOf.get(name) as number, test] as const,
    )
    return (text: string) => list.reduce((bits, [bit, test]) => (test(text) ? bits | bit : bits), 0)
  }

  return {
    findMarks: find(marks),
    findTraits: find(traits),
    has: (bits, what) => (bits & (bitOf.get(what) as number)) !== 0,
  }
}

// A name in braces, a member, a computed member, or every export at once: prose has the bare word.
const AFTER =
  /(?:[{,\n]|\*\/)\s*(?:unstable_)?after\s*(?:[,}:\n]|as\b|\/[*/])|\.(?:unstable_)?after\b|(["'`])(?:unstable_)?after\1|export\s*\*/

// Only comments and other directives may come before it. No part matches what another does, or a
// failing match would try every division of the comments among them.
const CLIENT =
  /^(?:\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/|"use (?!client)[^"\n]*";?|'use (?!client)[^'\n]*';?)*["']use client["']/

const HANDLER = /\bfetch\b|\breq(?:uest)?\b/

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
