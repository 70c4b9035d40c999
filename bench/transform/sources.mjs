// Real sources to transform: TypeScript and JSX as published packages carry them, and the same with calls of `after`.
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

const modules = join(import.meta.dirname, '../node_modules')

/** Packages that carry their sources, and where. */
export const sourcePackages = [
  'rxjs',
  '@tanstack/query-core',
  '@tanstack/react-query',
  '@tanstack/react-router',
  '@tanstack/router-core',
  'effect',
]

/** What is transformed, by name. */
export const inputs = {
  'without after': readSources,
  'with after, one call a file': () => addCalls(readSources(), 'once'),
  'with after, a call in every function': () => addCalls(readSources(), 'everywhere'),
}

/** @returns {{ file: string, code: string }[]} */
function readSources() {
  const sources = []
  for (const name of sourcePackages) {
    const folder = join(modules, name, 'src')
    for (const entry of readdirSync(folder, { recursive: true })) {
      if (!['.ts', '.tsx'].includes(extname(entry)) || entry.endsWith('.d.ts')) continue
      const code = readFileSync(join(folder, entry), 'utf8')
      sources.push({ file: join('src', name, entry).replaceAll('\\', '/'), code })
    }
  }
  return sources
}

/**
 * The sources with an import of `after`, and a call at the head of the first function with a block
 * (`once`) or of each (`everywhere`).
 */
function addCalls(sources, how) {
  return sources.map(({ file, code }) => {
    const { program } = parseSync(file, code)
    const starts = []
    const visit = ({ body }) => {
      if (body?.type === 'BlockStatement') starts.push(findStart(body))
    }
    new Visitor({
      FunctionDeclaration: visit,
      FunctionExpression: visit,
      ArrowFunctionExpression: visit,
    }).visit(program)
    starts.sort((a, b) => a - b)
    const calls = how === 'once' ? starts.slice(0, 1) : starts
    const inserted = calls.map((at) => [at, ";afterResponse(() => console.log('served'));"])
    inserted.unshift([findStart(program), ";import { after as afterResponse } from 'next/server';"])
    // From the end, so that what comes before keeps its place.
    const text = inserted
      .sort(([a], [b]) => b - a)
      .reduce((rest, [at, added]) => `${rest.slice(0, at)}${added}${rest.slice(at)}`, code)
    return { file, code: text }
  })
}

/** Where statements may begin: after the directives. */
function findStart({ type, start, body }) {
  const directive = body.findLast((statement) => typeof statement.directive === 'string')
  if (directive) return directive.end
  return type === 'BlockStatement' ? start + 1 : (body[0]?.start ?? start)
}
