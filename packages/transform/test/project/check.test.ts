import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type CheckProgress, checkProject } from '../../src/check.ts'
import { type Tree, writeTree } from './support.ts'

/** A page whose task reads a cookie in another package, found through an alias and a barrel. */
const MISUSE: Tree = {
  'package.json': { dependencies: { next: '16.0.0' }, workspaces: ['packages/*'] },
  'tsconfig.json': { compilerOptions: { paths: { '@/*': ['./*'] } } },
  'app/page.tsx': `import { after } from 'next/server'
import { track } from '@/lib'
export default function Page() {
  after(() => track())
  return null
}
`,
  'lib/index.ts': `export * from './track'`,
  'lib/track.ts': `import { readUser } from '@acme/session'
export const track = async () => console.log(await readUser())
`,
  'packages/session/package.json': { name: '@acme/session', main: './dist/index.js' },
  'packages/session/src/index.ts': `import { cookies } from 'next/headers'
export async function readUser() {
  return (await cookies()).get('user')
}
`,
}

async function check(tree: Tree) {
  const root = writeTree(tree)
  const result = await checkProject({ root })
  return { root, result, codes: result.diagnostics.map(({ code, file }) => `${file} ${code}`) }
}

describe('checkProject', () => {
  it('proves misuse across modules and packages', async () => {
    const { result, codes } = await check(MISUSE)
    expect(codes).toEqual(['app/page.tsx request-api-in-after'])
    expect(result.problems).toEqual([])
    expect(result.stats).toMatchObject({ files: 4, scanned: 4, parsed: 4, sites: 1 })
    expect(await result.listSites()).toEqual([
      {
        file: 'app/page.tsx',
        line: 4,
        column: 3,
        api: 'after',
        caller: 'Page',
        form: 'callback',
        contexts: ['render'],
        entries: ['app/page.tsx#default'],
        captured: [],
        filesReached: ['app/page.tsx', 'lib/track.ts', 'packages/session/src/index.ts'],
      },
    ])
    expect(result.textOf('lib/index.ts')).toBe(`export * from './track'`)
    expect(result.textOf('nowhere.ts')).toBe(null)
  })

  it('parses what a task calls, and what may lead it to the request', async () => {
    const { result } = await check({
      ...MISUSE,
      'app/layout.tsx': 'export default ({ children }) => children',
      'lib/track.ts': `import './pure'; export const track = () => {}`,
      'lib/pure.ts': 'export const one = 1',
    })
    expect(result.diagnostics).toEqual([])
    // The page, the barrel and the helper that its task calls.
    expect(result.stats).toMatchObject({ files: 6, scanned: 6, parsed: 3 })
  })

  it('leaves out findings that are suppressed, and weighs the rest as it is told', async () => {
    const root = writeTree({
      ...MISUSE,
      'app/other/page.tsx': (MISUSE['app/page.tsx'] as string).replace(
        '  after(',
        '  // afterword-ignore-next-line request-api-in-after -- the demo of it\n  after(',
      ),
      'lib/unused.ts': '// afterword-ignore-next-line invalid-task -- long gone\nexport {}\n',
    })
    const { diagnostics } = await checkProject({ root, rules: { 'request-api-in-after': 'warn' } })
    expect(diagnostics.map(({ file, code, severity }) => [file, code, severity])).toEqual([
      ['app/page.tsx', 'request-api-in-after', 'warn'],
      ['lib/unused.ts', 'unused-suppression', 'warn'],
    ])
  })

  it('says how far it has come', async () => {
    const root = writeTree(MISUSE)
    const seen: CheckProgress[] = []
    await checkProject({ root, onProgress: (progress) => seen.push(progress) })
    expect(seen.at(0)).toEqual({ phase: 'scan', done: 4, total: 4 })
    expect(seen.at(-1)).toEqual({ phase: 'check', done: 1, total: 1 })
  })

  it('names the option that is wrong', async () => {
    const wrong = checkProject({ root: '.', sources: 'a' as unknown as string[] })
    await expect(wrong).rejects.toThrow('option "sources" must be a list of strings, not "a"')
  })
})

describe('a project in a bad state', () => {
  it('is checked as far as it can be, and what cannot is told', async () => {
    const { codes, result } = await check({
      ...MISUSE,
      'app/again': { link: '..' },
      'lib/gone.ts': { link: 'nowhere' },
      'lib/broken.ts': `import { after } from 'next/server'\nafter(() => {`,
      'old/tsconfig.json': '{ "compilerOptions": ',
      'old/page.ts': `import 'not-installed'`,
      'older/package.json': '{ "name": ',
    })
    expect(codes).toEqual(['app/page.tsx request-api-in-after'])
    expect(result.problems.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      'app/again: leads back to a folder it lies in',
      expect.stringMatching(/^lib\/broken\.ts: cannot be parsed: .+ \(line 2, column \d+\)$/),
      'lib/gone.ts: cannot be read: it, or what it links to, does not exist',
      'old/tsconfig.json: is not valid JSON (line 1, column 22: ValueExpected)',
      'older/package.json: is not a valid package.json (line 1, column 11: ValueExpected)',
    ])
  })

  it('with a generated file of 50,000 lines is checked at once', async () => {
    const lines = Array.from(
      { length: 50_000 },
      (_, line) => `export const type${line} = '${line}'`,
    )
    const { codes, result } = await check({
      ...MISUSE,
      'lib/generated.ts': lines.join('\n'),
      'lib/track.ts': `export * from './generated'\n${MISUSE['lib/track.ts']}`,
    })
    expect(codes).toEqual(['app/page.tsx request-api-in-after'])
    expect(result.stats).toMatchObject({ files: 5, parsed: 4 })
  })

  it('with such a file among those a task reaches too', async () => {
    const lines = Array.from(
      { length: 50_000 },
      (_, line) => `export const type${line} = '${line}'`,
    )
    const { codes, result } = await check({
      ...MISUSE,
      'lib/track.ts': `${MISUSE['lib/track.ts']}${lines.join('\n')}`,
    })
    expect(codes).toEqual(['app/page.tsx request-api-in-after'])
    expect(result.problems).toEqual([])
  })

  it('that is not there is a problem', async () => {
    const root = join(writeTree({}), 'nowhere')
    const { diagnostics, problems } = await checkProject({ root })
    expect(diagnostics).toEqual([])
    expect(problems).toMatchObject([{ file: '.' }])
  })
})

describe('a package beside the project', () => {
  const PAGE = `import { track } from '@acme/track'
export default function Page() {
  track('page')
  return null
}
`
  const WORKSPACE: Tree = {
    'package.json': { workspaces: ['apps/*', 'packages/*'] },
    'apps/web/package.json': { dependencies: { next: '16.0.0', '@acme/track': '*' } },
    'apps/web/app/page.tsx': PAGE,
    'packages/track/package.json': { name: '@acme/track', main: './dist/index.js' },
    'packages/track/src/index.ts': `export { track } from './track'`,
    'packages/track/src/track.ts': `import { after } from 'next/server'
import { cookies } from 'next/headers'
export function track(what: string) {
  after(async () => console.log(what, (await cookies()).get('user')))
}
`,
    'apps/web/next.config.ts': `import '@acme/unused'`,
    'apps/web/lib/page.test.ts': `import '@acme/unused'`,
    'packages/unused/package.json': { name: '@acme/unused', main: './src/index.ts' },
    'packages/unused/src/index.ts': `import { after } from 'next/server'; after('never')`,
  }

  it('is part of the program where it is led to: its calls of `after` too', async () => {
    const root = join(writeTree(WORKSPACE), 'apps/web')
    const { diagnostics, stats, listSites } = await checkProject({ root })
    expect(diagnostics.map(({ code, file, line, entry }) => ({ code, file, line, entry }))).toEqual(
      [
        {
          code: 'request-api-in-after',
          file: '../../packages/track/src/track.ts',
          line: 4,
          entry: 'app/page.tsx#default',
        },
      ],
    )
    expect(stats).toMatchObject({ files: 3, sites: 1 })
    expect((await listSites()).map(({ entries }) => entries)).toEqual([['app/page.tsx#default']])
  })

  it('means its source also where it has been built', async () => {
    const built = {
      '.gitignore': 'dist\n',
      'packages/unused/src/index.ts': '',
      'packages/track/dist/index.js': `import { after } from 'next/server'
export function track() { after(() => {}) }
`,
    }
    const root = writeTree({ ...WORKSPACE, ...built })
    for (const folder of ['', 'apps/web']) {
      const { diagnostics } = await checkProject({ root: join(root, folder) })
      expect(diagnostics.map(({ file }) => join(folder, file))).toEqual([
        'packages/track/src/track.ts',
      ])
    }
  })

  it('has entry points of its own: functions that are cached', async () => {
    const root = writeTree({
      ...WORKSPACE,
      'packages/track/src/track.ts': `import { after } from 'next/server'
export async function track() {
  'use cache'
  after(() => {})
}
`,
    })
    const { diagnostics } = await checkProject({ root: join(root, 'apps/web') })
    expect(diagnostics.map(({ code, entry }) => ({ code, entry }))).toEqual([
      { code: 'after-in-cache', entry: '../../packages/track/src/track.ts#track' },
    ])
  })

  it('may stand right beside it', async () => {
    const root = writeTree({
      ...WORKSPACE,
      'package.json': { workspaces: ['apps/*'] },
      'apps/api/package.json': { name: '@acme/api', main: './index.ts' },
      'apps/api/index.ts': `import { after } from 'next/server'; export function GET() { after(1) }`,
      'apps/web/app/api/route.ts': `export { GET } from '@acme/api'`,
    })
    const { diagnostics } = await checkProject({ root: join(root, 'apps/web') })
    expect(diagnostics.map(({ file }) => file)).toContain('../api/index.ts')
  })

  it('is suppressed where it stands, and what suppresses nothing there may serve another application', async () => {
    const suppress = (text: string) =>
      text.replace(
        '  after(',
        '  // afterword-ignore-next-line request-api-in-after -- known\n  after(',
      )
    const file = 'packages/track/src/track.ts'
    const text = suppress(WORKSPACE[file] as string)
    const root = writeTree({ ...WORKSPACE, [file]: text })
    expect((await checkProject({ root: join(root, 'apps/web') })).diagnostics).toEqual([])
    const legal = writeTree({
      ...WORKSPACE,
      [file]: text.replace('(await cookies()).get', 'String'),
    })
    expect((await checkProject({ root: join(legal, 'apps/web') })).diagnostics).toEqual([])
    const [unused] = (await checkProject({ root: legal })).diagnostics
    expect(unused?.code).toBe('unused-suppression')
  })
})
