import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listFiles } from '../../src/project/files.ts'
import { startSurvey } from '../../src/project/survey-thread.ts'
import { APIS_OPTIONS, writeTree } from './support.ts'

const SOURCE = 'export {}\n'

function sourcesOf(root: string): readonly string[] {
  return [...listFiles(root).sources].sort()
}

function survey(root: string) {
  return startSurvey({ root, apis: APIS_OPTIONS }).finish()
}

describe('source files', () => {
  it('are every JavaScript and TypeScript module but declarations', async () => {
    const names = ['a.js', 'a.cjs', 'a.mjs', 'a.jsx', 'a.ts', 'a.cts', 'a.mts', 'a.tsx']
    const others = ['a.d.ts', 'a.d.mts', 'a.css.d.ts', 'a.json', 'a.md', 'ts', 'a.vue']
    const root = writeTree(Object.fromEntries([...names, ...others].map((name) => [name, SOURCE])))
    expect(sourcesOf(root)).toEqual([...names].sort())
  })

  it('are not looked for in node_modules and hidden folders', async () => {
    const root = writeTree({
      'app/page.tsx': SOURCE,
      'node_modules/a/index.js': SOURCE,
      'app/node_modules/b/index.js': SOURCE,
      '.next/server/page.js': SOURCE,
    })
    expect(sourcesOf(root)).toEqual(['app/page.tsx'])
  })

  it('leave out what .gitignore files say, the nearest one deciding', async () => {
    const root = writeTree({
      '.gitignore': '# output\ndist/\n/coverage\n*.gen.ts\nvendor/**\n\\!odd.ts\nkeep/no.ts\n',
      'dist/a.js': SOURCE,
      'packages/a/dist/a.js': SOURCE,
      'coverage/a.js': SOURCE,
      'lib/coverage/a.js': SOURCE,
      'a.gen.ts': SOURCE,
      'vendor/a.js': SOURCE,
      '!odd.ts': SOURCE,
      'keep/no.ts': SOURCE,
      'keep/yes.ts': SOURCE,
      'packages/b/.gitignore': '!*.gen.ts\nlocal.ts',
      'packages/b/a.gen.ts': SOURCE,
      'packages/b/local.ts': SOURCE,
      'Dist/a.js': SOURCE,
    })
    const left = ['Dist/a.js', 'keep/yes.ts', 'lib/coverage/a.js', 'packages/b/a.gen.ts']
    expect(sourcesOf(root)).toEqual(left)
  })

  it('leave out what the .gitignore files above the project say', async () => {
    const root = writeTree({
      '.git/HEAD': '',
      '.gitignore': 'build\n/apps/web/old/\n',
      'apps/web/app/page.tsx': SOURCE,
      'apps/web/build/page.js': SOURCE,
      'apps/web/old/page.tsx': SOURCE,
    })
    expect((await survey(join(root, 'apps/web'))).listing.sources).toEqual(['app/page.tsx'])
  })

  it('are found in a folder that its repository ignores, when that is what is checked', async () => {
    const root = writeTree({ '.git/HEAD': '', '.gitignore': 'out', 'out/app/page.tsx': SOURCE })
    expect((await survey(join(root, 'out'))).listing.sources).toEqual(['app/page.tsx'])
  })
})

describe('links', () => {
  it('in a circle are not followed, and said', async () => {
    const root = writeTree({
      'app/page.tsx': SOURCE,
      'app/again': { link: '..' },
      'app/self': { link: 'self' },
      'lib/here': { link: '.' },
    })
    const { sources, problems } = (await survey(root)).listing
    expect(sources).toEqual(['app/page.tsx'])
    expect(problems.map(({ file, message }) => `${file} ${message}`)).toEqual([
      'app/again leads back to a folder it lies in',
      'app/self cannot be read: its links lead in a circle',
      'lib/here leads back to a folder it lies in',
    ])
  })

  it('out of the project are followed once', async () => {
    const outside = writeTree({ 'shared/a.ts': SOURCE, 'shared/back': { link: '..' } })
    const root = writeTree({
      'lib/one': { link: join(outside, 'shared') },
      'lib/two': { link: join(outside, 'shared') },
      'lib/file.ts': { link: join(outside, 'shared/a.ts') },
    })
    expect(sourcesOf(root)).toEqual(['lib/file.ts', 'lib/one/a.ts'])
  })

  it('to nothing are a problem where they are named like a module', async () => {
    const root = writeTree({
      'a.ts': SOURCE,
      'gone.ts': { link: 'nowhere.ts' },
      'loop.ts': { link: 'loop.ts' },
      'gone.txt': { link: 'nowhere' },
    })
    const { sources, problems } = (await survey(root)).listing
    expect(sources).toEqual(['a.ts'])
    expect(problems).toEqual([
      {
        file: 'gone.ts',
        message: 'cannot be read: it, or what it links to, does not exist',
        advice: 'Mend or remove the link. The rest is checked.',
      },
      {
        file: 'loop.ts',
        message: 'cannot be read: its links lead in a circle',
        advice: 'Mend or remove the link. The rest is checked.',
      },
    ])
  })
})

describe('what cannot be read', () => {
  it('a folder named like a module is walked', async () => {
    const root = writeTree({ 'app/page.tsx/page.tsx': SOURCE })
    expect(sourcesOf(root)).toEqual(['app/page.tsx/page.tsx'])
    expect((await survey(root)).problems).toEqual([])
  })

  // The superuser may read everything.
  it.skipIf(process.getuid?.() === 0)('a locked file or folder is a problem', async () => {
    const root = writeTree({ 'a.ts': SOURCE, 'locked.ts': SOURCE, 'secret/b.ts': SOURCE })
    chmodSync(join(root, 'locked.ts'), 0)
    chmodSync(join(root, 'secret'), 0)
    const files = (await survey(root)).problems.map(({ file }) => file)
    chmodSync(join(root, 'secret'), 0o755)
    expect(files).toEqual(['secret/', 'locked.ts'])
  })

  it('a project that is not there is a problem', async () => {
    const root = writeTree({})
    expect((await survey(join(root, 'nowhere'))).problems).toMatchObject([{ file: '.' }])
  })
})
