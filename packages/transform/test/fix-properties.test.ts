// The fixes of misuse in any combination, as `afterword fix` applies them.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createCompiler, type Diagnostic } from '../src/index.ts'
import { applyFixes, listSafeFixes } from '../src/rewrite/fixes.ts'
import { listSyntaxErrors } from '../src/source/parse.ts'

const ID = 'app/page.tsx'
const compiler = createCompiler({ root: '/project', preset: 'next' })

const header = fc.constantFrom(
  `import { after, unstable_after } from 'next/server'`,
  `import { unstable_after } from 'next/server'`,
  `import { after as later, unstable_after as after } from 'next/server'`,
  `import * as server from 'next/server'\nimport { after } from 'next/server'`,
)
const HELPERS = `import { connection, cookies, headers } from 'next/headers'
async function save(x?: unknown): Promise<void> { await fetch(String(x)) }
function note(x?: unknown): void { console.log(x) }
`
const CALLEES = ['after', 'unstable_after', 'server.unstable_after', 'later', '(after)', ';(after)']
const EXPRESSIONS = [
  ...['save()', '(save())', 'void save()', 'save().catch(note)', 'await save()', 'x && save()'],
  ...['x ? save() : note()', 'note(), save()', 'save() as unknown', 'note(1)', 'x = cookies()'],
  ...['await cookies()', `(await cookies()).get('a')`, 'await headers()', 'connection()'],
  ...['[1].map(() => save())', '[1].forEach(() => save())', 'save().then(() => { save() })'],
]

const { statement, task } = fc.letrec<{ statement: string; block: string; task: string }>((tie) => {
  const expression = fc.constantFrom(...EXPRESSIONS)
  const within = (text: string) => tie('statement').map((inner) => text.replace('…', inner))
  return {
    statement: fc.oneof(
      { depthSize: 'small' },
      fc.tuple(expression, fc.constantFrom('', ';')).map((parts) => parts.join('')),
      fc.constantFrom('// comment', '/* comment */'),
      within('if (x) { … }'),
      within('if (x) …'),
      within('try { … } catch {}'),
      within('for (const y of x) { … }'),
      tie('task'),
    ),
    block: fc
      .array(tie('statement'), { minLength: 1, maxLength: 3 })
      .map((list) => list.join('\n')),
    task: fc
      .tuple(
        fc.constantFrom(...CALLEES),
        fc.oneof(
          tie('block').map((body) => `async () => {\n${body}\n}`),
          tie('block').map((body) => `async function (): Promise<void> { ${body}\n}`),
          expression.map((value) => `async () => ${value}`),
          fc.constantFrom('note(x)', 'note(1)', 'cookies', 'cookies()', 'save'),
        ),
        fc.constantFrom('', ';', ' // comment'),
      )
      .map(([callee, argument, end]) => `${callee}(${argument})${end}`),
  }
})

const page = fc
  .tuple(
    header,
    fc.array(fc.oneof(task, statement), { minLength: 1, maxLength: 4 }),
    fc.constantFrom('\n', '\r\n'),
  )
  .map(([imports, list, newline]) =>
    `${imports}\n${HELPERS}export default async function Page({ x }: any) {\n${list.join('\n')}\n}\n`.replaceAll(
      '\n',
      newline,
    ),
  )
  .filter((code) => listSyntaxErrors(code, ID).length === 0)

function find(code: string): readonly Diagnostic[] {
  return compiler.transform(code, ID)?.diagnostics ?? []
}

/** The texts after each round. */
function* mend(code: string): Generator<string> {
  for (let text = code; ; ) {
    const fixes = listSafeFixes(find(text))
    if (fixes.length === 0) return
    text = applyFixes(text, fixes).code
    yield text
  }
}

it('fixes end, leave a module that parses, its comments, its line ends, and no finding that was not there', () => {
  let count = 0
  fc.assert(
    fc.property(page, (code) => {
      let mended = code
      let rounds = 0
      for (mended of mend(code)) {
        expect(listSyntaxErrors(mended, ID), mended).toEqual([])
        rounds += 1
        expect(rounds, mended).toBeLessThan(20)
      }
      count += rounds
      const comments = (text: string) => text.match(/comment/g)
      expect(comments(mended)).toEqual(comments(code))
      if (code.includes('\r\n')) expect(mended).not.toMatch(/[^\r]\n/)
      const left = find(mended).map((diagnostic) => diagnostic.code)
      const known = find(code).map((diagnostic) => diagnostic.code)
      for (const one of new Set(left)) {
        const timesIn = (list: readonly string[]) => list.filter((item) => item === one).length
        expect(timesIn(left), mended).toBeLessThanOrEqual(timesIn(known))
      }
    }),
    { seed: 20260501, endOnFailure: true, numRuns: 500 },
  )
  expect(count).toBeGreaterThan(250)
})
