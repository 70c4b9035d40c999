import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CheckOptions, checkProject, createChecker } from '../../src/check.ts'
import { addFiles, type Tree, writeTree } from './support.ts'

const page = (helper: string) => `import { after } from 'next/server'
import { record } from '${helper}'
export default function Page() {
  after(() => record())
  return null
}
`
const MENDED = 'export const record = async () => console.log(1)\n'
const HELPER = `import { cookies } from 'next/headers'
export const record = async () => console.log(await cookies())
`

/** Two pages, each with a helper, and a component of one of them. */
const APP: Tree = {
  'package.json': { dependencies: { next: '16.0.0' } },
  'app/a/page.tsx': `${page('../../lib/a')}export { Button } from '../../ui/button'\n`,
  'app/b/page.tsx': page('../../lib/b'),
  'lib/a.ts': MENDED,
  'lib/b.ts': HELPER,
  'ui/button.tsx': 'export const Button = () => null\n',
}

async function open(tree: Tree, options: Partial<CheckOptions> = {}) {
  const root = writeTree(tree)
  const checker = createChecker({ root, cache: false, ...options })
  const check = async (files: readonly string[] = []) => {
    const { diagnostics, problems, linked, stats } = await checker.check(files)
    const fresh = await checkProject({ root, cache: false })
    expect({ diagnostics, problems }).toEqual({
      diagnostics: fresh.diagnostics,
      problems: fresh.problems,
    })
    expect([stats.files, stats.sites]).toEqual([fresh.stats.files, fresh.stats.sites])
    return {
      found: diagnostics.map(({ code, file }) => `${file} ${code}`),
      linked: [...linked].sort(),
      parsed: stats.parsed,
      scanned: stats.scanned,
    }
  }
  const change = (texts: Tree) => {
    addFiles(root, texts)
    return check(Object.keys(texts))
  }
  const first = await check()
  return { root, first, check, change }
}

const FOUND_IN_B = ['app/b/page.tsx request-api-in-after']

describe('a change', () => {
  it('has only its own file read and parsed, and what it reaches linked', async () => {
    const { first, change } = await open(APP)
    expect(first.found).toEqual(FOUND_IN_B)
    expect(first.linked).toEqual(['app/a/page.tsx', 'app/b/page.tsx'])
    expect(await change({ 'lib/a.ts': HELPER })).toEqual({
      found: ['app/a/page.tsx request-api-in-after', ...FOUND_IN_B],
      linked: ['app/a/page.tsx'],
      parsed: 1,
      scanned: 1,
    })
    expect(await change({ 'lib/a.ts': MENDED, 'lib/b.ts': MENDED })).toMatchObject({
      found: [],
      linked: first.linked,
      // Both are what a task calls.
      parsed: 2,
    })
  })

  it('of what a task calls has the task linked, whatever that leads to', async () => {
    const { change } = await open(APP)
    const dropped = 'export const record = async () => void fetch("https://log.example.com")\n'
    expect(await change({ 'lib/a.ts': dropped })).toMatchObject({
      found: [...FOUND_IN_B, 'lib/a.ts floating-promise-in-after'],
      linked: ['app/a/page.tsx'],
    })
    expect(await change({ 'lib/a.ts': MENDED })).toMatchObject({ found: FOUND_IN_B })
  })

  it('of a file that nothing depends on has nothing linked', async () => {
    const { change } = await open(APP)
    const none = { found: FOUND_IN_B, linked: [], parsed: 0 }
    expect(await change({ 'ui/button.tsx': 'export const Button = () => <b />\n' })).toMatchObject(
      none,
    )
    // A text that summarises to the same is parsed, and that is all.
    await change({ 'lib/b.ts': `${HELPER}// the end\n` })
    expect(await change({ 'lib/b.ts': `${HELPER}// The end\n` })).toMatchObject({
      ...none,
      parsed: 1,
    })
  })

  it('of a component that begins to matter has its page linked', async () => {
    const { change } = await open(APP)
    const button = `import { after } from 'next/server'
import { cookies } from 'next/headers'
export function Button() { after(() => cookies()); return null }
`
    expect(await change({ 'ui/button.tsx': button })).toMatchObject({
      linked: ['app/a/page.tsx', 'ui/button.tsx'],
      parsed: 1,
    })
  })

  it('reaches what is handed to it', async () => {
    const { change } = await open({
      'package.json': { dependencies: { next: '16.0.0' } },
      'app/page.tsx': `import { retry } from '../lib/retry'
import { work } from '../lib/work'
export default function Page() { retry(() => work()); return null }
`,
      'lib/retry.ts': 'export function retry(work: () => void) { console.log(work) }\n',
      'lib/work.ts': `import { after } from 'next/server'
import { cookies } from 'next/headers'
export function work() { after(() => cookies()) }
`,
    })
    expect(
      await change({ 'lib/retry.ts': 'export function retry(work: () => void) { work() }\n' }),
    ).toMatchObject({ found: ['lib/work.ts request-api-in-after'], linked: ['lib/work.ts'] })
  })

  it('that breaks a file, or takes it away, is taken back by the next', async () => {
    const { root, check, change } = await open(APP)
    expect((await change({ 'lib/b.ts': 'export const record = (' })).found).toEqual([])
    expect((await change({ 'lib/b.ts': HELPER })).found).toEqual(FOUND_IN_B)
    rmSync(join(root, 'lib/b.ts'))
    expect((await check(['lib/b.ts'])).found).toEqual([])
    expect(await change({ 'lib/b.tsx': HELPER })).toMatchObject({
      found: FOUND_IN_B,
      parsed: 1,
      scanned: 1,
    })
  })

  it('of what names mean has everything linked, and nothing parsed', async () => {
    const { change } = await open({
      ...APP,
      'app/b/page.tsx': page('#lib/b'),
      'tsconfig.json': { compilerOptions: { paths: { '#lib/*': ['./lib/*'] } } },
    })
    const { found, linked, parsed } = await change({
      'tsconfig.json': { compilerOptions: { paths: { '#lib/*': ['./nowhere/*'] } } },
    })
    expect([found, linked, parsed]).toEqual([[], ['app/a/page.tsx', 'app/b/page.tsx'], 0])
    // A page of the pages router, by what the project depends on.
    expect((await change({ 'package.json': { dependencies: {} } })).found).toEqual([])
  })

  it('of what the check leaves out is none', async () => {
    const { change } = await open({ ...APP, '.gitignore': 'generated\n' })
    const none = { found: FOUND_IN_B, linked: [], parsed: 0, scanned: 0 }
    expect(await change({ 'generated/page.tsx': page('../lib/b') })).toEqual(none)
    expect(await change({ 'docs/readme.md': '# after', 'public/a.json': '{}' })).toEqual(none)
    expect((await change({ '.gitignore': '' })).linked).toContain('generated/page.tsx')
  })
})

describe('any changes, one after another', () => {
  const names = ['a', 'b', 'c', 'd']
  const body = fc.constantFrom(
    'after(() => other())',
    'other()',
    'run(other)',
    'after(() => run(other))',
    'cookies()',
    'after(() => cookies())',
    '// afterword-ignore-next-line request-api-in-after -- a test\n  after(() => cookies())',
    'const later = after; later(other)',
    '',
  )
  const text = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names), body).map(
    ([other, run, statement]) => `import { after } from 'next/server'
import { cookies } from 'next/headers'
import { work as other } from '${other}'
import { call as run } from '${run}'
export function work() {
  ${statement}
}
export function call(task) { ${statement === '' ? '' : 'task()'} }
export default function Page() { work(); return null }
`,
  )
  const file = fc.constantFrom(
    ...names.flatMap((name) => [`lib/${name}.ts`, `app/${name}/page.ts`]),
  )
  const toTree = (entries: readonly (readonly [string, string])[]): Record<string, string> =>
    Object.fromEntries(
      entries.map(([path, content]) => {
        const folder = path.startsWith('app') ? '../../lib' : '.'
        return [path, content.replaceAll(/from '(\w)'/g, `from '${folder}/$1'`)]
      }),
    )

  it('come to what a fresh check comes to', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(file, text), { minLength: 6, maxLength: 12 }),
        fc.array(fc.tuple(file, fc.option(text)), { minLength: 1, maxLength: 8 }),
        async (files, changes) => {
          const { root, check, change } = await open({
            'package.json': { dependencies: { next: '16.0.0' } },
            ...toTree(files),
          })
          for (const [path, content] of changes) {
            if (content === null) {
              rmSync(join(root, path), { force: true })
              await check([path])
            } else {
              await change(toTree([[path, content]]))
            }
          }
        },
      ),
      { numRuns: 60 },
    )
  }, 120_000)
})

it('sees what changes in a package beside the project', async () => {
  const track = (task: string) => `import { after } from 'next/server'
import { cookies } from 'next/headers'
export const track = () => after(${task})
`
  const legal = track('() => console.log(1)')
  const root = writeTree({
    'package.json': { workspaces: ['apps/*', 'packages/*'] },
    'apps/web/package.json': { dependencies: { next: '16.0.0' } },
    'apps/web/app/page.tsx': `import { track } from '@acme/track'
export default function Page() {
  track()
}
`,
    'packages/track/package.json': { name: '@acme/track', main: './index.ts' },
    'packages/track/index.ts': legal,
  })
  const options = { root: join(root, 'apps/web'), cache: 'cache' }
  const checker = createChecker(options)
  const codes = (diagnostics: readonly { readonly code: string }[]) =>
    diagnostics.map(({ code }) => code)
  expect(codes((await checker.check()).diagnostics)).toEqual([])
  for (const changed of [undefined, ['../../packages/track/index.ts']]) {
    addFiles(root, { 'packages/track/index.ts': track('async () => (await cookies()).get("a")') })
    expect(codes((await checker.check(changed)).diagnostics)).toEqual(['request-api-in-after'])
    expect(codes((await checkProject(options)).diagnostics)).toEqual(['request-api-in-after'])
    addFiles(root, { 'packages/track/index.ts': legal })
    expect(codes((await checker.check(changed)).diagnostics)).toEqual([])
    expect(codes((await checkProject(options)).diagnostics)).toEqual([])
  }
})
