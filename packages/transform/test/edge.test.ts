import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type CompilerOptions, createCompiler, formatDiagnostic } from '../src/index.ts'
import { detectNextApps, syntaxErrors } from './support.ts'

const compiler = createCompiler({ root: '/project' })
const IMPORT = "import { after } from 'next/server'\n"

describe('a huge file', () => {
  const one = (index: number) =>
    `export async function f${index}(id: string, { name = 'none' }: { name?: string } = {}) {\n  const value = await load(id, name)\n  after(() => track('f${index}', value))\n  return value\n}\n`

  it.each([
    ['a library', 'lib/big.ts', IMPORT],
    ['Server Functions', 'app/actions.ts', `'use server'\n${IMPORT}`],
  ])(
    'of 5 MB is compiled, where quadratic work would take minutes: %s',
    { timeout: 180_000 },
    (_, id, header) => {
      const parts = [header]
      for (let size = 0; size < 5_000_000; size += (parts.at(-1) as string).length) {
        parts.push(one(parts.length))
      }
      const result = compiler.transform(parts.join(''), id)
      expect(result?.diagnostics).toEqual([])
      const calls = [
        ...(result?.code ?? '').matchAll(/_after\("[^"]+:(\d+):3", "f(\d+)", \(\) => /g),
      ]
      expect(calls).toHaveLength(parts.length - 1)
      const first = header.split('\n').length
      const isRight = ([, line, index]: RegExpExecArray) =>
        Number(line) === first + 2 + 5 * (Number(index) - 1)
      expect(calls.every(isRight)).toBe(true)
      expect(syntaxErrors(result?.code ?? '', id)).toEqual([])
    },
  )

  it('without after is not even parsed', () => {
    const text = 'export const value = { a: [1, 2, 3] }\n'.repeat(200_000)
    expect(compiler.transform(text, 'lib/big.ts')).toBeNull()
  })
})

describe('a text that nests too deeply', () => {
  const depth = 20_000
  it.each([
    ['parentheses', `${'('.repeat(depth)}1${')'.repeat(depth)}`],
    ['arrays', `${'['.repeat(depth)}${']'.repeat(depth)}`],
    ['objects', `${'{a:'.repeat(depth)}1${'}'.repeat(depth)}`],
    ['calls', `${'f('.repeat(depth)}${')'.repeat(depth)}`],
    ['functions', `${'(function(){return '.repeat(depth)}1${'})'.repeat(depth)}`],
    ['arrows', `${'() => '.repeat(depth)}1`],
    ['conditions', `${'a ? b : '.repeat(depth)}c`],
    ['negations', `${'!'.repeat(depth)}1`],
    ['elements', `${'<p>'.repeat(depth)}${'</p>'.repeat(depth)}`],
    ['chains', `a${'.b()'.repeat(depth)}`],
    ['sums', `1${' + 1'.repeat(depth)}`],
  ])('passes through with a warning: %s', (_, nested) => {
    const code = `${IMPORT}export const track = () => after(() => 1)\nexport const deep = ${nested}\n`
    const result = compiler.transform(code, 'lib/deep.jsx')
    expect(result).toMatchObject({ code, map: null, summary: null })
    expect(result?.diagnostics.map(({ code }) => code)).toEqual(['unreadable-module'])
    expect(result?.diagnostics[0]?.message).toContain('nests too deeply')
  })

  it.each([
    ['brackets in strings and comments', `'${'('.repeat(5000)}' // ${'['.repeat(5000)}`],
    ['a long list', `[${'{ a: (1) }, '.repeat(5000)}]`],
    ['a long element', `<p>${'<a>x</a>'.repeat(5000)}</p>`],
    ['many conditions', 'a ? b : c\n'.repeat(5000)],
    ['quotes in regular expressions', `[/'/, ${'/"/, f(1), '.repeat(5000)}]`],
  ])('is not one that is merely long: %s', (_, text) => {
    const code = `${IMPORT}export const track = () => after(() => 1)\nexport const long = ${text}\n`
    expect(compiler.transform(code, 'lib/long.jsx')?.diagnostics).toEqual([])
  })
})

describe('an id', () => {
  const code = `${IMPORT}export default function Page() {\n  after(() => 1)\n  after('x')\n}\n`
  const cases: [id: string, file: string, root?: string][] = [
    ['/project/app/page.tsx', 'app/page.tsx'],
    ['/project/app/page.tsx?v=123&t=/project', 'app/page.tsx'],
    ['/project/app/page.tsx#hash', 'app/page.tsx'],
    ['app/page.tsx', 'app/page.tsx'],
    ['/a.b?c/#1/app/page.tsx?v=1#x', 'app/page.tsx', '/a.b?c/#1'],
    ['/project/app/c#/page.tsx', 'app/c#/page.tsx'],
    ['./app/page.tsx', 'app/page.tsx'],
    ['app\\page.tsx', 'app/page.tsx'],
    ['\0/project/app/page.tsx?commonjs-es-import', 'app/page.tsx'],
    ['\0virtual:/project/app/page.tsx', 'app/page.tsx'],
    ['virtual:app/page.tsx', 'app/page.tsx'],
    ['file:///project/app/page.tsx', 'app/page.tsx'],
    ['/@fs/project/app/page.tsx', 'app/page.tsx'],
    ['/shared/lib/page.tsx', '../shared/lib/page.tsx'],
    ['C:\\project\\app\\page.tsx', 'app/page.tsx', 'C:\\project'],
    ['C:/project/app/page.tsx?v=1', 'app/page.tsx', 'C:\\project'],
    ['file:///C:/project/app/page.tsx', 'app/page.tsx', 'C:\\project'],
    ['D:\\secret\\home\\page.tsx', 'page.tsx', 'C:\\project'],
    ['C:\\project\\app\\page.tsx', 'page.tsx'],
    ['\\\\host\\share\\page.tsx', 'page.tsx'],
  ]
  it.each(cases)('%j is the file %s', (id, file, root = '/project') => {
    const result = createCompiler({ root }).transform(code, id)
    expect(result?.code).toContain(`_after("${file}:3:3"`)
    expect(result?.map?.sources).toEqual([file.split('/').at(-1)])
    expect(result?.diagnostics.map((diagnostic) => diagnostic.file)).toEqual([file])
    const printed = `${result?.code}${result?.diagnostics.map((item) => formatDiagnostic(item))}`
    expect(printed).not.toMatch(/\/project|[A-Z]:[\\/]|secret|\0/)
  })
})

describe('options', () => {
  const wrong: [message: string, options: unknown][] = [
    ['the options must be an object, not []', []],
    ['the options must be an object, not null', null],
    ['the options must be an object, not "next"', 'next'],
    ['there is no option "traget"; did you mean "target"?', { traget: 'next' }],
    ['there is no option "quite"; there are target, wrap, preset', { quite: 'next' }],
    ['option "apps" must be what `detectApps` gives, not ["web"]', { apps: ['web'] }],
    [
      'option "apps" must be what `detectApps` gives, not [{"root":"web"}]',
      { apps: [{ root: 'web' }] },
    ],
    ['option "apps" must be what `detectApps` gives, not []', { apps: [] }],
    [`option "target" must be 'runtime' or 'next', not "vite"`, { target: 'vite' }],
    [`option "wrap" must be 'mentioned' or 'all', not true`, { wrap: true }],
    [`option "root" must be a string, not ""`, { root: '' }],
    ['option "appDir" must be a string, not 1', { appDir: 1 }],
    ['option "runtime" must be a string, not a function', { runtime: () => 1 }],
    [`option "sources" must be a list of strings, not "next/server"`, { sources: 'next/server' }],
    ['option "rules" must be an object of severities by code, not []', { rules: [] }],
    [
      'option "rules" names no code "invalid-tasks"; did you mean "invalid-task"?',
      { rules: { 'invalid-tasks': 'off' } },
    ],
    [
      `option "rules" must say 'off', 'warn' or 'error' for "invalid-task", not 2`,
      { rules: { 'invalid-task': 2 } },
    ],
    ['option "serverEntries" must be a list of strings, not [ 1n ]', { serverEntries: [1n] }],
  ]
  it.each(wrong)('are refused: %s', (message, options) => {
    expect(() => createCompiler(options as CompilerOptions)).toThrow(`afterword: ${message}`)
  })

  it('may be undefined one by one', () => {
    const undefineds = { root: undefined, target: undefined, sources: undefined }
    expect(() => createCompiler(undefineds as unknown as CompilerOptions)).not.toThrow()
  })
})

describe('the docs page', () => {
  const folder = join(import.meta.dirname, '../docs')
  // Only a check of the whole program reports an unused suppression: test/cli-adopt.test.ts.
  const pages = readdirSync(folder).filter(
    (file) => file.endsWith('.md') && file !== 'unused-suppression.md',
  )
  const fence = /^```(?:tsx?|jsx?) file=(\S+)(?: report=(\S+))?\n([\s\S]*?)^```$/gm

  it.each(pages)('%s shows code that is reported before, and not after', (page) => {
    const text = readFileSync(join(folder, page), 'utf8')
    const [, before = '', after = ''] = /## Before\n([\s\S]*)## After\n([\s\S]*)/.exec(text) ?? []
    // Each part is a project that uses Next.
    const reports = (part: string) => {
      const fences = [...part.matchAll(fence)]
      const apps = detectNextApps(new Map(fences.map(([, file = '', , code = '']) => [file, code])))
      const compiler = createCompiler({ root: '/project', apps })
      return fences.map(([, file = '', report, code = '']) => ({
        expected: report ? [report] : [],
        reported: compiler.transform(code, file)?.diagnostics.map((item) => item.code) ?? [],
      }))
    }
    const wrong = reports(before)
    expect(wrong.flatMap(({ expected }) => expected)).toEqual([page.replace('.md', '')])
    for (const { expected, reported } of wrong) expect(reported).toEqual(expected)
    const right = reports(after)
    expect(right.length).toBeGreaterThan(0)
    for (const { reported } of right) expect(reported).toEqual([])
  })
})

it('wraps an entry point without looking at what its code does, where that cannot matter', () => {
  const compiler = createCompiler({ root: '/project', preset: 'next', wrap: 'all' })
  const plain = compiler.transform('export default function Page() { show() }', 'app/page.tsx')
  expect(plain?.code).toContain('runEntry')
  expect(plain?.summary).toBe(null)
  const asking = compiler.transform(
    "import { after } from '@afterword/runtime'\nexport default function Page() { after(show) }",
    'app/page.tsx',
  )
  expect(asking?.summary?.functions.flatMap(({ calls }) => calls)).toHaveLength(1)
})

it('does not wrap again what another runtime’s name says is wrapped', () => {
  const compiler = createCompiler({
    root: '/project',
    preset: 'next',
    wrap: 'all',
    runtime: '@acme/rt',
  })
  const once = compiler.transform('export default function Page() { show() }', 'app/page.tsx')
  expect(once?.code).toContain('@acme/rt/compiled')
  expect(compiler.transform(once?.code ?? '', 'app/page.tsx')).toBe(null)
})
