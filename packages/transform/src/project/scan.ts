/** Reads from a module's text alone, without parsing, what decides whether it is worth parsing. */
import type { ApiTable } from '../module/apis.ts'
import { mayMisuseWaitUntil } from '../module/wait-until.ts'

/** Why a module is checked. To have one more is to have one more test below. */
export type Mark =
  /** May call `after`, or hand it on. */
  | 'after'
  /** May misuse a platform's `waitUntil`. */
  | 'wait-until'
  /** Suppresses findings. */
  | 'suppression'

/** What else a text tells, of modules that others lead to. */
export type Trait =
  /** Mentions a module that exports a function the compiler knows. */
  | 'api'
  /** Runs in the browser: what it imports is no longer the server's. */
  | 'client'
  /** Is server functions, whole: a browser that imports them has references only. */
  | 'server'
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
    'wait-until': mayMisuseWaitUntil,
    suppression: (text) => text.includes('afterword-ignore'),
  }
  const traits: Readonly<Record<Trait, Test>> = {
    api: (text) => mention.test(text),
    client: (text) => text.includes('use client') && CLIENT.test(text),
    server: (text) => text.includes('use server') && SERVER.test(text),
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

const CLIENT = compileDirective('use client')
const SERVER = compileDirective('use server')

/**
 * Only comments and other directives may come before a directive. No part matches what another
 * does, or a failing match would try every division of the comments among them.
 */
function compileDirective(directive: string): RegExp {
  const comment = String.raw`\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/`
  const other = `"(?!${directive}")use [^"\\n]*"|'(?!${directive}')use [^'\\n]*'`
  return new RegExp(`^(?:\\s|;|${comment}|${other})*["']${directive}["']`)
}

const HANDLER = /\bfetch\b|\breq(?:uest)?\b/

// Imports of types are gone when the program runs, and match without a specifier.
const TYPES = String.raw`\b(?:import|export)\s+type\s*(?:\{[^}]*\}|\*|\w+(?!\s*['"]))[^'"{}=;()]*\bfrom\s*(?:"[^"\n]*"|'[^'\n]*')`
const COMMENTS = String.raw`(?:(?:\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/[^\n]*\n)\s*)*`
const SPECIFIER = String.raw`\b(?:from|import|require)\b\s*\(?\s*${COMMENTS}(?:"([^"\n]+)"|'([^'\n]+)'|\`([^\`\n$]+)\`)`
const IMPORTS = new RegExp(`${TYPES}|${SPECIFIER}`, 'g')

/**
 * What the text imports: of `import` and `export … from`, `import()`, `require()` and
 * `import = require()`, each once. More than that where a comment or string looks like an import.
 */
export function listSpecifiers(text: string): string[] {
  const specifiers = new Set<string>()
  for (const [, double, single, template] of text.matchAll(IMPORTS)) {
    const specifier = double ?? single ?? template
    if (specifier !== undefined) specifiers.add(specifier)
  }
  return [...specifiers]
}
