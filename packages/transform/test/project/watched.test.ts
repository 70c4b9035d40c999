import { describe, expect, it } from 'vitest'
import { listFiles } from '../../src/project/files.ts'
import { listWatched } from '../../src/project/watched.ts'
import { writeTree } from './support.ts'

describe('what a build tool watches for a check', () => {
  it('is whole folders, and of those with something left out the files', () => {
    const root = writeTree({
      '.gitignore': 'build/',
      'package.json': '{}',
      'proxy.ts': '',
      'app/page.tsx': '',
      'app/api/route.ts': '',
      'public/logo.svg': '',
      'packages/ui/index.ts': '',
      'packages/ui/src/button.tsx': '',
      'packages/ui/build/index.js': '',
      'packages/ui/node_modules/x/index.js': '',
    })
    expect(listWatched(root, listFiles(root), [])).toEqual({
      files: ['packages/ui/index.ts', 'proxy.ts', 'package.json'],
      folders: ['app/', 'packages/ui/src/'],
    })
  })

  it('is also the sources elsewhere that were looked at, and are there', () => {
    const root = writeTree({ 'app/app/page.tsx': '', 'lib/index.ts': '' })
    const consulted = ['../lib/index.ts', '../lib/index.tsx', '../lib']
    expect(listWatched(`${root}/app`, listFiles(`${root}/app`), consulted)).toEqual({
      files: ['../lib/index.ts'],
      folders: ['app/'],
    })
  })
})
