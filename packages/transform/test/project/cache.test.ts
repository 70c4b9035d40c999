import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type CheckOptions, checkProject, createChecker } from '../../src/check.ts'
import { TICK } from '../../src/project/stamps.ts'
import { addFiles, type Tree, writeTree } from './support.ts'

const PROJECT: Tree = {
  'package.json': { dependencies: { next: '16.0.0', auth: '1.0.0' } },
  'node_modules/auth/package.json': {
    name: 'auth',
    version: '1.0.0',
    main: 'index.js',
    peerDependencies: { next: '*' },
  },
  'node_modules/auth/index.js': `import { headers } from 'next/headers'
export const auth = async () => (await headers()).get('authorization')
`,
  'app/page.tsx': `import { after } from 'next/server'
import { track } from '../lib/track'
export default function Page() {
  after(() => track())
  return null
}
`,
  'lib/track.ts': `import { auth } from 'auth'
export async function track() {
  console.log(await auth())
}
`,
}
const CACHE = 'node_modules/.cache/afterword'

/** Long enough ago that a change of now is another time. */
async function settle(): Promise<void> {
  await setTimeout(TICK + 5)
}

async function check(root: string, options: Partial<CheckOptions> = {}) {
  await settle()
  const { diagnostics, problems, stats, written } = await checkProject({ root, ...options })
  await written
  return {
    codes: diagnostics.map(({ code, file }) => `${file} ${code}`),
    diagnostics,
    problems,
    stats: { scanned: stats.scanned, parsed: stats.parsed, sites: stats.sites },
  }
}

const FOUND = ['app/page.tsx request-api-in-after']
const ANEW = { scanned: 2, parsed: 3, sites: 1 }
const REPLAYED = { scanned: 0, parsed: 0, sites: 1 }
const RELINKED = { scanned: 2, parsed: 0, sites: 1 }

describe('a check of what has not changed', () => {
  it('gives the same without reading a file', async () => {
    const root = writeTree(PROJECT)
    const first = await check(root)
    expect(first).toMatchObject({ codes: FOUND, stats: ANEW })
    const second = await check(root)
    expect(second.stats).toEqual(REPLAYED)
    expect(second.diagnostics).toEqual(first.diagnostics)
    expect(second.problems).toEqual(first.problems)
  })

  it('serves a check of texts that are not written, of which it keeps nothing', async () => {
    const root = writeTree(PROJECT)
    const first = await check(root)
    const texts = new Map([['lib/track.ts', 'export const track = () => console.log(1)']])
    expect(await check(root, { texts })).toMatchObject({ codes: [], stats: { parsed: 1 } })
    const page = String(PROJECT['app/page.tsx']).replace('() => track()', '1')
    expect(await check(root, { texts: new Map([['app/page.tsx', page]]) })).toMatchObject({
      codes: ['app/page.tsx invalid-task'],
      stats: { parsed: 1 },
    })
    const last = await check(root)
    expect(last).toMatchObject({ codes: FOUND, stats: REPLAYED })
    expect(last.diagnostics).toEqual(first.diagnostics)
  })

  it('still knows texts and call sites', async () => {
    const root = writeTree(PROJECT)
    await check(root)
    await settle()
    const result = await checkProject({ root })
    expect(result.stats.scanned).toBe(0)
    expect(result.textOf('lib/track.ts')).toBe(PROJECT['lib/track.ts'])
    expect(await result.listSites()).toMatchObject([{ file: 'app/page.tsx', caller: 'Page' }])
  })

  it('is what a checker begins with, which then goes by the summaries', async () => {
    const root = writeTree(PROJECT)
    const { diagnostics } = await check(root)
    await settle()
    const checker = createChecker({ root })
    expect(await checker.check()).toMatchObject({ diagnostics, stats: REPLAYED, linked: [] })
    addFiles(root, { 'lib/track.ts': `${PROJECT['lib/track.ts']}export const other = 1\n` })
    const changed = await checker.check(['lib/track.ts'])
    expect(changed).toMatchObject({ diagnostics, stats: { parsed: 1 } })
    expect((await checker.check([])).linked).toEqual([])
  })

  it('applies the severities of this time', async () => {
    const root = writeTree(PROJECT)
    await check(root)
    const { diagnostics, stats } = await check(root, { rules: { 'request-api-in-after': 'warn' } })
    expect(stats).toEqual(REPLAYED)
    expect(diagnostics.map(({ severity }) => severity)).toEqual(['warn'])
    expect((await check(root, { rules: { 'request-api-in-after': 'off' } })).codes).toEqual([])
  })

  it('is none with other options, or when texts stand in for files', async () => {
    const root = writeTree(PROJECT)
    await check(root)
    const texts = new Map([['lib/track.ts', 'export const track = () => {}']])
    const unwritten = await check(root, { texts })
    expect(unwritten).toMatchObject({ codes: [], stats: { scanned: 2 } })
    expect((await check(root)).stats).toEqual(REPLAYED)
    expect((await check(root, { preset: 'server' })).stats.scanned).toBe(2)
  })
})

describe('a change is seen', () => {
  const cases: readonly (readonly [string, (root: string) => void, Partial<typeof ANEW>])[] = [
    [
      'of a file',
      (root) => addFiles(root, { 'lib/track.ts': 'export const track = 1' }),
      { parsed: 1 },
    ],
    [
      'of a file, of the same size and time of modification',
      (root) => {
        const file = join(root, 'lib/track.ts')
        const { atime, mtime } = statSync(file)
        writeFileSync(file, readFileSync(file, 'utf8').replace('auth()', 'oops()'))
        utimesSync(file, atime, mtime)
      },
      { parsed: 1 },
    ],
    [
      'when a file is gone',
      (root) => rmSync(join(root, 'lib/track.ts')),
      { scanned: 1, parsed: 0 },
    ],
    [
      'when a file is new',
      (root) => addFiles(root, { 'lib/new.ts': '' }),
      { scanned: 3, parsed: 0 },
    ],
    ['of aliases', (root) => addFiles(root, { 'tsconfig.json': {} }), RELINKED],
    ['of what is ignored', (root) => addFiles(root, { '.gitignore': 'lib\n' }), { scanned: 1 }],
    [
      'of an installed package',
      (root) => {
        const manifest = {
          ...(PROJECT['node_modules/auth/package.json'] as object),
          version: '1.0.1',
        }
        addFiles(root, {
          'node_modules/auth/package.json': manifest,
          'node_modules/auth/index.js': 'export const auth = () => null',
        })
      },
      { parsed: 0 },
    ],
  ]
  it.each(cases)('%s', async (_, change, stats) => {
    const root = writeTree(PROJECT)
    await check(root)
    await check(root)
    change(root)
    const changed = await check(root)
    expect(changed.stats).toMatchObject(stats)
    const fresh = await check(root, { cache: false })
    expect(changed.diagnostics).toEqual(fresh.diagnostics)
    expect(changed.problems).toEqual(fresh.problems)
  })

  it('when a package comes to be installed', async () => {
    const {
      'node_modules/auth/package.json': manifest,
      'node_modules/auth/index.js': code,
      ...rest
    } = PROJECT
    const root = writeTree(rest)
    expect(await check(root, { cache: CACHE })).toMatchObject({ codes: [] })
    expect((await check(root, { cache: CACHE })).stats).toEqual(REPLAYED)
    addFiles(root, {
      'node_modules/auth/package.json': manifest as object,
      'node_modules/auth/index.js': code as string,
    })
    expect(await check(root, { cache: CACHE })).toMatchObject({ codes: FOUND })
  })

  it.each([
    ['in a folder of its own', {}],
    ['in a folder that was there', { 'packages/auth/README.md': '' }],
  ])('when a package comes to be of the workspace around the project, %s', async (_, there) => {
    const {
      'node_modules/auth/package.json': manifest,
      'node_modules/auth/index.js': code,
      ...rest
    } = PROJECT
    const moved = Object.entries(rest).map(([file, text]) => [`apps/web/${file}`, text] as const)
    const root = writeTree({
      ...Object.fromEntries(moved),
      'package.json': { workspaces: ['apps/*', 'packages/*'] },
      'packages/other/package.json': { name: 'other' },
      ...there,
    })
    const app = join(root, 'apps/web')
    expect(await check(app, { cache: CACHE })).toMatchObject({ codes: [] })
    expect((await check(app, { cache: CACHE })).stats).toEqual(REPLAYED)
    addFiles(root, {
      'packages/auth/package.json': manifest as object,
      'packages/auth/index.js': code as string,
    })
    expect(await check(app, { cache: CACHE })).toMatchObject({ codes: FOUND })
  })

  it('of a file written while it was being read is not taken for granted', async () => {
    const root = writeTree(PROJECT)
    await (await checkProject({ root })).written
    // Nothing tells the state that was read from one written in the same tick.
    await check(root)
    expect((await check(root)).stats).toEqual(REPLAYED)
  })
})

describe('summaries', () => {
  it('of unchanged modules are kept', async () => {
    const root = writeTree(PROJECT)
    const first = await check(root)
    addFiles(root, { 'app/layout.tsx': 'export default ({ children }) => children' })
    const second = await check(root)
    expect(second.stats).toEqual({ scanned: 3, parsed: 0, sites: 1 })
    expect(second.diagnostics).toEqual(first.diagnostics)
  })
})

describe('the cache', () => {
  it.each([
    ['empty', () => ''],
    ['cut off', (content: string) => content.slice(0, -20)],
    ['changed', (content: string) => content.replace('track', 'trick')],
    ['of another version', (content: string) => content.replace(/^\S+/, 'other')],
    ['no text', () => '\0\u{ffff}'],
  ])('is made anew when it is %s', async (_, spoil) => {
    const root = writeTree(PROJECT)
    const first = await check(root)
    const files = readdirSync(join(root, CACHE))
    expect(files.sort()).toEqual(['result', 'summaries'])
    for (const file of files) {
      const path = join(root, CACHE, file)
      writeFileSync(path, spoil(readFileSync(path, 'utf8')))
    }
    expect(await check(root)).toEqual(first)
    expect((await check(root)).stats).toEqual(REPLAYED)
  })

  it('that cannot be written is none', async () => {
    const root = writeTree({ ...PROJECT, 'node_modules/.cache': 'a file' })
    expect(await check(root)).toMatchObject({ codes: FOUND, problems: [], stats: ANEW })
    expect(await check(root)).toMatchObject({ codes: FOUND, problems: [], stats: ANEW })
  })

  // The superuser may write everything.
  it.skipIf(process.getuid?.() === 0)('in a locked folder is none', async () => {
    const root = writeTree(PROJECT)
    mkdirSync(join(root, CACHE), { recursive: true })
    chmodSync(join(root, CACHE), 0o500)
    expect(await check(root)).toMatchObject({ codes: FOUND, problems: [], stats: ANEW })
    expect(await check(root)).toMatchObject({ codes: FOUND, problems: [], stats: ANEW })
  })

  it('stands where it is told to, or not at all', async () => {
    const root = writeTree(PROJECT)
    await check(root, { cache: false })
    expect(readdirSync(join(root, 'node_modules'))).toEqual(['auth'])
    await check(root, { cache: '.kept' })
    expect(readdirSync(join(root, '.kept')).sort()).toEqual(['result', 'summaries'])
    expect((await check(root, { cache: '.kept' })).stats).toEqual(REPLAYED)
  })

  it('is not made where nothing is installed, unless it is asked for', async () => {
    const root = writeTree({ 'app/page.tsx': 'export default () => null' })
    await check(root)
    expect(readdirSync(root)).toEqual(['app'])
    await check(root, { cache: CACHE })
    expect(readdirSync(join(root, CACHE)).sort()).toEqual(['result', 'summaries'])
  })

  it('is not made for a project that is not there', async () => {
    const root = join(writeTree({}), 'nowhere')
    expect((await check(root)).problems).toMatchObject([{ file: '.' }])
    expect(statSync(root, { throwIfNoEntry: false })).toBe(undefined)
  })
})
