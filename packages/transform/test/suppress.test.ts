import { describe, expect, it } from 'vitest'
import { type CompilerOptions, createCompiler } from '../src/index.ts'

const HEAD = `import { after } from 'next/server'\n`

function report(code: string, options: CompilerOptions = {}): string[] {
  const compiler = createCompiler({ root: '/project', ...options })
  const { diagnostics = [] } = compiler.transform(code, 'lib/x.tsx') ?? {}
  return diagnostics.map((item) => `${item.line}:${item.column} ${item.severity} ${item.code}`)
}

describe('a suppression', () => {
  const silent: [string, string][] = [
    ['a line comment', '  // afterword-ignore-next-line invalid-task -- why\n  after(1)'],
    ['a block comment', '  /* afterword-ignore-next-line invalid-task -- why */\n  after(1)'],
    [
      'a doc comment',
      '  /**\n   * afterword-ignore-next-line invalid-task -- why\n   */\n  after(1)',
    ],
    [
      'several codes',
      '  // afterword-ignore-next-line invalid-task, lost-bytes -- why\n  after(1)',
    ],
    [
      'comments and blank lines in between',
      '  // afterword-ignore-next-line invalid-task -- why\n\n  // biome-ignore lint: it\n  after(1)',
    ],
    [
      'two in a row',
      '  // afterword-ignore-next-line invalid-task -- why\n  // afterword-ignore-next-line lost-bytes -- why\n  after("\uFFFD")',
    ],
    [
      'a reason with dashes',
      '  // afterword-ignore-next-line invalid-task -- a -- b--c\n  after(1)',
    ],
    ['Windows line ends', '  // afterword-ignore-next-line invalid-task -- why\r\n  after(1)'],
    [
      'JSX',
      '  return <p>\n    {/* afterword-ignore-next-line invalid-task -- why */}\n    {after(1)}\n  </p>',
    ],
    [
      'two in JSX',
      '  return <p>\n    {/* afterword-ignore-next-line invalid-task -- why */}\n    {/* another */}\n    {after(1)}\n  </p>',
    ],
  ]
  it.each(silent)('is followed: %s', (_, body) => {
    expect(report(`${HEAD}export function f() {\n${body}\n}\n`)).toEqual([])
  })

  it('covers one line, and the codes it names', () => {
    const code = `${HEAD}export function f() {
  // afterword-ignore-next-line invalid-task -- why
  after(() => {}); after(1)
  after(2)
  // afterword-ignore-next-line navigation-in-after -- why
  after(3)
}
`
    expect(report(code)).toEqual(['5:9 error invalid-task', '7:9 error invalid-task'])
  })

  it('is left alone in strings and in text', () => {
    const code = `${HEAD}export const f = () => <p title="// afterword-ignore-next-line x">
  // afterword-ignore-next-line invalid-task -- text, not a comment
  {after(1)}
</p>
`
    expect(report(code)).toEqual(['4:10 error invalid-task'])
  })

  const wrong: [string, string, string[]][] = [
    [
      'no reason',
      '// afterword-ignore-next-line invalid-task',
      ['2:4 invalid-suppression', '3:7 invalid-task'],
    ],
    [
      'an empty reason',
      '// afterword-ignore-next-line invalid-task -- ',
      ['2:4 invalid-suppression', '3:7 invalid-task'],
    ],
    [
      'no code',
      '// afterword-ignore-next-line -- why',
      ['2:4 invalid-suppression', '3:7 invalid-task'],
    ],
    [
      'a code there is not',
      '// afterword-ignore-next-line invalid-tusk -- why',
      ['2:31 invalid-suppression', '3:7 invalid-task'],
    ],
    [
      'a code there is not beside one there is',
      '// afterword-ignore-next-line x, invalid-task -- why',
      ['2:31 invalid-suppression'],
    ],
    [
      'another directive',
      '// afterword-ignore invalid-task -- why',
      ['2:4 invalid-suppression', '3:7 invalid-task'],
    ],
  ]
  it.each(wrong)('is reported where it has %s', (_, comment, expected) => {
    const reported = report(`${HEAD}${comment}\nafter(1)\n`, {
      rules: { 'after-outside-request': 'off' },
    })
    expect(reported.map((line) => line.replace(/(error|warn) /, ''))).toEqual(expected)
  })
})

describe('the option `rules`', () => {
  const code = `${HEAD}export function f() {\n  after(1)\n}\n`
  it('sets severities, and leaves out what is off', () => {
    expect(report(code)).toEqual(['3:9 error invalid-task'])
    expect(report(code, { rules: { 'invalid-task': 'warn' } })).toEqual(['3:9 warn invalid-task'])
    expect(report(code, { rules: { 'invalid-task': 'off' } })).toEqual([])
  })

  it('holds for files that cannot be parsed', () => {
    const broken = `${HEAD}export function {`
    expect(report(broken, { rules: { 'unreadable-module': 'error' } })).toEqual([
      '2:17 error unreadable-module',
    ])
    expect(report(broken, { rules: { 'unreadable-module': 'off' } })).toEqual([])
  })
})
