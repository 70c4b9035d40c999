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
