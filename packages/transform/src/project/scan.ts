/** Reads from a module's text alone, without parsing, what decides whether it is worth parsing. */
import type { ApiTable } from '../module/apis.ts'
import { TAKES_AFTER } from '../module/mentions.ts'
import { REQUEST_READERS } from '../module/request-readers.ts'
import { mayMisuseWaitUntil } from '../module/wait-until.ts'

/** What is asked of every text of a project. */
export type Mark =
  /** May call `after`, or hand it on. */
  | 'after'
  /** May misuse a platform's `waitUntil`. */
  | 'wait-until'
  /** Suppresses findings. */
  | 'suppression'
  /** Mentions a module that exports a function the compiler knows, or imports one that reads the request. */
  | 'api'
  /** Runs in the browser: what it imports is no longer the server's. */
  | 'client'
  /** Is server functions, whole: a browser that imports them has references only. */
  | 'server'
  /** May hold server functions. */
  | 'action'
  /** May hold functions whose results are kept. */
  | 'cache'

/** What is asked only of those that lead to a call of `after`. */
export type Trait =
  /** May answer requests by a default export. */
  | 'handler'
  /** May say that its page or route is static. */
  | 'static'

/**
 * Each of these finds more than parsing would, but for the directives `client` and `server`, which
 * are exact: a mention in a comment or string counts. A set of marks is bits, which `isMarked` reads.
 */
export interface Scanner {
  /** @param specifiers what the text imports */
  findMarks(text: string, specifiers: readonly string[]): number
  hasTrait(text: string, trait: Trait): boolean
}

const BITS: Readonly<Record<Mark, number>> = {
  after: 1,
  suppression: 2,
  api: 4,
  client: 8,
  server: 16,
  action: 32,
  cache: 64,
  'wait-until': 128,
}

export function createScanner({ modules }: Pick<ApiTable, 'modules'>): Scanner {
  const known = new Set(modules)
  const takesAfter = compileTakesAfter(modules)

  return {
    findMarks(text, specifiers) {
      let marks = 0
      // A binding needs an import.
      if (specifiers.some((specifier) => READER_SOURCES.has(specifier)) && READERS.test(text)) {
        marks |= BITS.api
      }
      if (specifiers.some((specifier) => known.has(specifier))) {
        marks |= BITS.api
        if (mayCallAfter(text) && takesAfter(text)) marks |= BITS.after
        if (text.includes('unstable_cache')) marks |= BITS.cache
      }
      if (mayMisuseWaitUntil(text)) marks |= BITS['wait-until']
      // V8 looks for the first letter, which is rarer in the word's middle.
      if (text.includes('-ignore') && text.includes('afterword-ignore')) marks |= BITS.suppression
      return marks | findDirectives(text)
    },
    hasTrait: (text, trait) => TRAITS[trait](text),
  }
}

export function isMarked(marks: number, mark: Mark): boolean {
  return (marks & BITS[mark]) !== 0
}

const TRAITS: Readonly<Record<Trait, (text: string) => boolean>> = {
  handler: (text) => text.includes('export default') && /\bfetch\b|\breq(?:uest)?\b/.test(text),
  static: (text) => text.includes('dynamic') && /force-static|['"]error['"]/.test(text),
}

const READER_SOURCES = new Set(REQUEST_READERS.map(({ source }) => source))

// The name stands before the module's; most modules import types alone, which are of no concern.
const READERS = new RegExp(
  REQUEST_READERS.map(({ source, name }) => {
    const imported = name === 'default' ? 'import\\s+(?!type\\b)\\w+' : `\\b${name}\\b`
    return `${imported}[^'"]*\\bfrom\\s*['"]${source.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')}['"]`
  }).join('|'),
)

function mayCallAfter(text: string): boolean {
  return (text.includes('after') && TAKES_AFTER.test(text)) || /export\s*\*/.test(text)
}

/**
 * Whether a text may take `after` from one of the modules. Where it names what it takes from them in
 * braces, and nowhere mentions them otherwise, the braces tell: `after` is also what a page of a list
 * is asked for by.
 */
function compileTakesAfter(modules: readonly string[]): (text: string) => boolean {
  const sources = modules
    .map((module) => module.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
    .join('|')
  const mention = new RegExp(`['"\`](?:${sources})['"\`]`, 'g')
  const named = new RegExp(
    `\\b(?:import|export)\\s*(?:type\\b\\s*)?\\{([^{}]*)\\}\\s*from\\s*['"](?:${sources})['"]`,
    'g',
  )
  return (text) => {
    const lists = [...text.matchAll(named)]
    const isAll = lists.length === [...text.matchAll(mention)].length
    return !isAll || lists.some(([, names]) => /\b(?:unstable_)?after\b/.test(names ?? ''))
  }
}

function findDirectives(text: string): number {
  let marks = 0
  for (let at = text.indexOf('use '); at !== -1; at = text.indexOf('use ', at + 4)) {
    if (text.startsWith('server', at + 4)) marks |= BITS.action
    else if (text.startsWith('cache', at + 4)) marks |= BITS.cache
    else if (text.startsWith('client', at + 4)) marks |= BITS.client
  }
  // These two stand at the beginning, and count nowhere else.
  if ((marks & BITS.client) !== 0 && !CLIENT.test(text)) marks &= ~BITS.client
  if ((marks & BITS.action) !== 0 && SERVER.test(text)) marks |= BITS.server
  return marks
}

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
  const pattern = new RegExp(IMPORTS)
  // Not `matchAll`: this is half of what reading a project costs besides reading it.
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const specifier = match[1] ?? match[2] ?? match[3]
    if (specifier !== undefined) specifiers.add(specifier)
  }
  return [...specifiers]
}

/** Whether a text may export a name, or all names of another module. */
export function mayExport(text: string, name: string): boolean {
  return new RegExp(`\\bexport\\b(?:\\s*\\*|[^=;(]*?${wordPattern(name)})`).test(text)
}

/** Matches a name that is no part of another. */
export function wordPattern(name: string): string {
  return `(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`
}
