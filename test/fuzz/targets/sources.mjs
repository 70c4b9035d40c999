// Real files, spoiled: the compiler never throws, gives what parses for what parses, and once.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createCompiler } from '@afterword/transform'
import fc from 'fast-check'
import { listSyntaxErrors } from '../../../packages/transform/dist/source/parse.js'

const PACKAGES = join(import.meta.dirname, '../node_modules')
const MOST_BYTES = 30_000
const PLACES = ['app/page', 'app/api/route', 'src/server', 'middleware', 'lib/x']
const FRAGMENTS = [
  ...'after( after(() => 1) after; cookies() await yield return export default async function class { } ( ) [ ] ; , => = ... ?. ! / ` ${ <a> </a> @x # \' " // /* */ \n \r\n \u2028 \uFFFD'.split(
    ' ',
  ),
  "'use server';",
  "'use client'\n",
  "import { after } from 'next/server'\n",
  "export * from 'next/headers'\n",
  "export { after as GET, cookies } from 'next/server'\n",
  'export default { fetch() {} }\n',
  'export async function GET(request) { after(async () => request) }\n',
  '// afterword-ignore-next-line floating-promise-in-after -- why\n',
]
const TOKEN = /[\p{ID_Start}$_][\p{ID_Continue}$]*|\d+|\s+|[^\s\w]/gu
const CALL =
  /(?<![.\w$])(?:setTimeout|setImmediate|Object\.\w+|Array\.isArray|String|Boolean|Number|Symbol|use[A-Z]\w*|is[A-Z]\w*)\(/g

const SETTINGS = {
  mentioned: {},
  all: { wrap: 'all', serverEntries: ['src/server.ts', 'src/server.js'] },
  next: { target: 'next' },
  client: { environment: 'client', wrap: 'all' },
}

function listFiles() {
  return readdirSync(PACKAGES, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.d)\.[cm]?[jt]sx?$/.test(file) && !/\.min\./.test(file))
    .map((file) => join(PACKAGES, file))
    .filter((file) => statSync(file).isFile() && statSync(file).size < MOST_BYTES)
    .sort()
}

/** One change of the text, as a list of tokens. */
const edit = fc.record({
  kind: fc.constantFrom('delete', 'double', 'swap', 'insert', 'replace', 'cut', 'move', 'truncate'),
  at: fc.nat(),
  other: fc.nat(),
  fragment: fc.constantFrom(...FRAGMENTS),
})

function spoil(code, edits) {
  const tokens = code.match(TOKEN) ?? []
  for (const { kind, at, other, fragment } of edits) {
    const place = at % (tokens.length + 1)
    const length = 1 + (other % 20)
    switch (kind) {
      case 'delete':
        tokens.splice(place, 1)
        break
      case 'double':
        tokens.splice(place, 0, ...tokens.slice(place, place + length))
        break
      case 'swap':
        tokens.splice(place, 2, ...tokens.slice(place, place + 2).reverse())
        break
      case 'insert':
        tokens.splice(place, 0, fragment)
        break
      case 'replace':
        tokens.splice(place, 1, fragment)
        break
      case 'cut':
        tokens.splice(place, length)
        break
      case 'move':
        tokens.splice(other % (tokens.length + 1), 0, ...tokens.splice(place, length))
        break
      case 'truncate':
        // Rarely: little is left to be spoiled.
        if (other % 8 === 0) tokens.length = place
        break
    }
  }
  return tokens.join('')
}

/** Calls of something common become calls of `after`. */
function callAfter(code, share) {
  let count = 0
  const spread = code.replaceAll(CALL, (call) => (count++ % share === 0 ? 'after(' : call))
  const isModule = /^(?:import|export)\b/m.test(code)
  const prologue = isModule
    ? "import { after, NextResponse } from 'next/server';\n"
    : "const { after, NextResponse } = require('next/server');\n"
  return prologue + spread
}

export function createTarget() {
  const files = listFiles()
  const compilers = Object.fromEntries(
    Object.entries(SETTINGS).map(([name, options]) => [
      name,
      createCompiler({ root: '/project', ...options }),
    ]),
  )
  const property = fc.property(
    fc.constantFrom(...files),
    fc.nat(5),
    fc.array(edit, { maxLength: 5 }),
    fc.option(fc.constantFrom(...PLACES), { nil: null }),
    fc.constantFrom("'use server'\n", '', '', ''),
    (file, share, edits, place, prologue) => {
      const { code, id } = make(file, share, edits, place, prologue)
      const isValid = listSyntaxErrors(code, id).length === 0
      for (const [by, compiler] of Object.entries(compilers)) {
        const result = compiler.transform(code, id)
        if (result === null || !isValid) continue
        assert.deepEqual(listSyntaxErrors(result.code, id), [], `${by}\n${result.code}`)
        const again = compiler.transform(result.code, id)?.code ?? result.code
        assert.equal(again, result.code, by)
      }
    },
  )
  return {
    property,
    print: (...given) => {
      const { code, id } = make(...given)
      return `${given[0]}\nas ${id}:\n${code}`
    },
  }
}

function make(file, share, edits, place, prologue) {
  const text = readFileSync(file, 'utf8')
  const code = prologue + spoil(share > 0 ? callAfter(text, share) : text, edits)
  const extension = /\.[^.]+$/.exec(file)[0]
  return { code, id: place ? `${place}${extension}` : file.slice(PACKAGES.length + 1) }
}
