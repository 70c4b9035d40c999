import { join, relative } from 'node:path'
import fc from 'fast-check'
import { ResolverFactory } from 'oxc-resolver'
import { describe, expect, it } from 'vitest'
import { addFiles, open, type Tree, writeTree } from './support.ts'

/** What each specifier means in `importer`. */
async function resolveAll(tree: Tree, importer: string, specifiers: readonly string[]) {
  const project = await open(writeTree(tree))
  return Object.fromEntries(
    specifiers.map((specifier) => [specifier, project.resolve(specifier, importer)]),
  )
}

describe('relative specifiers', () => {
  it('get an extension, an index, or the source of what they name', async () => {
    const tree = {
      'a/index.ts': '',
      'a/b.tsx': '',
      'a/c.js': '',
      'a/d/index.jsx': '',
      'a/both.ts': '',
      'a/both/index.ts': '',
      'a/e.mts': '',
      'a/name.with.dots.ts': '',
      'top.ts': '',
      'style.css': '',
    }
    const found = {
      './b': 'a/b.tsx',
      './b.tsx': 'a/b.tsx',
      './b.js': 'a/b.tsx',
      './c': 'a/c.js',
      './d': 'a/d/index.jsx',
      './d/': 'a/d/index.jsx',
      './both': 'a/both.ts',
      './both/': 'a/both/index.ts',
      './e.mjs': 'a/e.mts',
      './name.with.dots': 'a/name.with.dots.ts',
      '.': 'a/index.ts',
      './': 'a/index.ts',
      '../top': 'top.ts',
      '../a': 'a/index.ts',
      '..': null,
      './b?url': 'a/b.tsx',
      './nowhere': null,
      '../style.css': null,
      '../../../../../../../../../nowhere': null,
    }
    expect(await resolveAll(tree, 'a/importer.ts', Object.keys(found))).toEqual(found)
  })

  it('find what the walk leaves out: it is part of the program all the same', async () => {
    const tree = {
      '.gitignore': 'generated\n',
      'generated/client.ts': '',
      '.hidden/a.ts': '',
      'data/package.json': { main: './lib/main.js' },
      'data/lib/main.js': '',
    }
    const found = {
      './generated/client': 'generated/client.ts',
      './.hidden/a': '.hidden/a.ts',
      './data': 'data/lib/main.js',
    }
    expect(await resolveAll(tree, 'page.ts', Object.keys(found))).toEqual(found)
  })
})

describe('tsconfig', () => {
  it('aliases: the longest prefix, several targets, exact names, baseUrl', async () => {
    const tree = {
      'tsconfig.json': `{
        // comments and trailing commas are allowed
        "compilerOptions": {
          "baseUrl": "./src",
          "paths": {
            "@/*": ["./*"],
            "@/ui/*": ["./components/*", "../shared/*"],
            "~config": ["./settings.ts"],
            "*.page": ["./pages/*"],
          },
        },
      }`,
      'src/a.ts': '',
      'src/settings.ts': '',
      'src/components/button.tsx': '',
      'shared/table.tsx': '',
      'src/pages/home.tsx': '',
      'src/lib/based.ts': '',
    }
    const found = {
      '@/a': 'src/a.ts',
      '@/ui/button': 'src/components/button.tsx',
      '@/ui/table': 'shared/table.tsx',
      '@/ui/nowhere': null,
      '~config': 'src/settings.ts',
      'home.page': 'src/pages/home.tsx',
      'lib/based': 'src/lib/based.ts',
      '@other/a': null,
    }
    expect(await resolveAll(tree, 'src/app/page.tsx', Object.keys(found))).toEqual(found)
  })

  it('inherits from files and packages, the last one first, and its own paths replace theirs', async () => {
    const tree = {
      'tsconfig.base.json': { compilerOptions: { paths: { '@base/*': ['./base/*'] } } },
      'node_modules/@acme/tsconfig/package.json': { name: '@acme/tsconfig' },
      'node_modules/@acme/tsconfig/next.json': { compilerOptions: { strict: true } },
      'apps/web/tsconfig.json': { extends: ['../../tsconfig.base', '@acme/tsconfig/next.json'] },
      'apps/own/tsconfig.json': {
        extends: '../../tsconfig.base.json',
        compilerOptions: { paths: { '@own/*': ['./*'] } },
      },
      'base/a.ts': '',
      'apps/own/a.ts': '',
    }
    const specifiers = ['@base/a', '@own/a']
    expect(await resolveAll(tree, 'apps/web/page.ts', specifiers)).toEqual({
      '@base/a': 'base/a.ts',
      '@own/a': null,
    })
    expect(await resolveAll(tree, 'apps/own/deep/page.ts', specifiers)).toEqual({
      '@base/a': null,
      '@own/a': 'apps/own/a.ts',
    })
    expect((await open(writeTree(tree))).listProblems()).toEqual([])
  })

  it('follows project references, the config folder and jsconfig.json', async () => {
    const tree = {
      'tsconfig.json': { files: [], references: [{ path: './tsconfig.app.json' }] },
      'tsconfig.app.json': { compilerOptions: { paths: { '@/*': [`$\{configDir}/src/*`] } } },
      'src/a.ts': '',
      'js/jsconfig.json': { compilerOptions: { baseUrl: '.' } },
      'js/lib/a.js': '',
    }
    expect(await resolveAll(tree, 'src/page.ts', ['@/a'])).toEqual({ '@/a': 'src/a.ts' })
    expect(await resolveAll(tree, 'js/page.js', ['lib/a'])).toEqual({ 'lib/a': 'js/lib/a.js' })
  })

  it('broken, circular or without what it extends is a problem, and the rest goes on', async () => {
    const root = writeTree({
      'tsconfig.json': '{\n  "compilerOptions": {\n    "paths": oops\n  }\n}',
      'a/tsconfig.json': { extends: './other.json' },
      'a/other.json': { extends: './tsconfig.json' },
      'b/tsconfig.json': {
        extends: '@tsconfig/next',
        compilerOptions: { paths: { '@/*': ['./*'] } },
      },
      'b/lib.ts': '',
      'lib.ts': '',
    })
    const project = await open(root)
    expect(project.listProblems()).toEqual([
      {
        file: 'a/other.json',
        message: 'extends "./tsconfig.json", which extends it',
        advice: 'Break the circle.',
      },
      {
        file: 'b/tsconfig.json',
        message: 'extends "@tsconfig/next", which is not there',
        advice: 'Install the dependencies, or mend the path: what it inherits is not known here.',
      },
      {
        file: 'tsconfig.json',
        message: 'is not valid JSON (line 3, column 14: InvalidSymbol)',
        advice: 'Mend it: until then its paths, baseUrl and references are not known here.',
      },
    ])
    expect(project.resolve('./lib', 'page.ts')).toBe('lib.ts')
    expect(project.resolve('@/lib', 'b/page.ts')).toBe('b/lib.ts')
  })
})

describe('packages of a workspace', () => {
  const tree: Tree = {
    'package.json': { workspaces: ['apps/*', 'packages/**', '!packages/old'] },
    'apps/web/package.json': {
      name: 'web',
      imports: { '#lib/*': './lib/*.ts', '#ui': '@acme/ui' },
    },
    'apps/web/lib/a.ts': '',
    'packages/ui/package.json': {
      name: '@acme/ui',
      exports: {
        '.': { types: './src/index.ts', default: './dist/index.js' },
        './server': { 'react-server': './src/server.tsx', default: './src/client.tsx' },
        './icons/*': './src/icons/*.tsx',
        './built': './dist/built.mjs',
        './required': { require: './src/required.ts' },
      },
    },
    'packages/ui/src/index.ts': '',
    'packages/ui/src/server.tsx': '',
    'packages/ui/src/client.tsx': '',
    'packages/ui/src/icons/star.tsx': '',
    'packages/ui/src/built.ts': '',
    'packages/ui/src/required.ts': '',
    'packages/deep/utils/package.json': { name: 'utils', main: './dist/index.mjs' },
    'packages/deep/utils/src/index.ts': '',
    'packages/deep/utils/src/dates.ts': '',
    'packages/deep/utils/strings.ts': '',
    'packages/old/package.json': { name: 'old' },
    'packages/old/index.ts': '',
    'examples/react/package.json': { name: 'react', main: './index.js' },
    'examples/react/index.js': '',
  }
  const found = {
    '@acme/ui': 'packages/ui/src/index.ts',
    '@acme/ui/server': 'packages/ui/src/server.tsx',
    '@acme/ui/icons/star': 'packages/ui/src/icons/star.tsx',
    '@acme/ui/built': 'packages/ui/src/built.ts',
    '@acme/ui/required': 'packages/ui/src/required.ts',
    '@acme/ui/src/server.tsx': null,
    utils: 'packages/deep/utils/src/index.ts',
    'utils/dates': 'packages/deep/utils/src/dates.ts',
    'utils/strings': 'packages/deep/utils/strings.ts',
    web: null,
    'web/lib/a': 'apps/web/lib/a.ts',
    '#lib/a': 'apps/web/lib/a.ts',
    '#ui': 'packages/ui/src/index.ts',
    '#nowhere': null,
    old: null,
    react: null,
    'node:fs': null,
    fs: null,
    'https://example.com/a.js': null,
    '': null,
  }

  it('are found by name, their build output as its source', async () => {
    expect(await resolveAll(tree, 'apps/web/app/page.tsx', Object.keys(found))).toEqual(found)
  })

  it('are found with pnpm, from one of its folders, and when they are linked into node_modules', async () => {
    const { 'package.json': _, ...rest } = tree
    const root = writeTree({
      ...rest,
      'pnpm-workspace.yaml':
        '# ours\npackages:\n  - "apps/*"\n  # all\n  - packages/** # deep\n  - \'!packages/old\'\ncatalog:\n  - no\n',
    })
    addFiles(root, { 'apps/web/node_modules/old': { link: '../../../packages/old' } })
    const app = await open(join(root, 'apps/web'))
    expect(app.resolve('@acme/ui/server', 'app/page.tsx')).toBe('../../packages/ui/src/server.tsx')
    expect(app.resolve('./icons/star', '../../packages/ui/src/index.ts')).toBe(
      '../../packages/ui/src/icons/star.tsx',
    )
    expect(app.resolve('old', 'app/page.tsx')).toBe(null)
  })

  it('are found by a path in the dependencies', async () => {
    const linked = {
      'app/package.json': { dependencies: { shared: 'file:../shared' } },
      'shared/package.json': { name: 'shared', exports: './main.ts' },
      'shared/main.ts': '',
    }
    expect(await resolveAll(linked, 'app/page.ts', ['shared'])).toEqual({
      shared: 'shared/main.ts',
    })
  })

  it('with a broken package.json are a problem', async () => {
    const project = await open(
      writeTree({
        'package.json': { workspaces: ['*'] },
        'a/package.json': '{ "name": ',
        'page.ts': '',
      }),
    )
    expect(project.resolve('a', 'page.ts')).toBe(null)
    expect(project.listProblems()).toEqual([
      {
        file: 'a/package.json',
        message: 'is not a valid package.json (line 1, column 11: ValueExpected)',
        advice:
          'Mend it: until then neither its framework is known here nor what imports of the package mean.',
      },
    ])
  })

  it('of one name are not told apart, which is a problem where one is imported', async () => {
    const tree: Tree = {
      'package.json': { workspaces: ['*'] },
      'a/package.json': { name: 'same', main: 'a.ts' },
      'a/a.ts': '',
      'b/package.json': { name: 'same', main: 'b.ts' },
      'b/b.ts': '',
      'c/package.json': { name: 'other', main: 'c.ts' },
      'c/c.ts': '',
      'page.ts': '',
    }
    const project = await open(writeTree(tree))
    expect(project.resolve('other', 'page.ts')).toBe('c/c.ts')
    expect(project.listProblems()).toEqual([])
    expect(project.resolve('same', 'page.ts')).toBe(null)
    expect(project.resolve('same', 'b/b.ts')).toBe('b/b.ts')
    expect(project.listProblems()).toEqual([
      {
        file: 'b/package.json',
        message: 'has the name of a/package.json, "same"',
        advice: 'Give one of them another name: until then imports of it are not followed.',
      },
    ])
  })
})

describe('installed packages', () => {
  const tree: Tree = {
    'package.json': { dependencies: { auth: '1', plain: '1', inner: '1' } },
    'node_modules/auth/package.json': {
      name: 'auth',
      peerDependencies: { next: '>=14' },
      exports: {
        '.': { import: './index.mjs', require: './index.cjs' },
        './old': { require: './old.cjs' },
        './types': { types: './types.d.ts' },
      },
    },
    'node_modules/auth/index.mjs': '',
    'node_modules/auth/lib/session.js': '',
    'node_modules/auth/old.cjs': '',
    'node_modules/auth/types.d.ts': '',
    'node_modules/auth/node_modules/inner/package.json': {
      name: 'inner',
      main: 'main.js',
      dependencies: { next: '16' },
    },
    'node_modules/auth/node_modules/inner/main.js': '',
    'node_modules/plain/package.json': { name: 'plain', main: 'index.js' },
    'node_modules/plain/index.js': '',
    'node_modules/next/package.json': { name: 'next', version: '16.0.0' },
    'node_modules/next/headers.js': '',
  }

  it('are followed when they depend on next, and only then', async () => {
    const found = {
      auth: 'node_modules/auth/index.mjs',
      'auth/old': 'node_modules/auth/old.cjs',
      'auth/types': null,
      'auth/lib/session': null,
      plain: null,
      'next/headers': null,
      missing: null,
    }
    expect(await resolveAll(tree, 'app/page.tsx', Object.keys(found))).toEqual(found)
  })

  it('import what they were installed with', async () => {
    const found = {
      './lib/session.js': 'node_modules/auth/lib/session.js',
      inner: 'node_modules/auth/node_modules/inner/main.js',
      plain: null,
    }
    expect(await resolveAll(tree, 'node_modules/auth/index.mjs', Object.keys(found))).toEqual(found)
  })
})

describe('beside oxc-resolver', () => {
  const names = fc.constantFrom('a', 'b', 'index', 'lib')
  const path = fc
    .tuple(
      fc.array(names, { maxLength: 2 }),
      names,
      fc.constantFrom('.ts', '.tsx', '.js', '.jsx', '.mjs', '.mts', '.cjs', '.cts'),
    )
    .map(([folders, name, extension]) => `${[...folders, name].join('/')}${extension}`)
  const relativePath = fc
    .tuple(
      fc.constantFrom('./', '../', '../../'),
      fc.array(names, { maxLength: 2 }),
      fc.constantFrom('', '', '.js', '.ts', '.mjs', '/'),
    )
    .map(([start, middle, end]) => start + middle.join('/') + end)
  const aliased = fc
    .tuple(fc.constantFrom('@/', '@/lib/', 'lib/'), names, fc.constantFrom('', '', '.js', '/a'))
    .map((parts) => parts.join(''))
  const specifier = fc.oneof(relativePath, aliased, fc.constant('exact'))

  it('finds the same files', async () => {
    const run = fc.record({
      files: fc.uniqueArray(path, { minLength: 1, maxLength: 12 }),
      importer: path,
      specifiers: fc.array(specifier, { minLength: 1, maxLength: 12 }),
    })
    await fc.assert(
      fc.asyncProperty(run, async ({ files, importer, specifiers }) => {
        const root = writeTree({
          ...Object.fromEntries([...files, importer].map((file) => [file, ''])),
          'tsconfig.json': {
            compilerOptions: {
              baseUrl: '.',
              paths: { '@/*': ['./*', './lib/*'], '@/lib/*': ['./lib/*'], exact: ['./lib/a'] },
            },
          },
        })
        const project = await open(root)
        const oxc = new ResolverFactory({
          extensions: ['.tsx', '.ts', '.jsx', '.js', '.mjs', '.cjs', '.mts', '.cts'],
          extensionAlias: {
            '.js': ['.ts', '.tsx', '.js', '.jsx'],
            '.mjs': ['.mts', '.mjs'],
          },
          tsconfig: { configFile: join(root, 'tsconfig.json') },
        })
        for (const name of specifiers) {
          const { path: found } = oxc.sync(join(root, importer, '..'), name)
          const expected = found === undefined ? null : relative(root, found)
          expect([name, project.resolve(name, importer)]).toEqual([name, expected])
        }
      }),
      { numRuns: 150 },
    )
  })
})
