import { describe, expect, it } from 'vitest'
import type { Diagnostic, Fix } from '../src/index.ts'
import { applyFixes, listSafeFixes } from '../src/rewrite/fixes.ts'
import { type FixtureCase, readFixtures, runFixture, syntaxErrors } from './support.ts'

/** A fix that replaces each `from` of the text. */
function fix(code: string, ...edits: [from: string, to: string][]): Fix {
  return {
    title: edits.map(([, to]) => to).join(),
    isSafe: true,
    edits: edits.map(([from, text]) => {
      const start = code.indexOf(from)
      return { span: { start, end: start + from.length }, text }
    }),
  }
}

describe('applyFixes', () => {
  const code = 'one two three four'

  it('applies fixes that do not overlap, in any order', () => {
    const fixes = [fix(code, ['three', '3']), fix(code, ['one', '1'], ['four', '4'])]
    const result = applyFixes(code, fixes)
    expect(result.code).toBe('1 two 3 4')
    expect(result.applied.map(({ title }) => title)).toEqual(['1,4', '3'])
  })

  it('applies a fix as a whole, or leaves it for the next round', () => {
    const fixes = [
      fix(code, ['one', '1'], ['three', '3']),
      fix(code, ['two three', '5'], ['four', '4']),
    ]
    const result = applyFixes(code, fixes)
    expect(result.code).toBe('1 two 3 four')
    expect(result.applied).toHaveLength(1)
  })

  it('writes the line ends of the file', () => {
    const windows = 'one\r\ntwo\r\n'
    expect(applyFixes(windows, [fix(windows, ['two', 'a\nb'])]).code).toBe('one\r\na\r\nb\r\n')
  })

  it('does not put two insertions in one place', () => {
    const insert = (text: string): Fix => {
      return { title: text, isSafe: true, edits: [{ span: { start: 4, end: 4 }, text }] }
    }
    expect(applyFixes(code, [insert('a '), insert('b ')]).code).toBe('one a two three four')
  })
})

/** The rounds of `afterword fix`, of one file. */
function mend(fixture: FixtureCase): {
  readonly code: string
  readonly left: readonly Diagnostic[]
} {
  let { code } = fixture
  for (let round = 0; round < 20; round += 1) {
    const left = runFixture({ ...fixture, code })?.diagnostics ?? []
    const fixes = listSafeFixes(left)
    if (fixes.length === 0) return { code, left }
    code = applyFixes(code, fixes).code
  }
  throw new Error(`${fixture.name} is never done`)
}

const fixable = readFixtures().filter(
  (fixture) => listSafeFixes(runFixture(fixture)?.diagnostics ?? []).length > 0,
)

describe.each(fixable)('the fixes of fixtures/transform/$name', (fixture) => {
  it('come to an end, parse, and leave no finding that was not there', () => {
    const { code, left } = mend(fixture)
    expect(syntaxErrors(code, fixture.id)).toEqual(syntaxErrors(fixture.code, fixture.id))
    const counts = (list: readonly Diagnostic[]) => list.map((item) => item.code).sort()
    const before = counts(runFixture(fixture)?.diagnostics ?? [])
    for (const found of counts(left)) {
      expect(before).toContain(found)
      before.splice(before.indexOf(found), 1)
    }
  })
})

it('covers enough fixtures', () => expect(fixable.length).toBeGreaterThanOrEqual(10))

describe('the fix of `unstable_after`', () => {
  const mended = (code: string) =>
    mend({ ...(fixable[0] as FixtureCase), code, id: 'app/route.ts', options: {} }).code

  it('renames its calls where the module only calls it', () => {
    expect(
      mended(`import { unstable_after } from 'next/server'
export function GET() {
  unstable_after(() => unstable_after(log))
}
`),
    ).toBe(`import { after } from 'next/server'
export function GET() {
  after(() => after(log))
}
`)
  })

  it.each([
    ['{ after, unstable_after }', '{ after }', 'after'],
    ['{ unstable_after, after }', '{ after }', 'after'],
    ['{ after as later, unstable_after }', '{ after as later }', 'later'],
    ['{\n  after,\n  unstable_after,\n}', '{\n  after,\n}', 'after'],
    [
      '{\n  unstable_after, // the old\n  after, // the new\n}',
      '{\n  after as unstable_after, // the old\n  after, // the new\n}',
      'unstable_after',
    ],
    [
      '{\n  after, // the new\n  unstable_after, // the old\n}',
      '{\n  after, // the new\n  after as unstable_after, // the old\n}',
      'unstable_after',
    ],
  ])('drops what is imported already: %s', (before, after, name) => {
    const write = (specifiers: string, callee: string) => `import ${specifiers} from 'next/server'
export function GET() {
  ${callee}(() => ${callee}(log))
}
`
    const code = write(before, 'unstable_after')
    expect(mended(code)).toBe(write(after, name))
    expect(mended(code.replaceAll('\n', '\r\n'))).toBe(write(after, name).replaceAll('\n', '\r\n'))
  })

  it('keeps both names where the new one means something else', () => {
    const code = `import { after, unstable_after } from 'next/server'
export function GET(after: () => void) {
  unstable_after(() => after())
}
`
    const both = '{ after, after as unstable_after }'
    expect(mended(code)).toBe(code.replace('{ after, unstable_after }', both))
  })

  it('renames what is taken from a module object', () => {
    expect(
      mended(`import * as server from 'next/server'
export async function GET() {
  server.unstable_after(log)
  const { unstable_after } = await import('next/server')
  unstable_after(log)
}
`),
    ).toBe(`import * as server from 'next/server'
export async function GET() {
  server.after(log)
  const { after: unstable_after } = await import('next/server')
  unstable_after(log)
}
`)
  })

  it.each([
    'export const later = unstable_after',
    'export { unstable_after }',
    'export const tools = { unstable_after }',
    'export type Task = Parameters<typeof unstable_after>[0]',
    'export const wait = (after: () => void) => after()',
  ])('keeps the local name beside %s', (line) => {
    const code = `import { unstable_after } from 'next/server'
export const GET = () => unstable_after(log)
${line}
`
    expect(mended(code)).toBe(code.replace('unstable_after', 'after as unstable_after'))
  })
})

const PAGE = `import { after } from 'next/server'
import { cookies, headers } from 'next/headers'
`

function mendPage(body: string): string {
  const page = fixable[0] as FixtureCase
  const { code } = mend({ ...page, code: PAGE + body, id: 'app/page.tsx', options: {} })
  expect(syntaxErrors(code, 'app/page.tsx')).toEqual([])
  return code.slice(PAGE.length)
}

describe('the fix of a request API in a task', () => {
  it('reads once for all calls of a task, and by another name for another task', () => {
    expect(
      mendPage(`export default async function Page() {
  after(async () => log((await cookies()).get('a'), (await cookies()).get('b'), await headers()))
  after(async () => log(await cookies()))
}
export async function generateMetadata() {
  after(async () => log(await cookies()))
}
`),
    ).toBe(`export default async function Page() {
  const cookieStore = cookies()
  const headerList = headers()
  after(async () => log((await cookieStore).get('a'), (await cookieStore).get('b'), await headerList))
  const cookieStore2 = cookies()
  after(async () => log(await cookieStore2))
}
export async function generateMetadata() {
  const cookieStore = cookies()
  after(async () => log(await cookieStore))
}
`)
  })

  it('ends its statement as the code does, and where the next one would go on with it', () => {
    expect(
      mendPage(`export default async function Page() {
  const path = '/';
  after(() => log(cookies()));
  (await import('next/server')).after(() => log(cookies()))
}
`),
    ).toBe(`export default async function Page() {
  const path = '/';
  const cookieStore = cookies();
  after(() => log(cookieStore));
  const cookieStore2 = cookies();
  (await import('next/server')).after(() => log(cookieStore2))
}
`)
  })

  it('stays above the comments of the call', () => {
    const lines = (before: string, read: string) => `export default function Page() {
  const text = \`
  // no comment\`
${before}  // why, and
  // @ts-expect-error -- what the next line is about
  after(() => ${read})
  const end = '' /* of
  another */
${before.replace('Store', 'Store2')}  /**
   * why
   */
  after(() => ${read.replace('Store', 'Store2')})
  return text + end
}
`
    const declared = '  const cookieStore = cookies()\n'
    expect(mendPage(lines('', 'cookies()'))).toBe(lines(declared, 'cookieStore'))
    const bare = (before: string, read: string) => `export default function Page() {
  const text = \`
  // no comment\`
${before}  after(() => ${read})
  return text
}
`
    expect(mendPage(bare('', 'cookies()'))).toBe(bare(declared, 'cookieStore'))
  })

  it.each([
    [
      'that only may happen',
      'export default function Page({ id }) {\n  after(() => id && cookies())\n}\n',
    ],
    [
      'in what is cached',
      "async function load() {\n  'use cache'\n  after(() => cookies())\n}\nexport default async function Page() {\n  await load()\n}\n",
    ],
    [
      'in a page that is meant to be static',
      "export const dynamic = 'error'\nexport default function Page() {\n  after(() => cookies())\n}\n",
    ],
    ['without room for a statement', 'export default () => after(() => cookies())\n'],
  ])('is not applied unasked to a read %s', (_, body) => {
    expect(mendPage(body)).toBe(body)
  })
})

describe('the fix of a floating promise', () => {
  const write = (task: string) => `async function save(): Promise<void> {
  await fetch("https://example.com")
}
export default function Page({ id }) {
  after(${task})
}
`
  it.each([
    ['() => { save() }', '() => { return save() }'],
    ['async () => { id && save() }', 'async () => { id && await save() }'],
    ['() => { log(), save() }', '() => { return log(), save() }'],
    ['async (): Promise<void> => { void save() }', 'async (): Promise<void> => { await save() }'],
  ])('waits in %s', (task, mended) => {
    expect(mendPage(write(task))).toBe(write(mended))
  })

  it.each([
    // `return` would end the loop, or what is said to be returned.
    '() => { for (const one of id) save() }',
    '(): void => { save() }',
    '(): void => void save()',
    'function (): void { save() }',
    '() => { (save()) }',
    '() => { save(), log() }',
  ])('leaves %s to its author', (task) => {
    expect(mendPage(write(task))).toBe(write(task))
  })
})

describe('the fix of `waitUntil`', () => {
  const write = (work: string) => `import { waitUntil } from '@vercel/functions'
async function save(): Promise<void> {
  await fetch("https://example.com")
}
export function GET(request, { id }) {
  waitUntil(${work})
}
`
  it.each([
    ['() => save()', 'save()'],
    ['() => save().catch(log)', 'save().catch(log)'],
    ['save', 'save()'],
    ['async () => { await save() }', '(async () => { await save() })()'],
  ])('passes the promise of %s', (work, mended) => {
    expect(mendPage(write(work))).toBe(write(mended))
  })

  it.each(['() => id && save()', '() => (id ? save() : save())', '() => id ? save() : save()'])(
    'leaves %s to its author',
    (work) => {
      expect(mendPage(write(work))).toBe(write(work))
    },
  )
})

describe('the fix of an eager task', () => {
  const write = (calls: string) => `function note(text: string): void {
  console.log(text)
}
export default function Page({ id }) {
  let count = 0
  ${calls}
}
`
  it.each(["note('seen')", 'note(id)', 'note(id as string)'])('makes a function of %s', (call) => {
    expect(mendPage(write(`after(${call})`))).toBe(write(`after(() => ${call})`))
  })

  it.each(['note(count++)', 'note(count), (count += 1)', 'note(format(id))'])(
    'leaves %s to its author',
    (call) => {
      const body = write(`count = 1\n  after(${call})`)
      expect(mendPage(body)).toBe(body)
    },
  )
})
