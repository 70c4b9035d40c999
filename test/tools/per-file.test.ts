// What compiles a file at a time: Babel's plugins and presets in any order, babel-loader, babel-jest, @swc/jest, swc-loader.
import { join } from 'node:path'
import { transformSync } from '@babel/core'
import { afterEach, describe, expect, it } from 'vitest'
import { type App, createApp } from './support/app.ts'
import type { Row } from './support/row.ts'

const apps: App[] = []
afterEach(() => {
  for (const app of apps.splice(0)) app.remove()
})

function create(folder: string): App {
  const app = createApp({ folder } as Row)
  apps.push(app)
  return app
}

const PAGE = `// head
import { after } from 'next/server' // why
import { type Props, cookies } from 'next/headers'

/** Doc. */
export default async function Page({ id }: Props) {
  // inside
  const name: string = (await cookies()).get('name') as any
  after(() => console.log(name, id)) // behind
  return <h1>{name}</h1>
}
`
const TYPESCRIPT = '@babel/preset-typescript'
const REACT = ['@babel/preset-react', { runtime: 'automatic' }]
const AFTERWORD = '@afterword/transform/babel'
const root = import.meta.dirname

function compile(code: string, options: object, caller?: object): string {
  const filename = join(root, 'app/page.tsx')
  const settings = { filename, root, cwd: root, configFile: false, babelrc: false, caller }
  return transformSync(code, { ...settings, ...options } as never)?.code ?? ''
}

describe('the Babel plugin', () => {
  const first = () => compile(PAGE, { presets: [TYPESCRIPT, REACT], plugins: [AFTERWORD] })

  it.each([
    ['presets the other way round', { presets: [REACT, TYPESCRIPT], plugins: [AFTERWORD] }],
    ['a preset that has it', { presets: [{ plugins: [AFTERWORD] }, TYPESCRIPT, REACT] }],
    [
      'TypeScript as a plugin before it',
      {
        presets: [REACT],
        plugins: [['@babel/plugin-transform-typescript', { isTSX: true }], AFTERWORD],
      },
    ],
  ])('gives the same with %s', (_, options) => {
    expect(compile(PAGE, options)).toBe(first())
  })

  it('keeps comments, names and what is imported', () => {
    const output = first()
    for (const comment of ['// head', '// why', '/** Doc. */', '// inside', '// behind']) {
      expect(output.split(comment)).toHaveLength(2)
    }
    expect(output).toContain("import { cookies } from '@afterword/runtime'")
    expect(output).toContain('_after("app/page.tsx:9:3", "Page", () => console.log(name, id))')
  })

  it('leaves bindings that later plugins can rely on', () => {
    const modules = ['@babel/preset-env', { targets: { node: '20' }, modules: 'commonjs' }]
    const output = compile(PAGE, { presets: [modules, TYPESCRIPT, REACT], plugins: [AFTERWORD] })
    expect(output).toContain('(0, _compiled.afterAt)("app/page.tsx:9:3"')
    expect(output).toContain('(0, _runtime.cookies)()')
  })

  it.each([
    ['afterword.config.ts', "const severity: 'off' = 'off'\nexport default", ''],
    ['afterword.config.mjs', "const severity = 'off'\nexport default", ''],
    ['afterword.config.cjs', "const severity = 'off'\nmodule.exports =", ''],
    ['afterword.config.mjs', "const severity = await 'off'\nexport default", 'top-level await'],
  ])('goes by %s: %s', (file, text, refusal) => {
    const app = create('babel')
    app.write(file, `${text} { rules: { 'invalid-task': severity } }\n`)
    const options = {
      root: app.root,
      cwd: app.root,
      filename: join(app.root, 'app/page.tsx'),
      presets: [TYPESCRIPT, REACT],
    }
    const build = () =>
      compile(PAGE.replace('after(()', 'after(7); after(()'), { ...options, plugins: [AFTERWORD] })
    if (refusal === '') expect(build()).toContain('"Page", 7)')
    else expect(build).toThrow(new RegExp(`${file} cannot be loaded: .*${refusal}`))
  })

  it('throws every error of the file, with its place', () => {
    const code = PAGE.replace('after(() =>', 'after(1); after(2); after(() =>')
    const options = { presets: [TYPESCRIPT, REACT], plugins: [AFTERWORD] }
    const message = `${join(root, 'app/page.tsx')}: Afterword found 2 errors`
    expect(() => compile(code, options)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(message),
        code: 'BABEL_TRANSFORM_ERROR',
        loc: { line: 9, column: 8 },
      }),
    )
  })

  it('reports `after` where the caller builds for a browser', () => {
    const options = { presets: [TYPESCRIPT, REACT], plugins: [AFTERWORD] }
    expect(() => compile(PAGE, options, { name: 'babel-loader', target: 'web' })).toThrow(
      'error after-in-client',
    )
  })

  it('refuses a wrong option', () => {
    expect(() => compile(PAGE, { plugins: [[AFTERWORD, { target: 'deno' }]] })).toThrow(
      `option "target" must be 'runtime' or 'next', not "deno"`,
    )
  })
})

describe('loaders without the webpack plugin', () => {
  const entries = ['invalid-task', 'request-api-in-after']
  it.each([
    // webpack does not come to what a module imports that Babel has refused.
    ['babel-loader', entries],
    ['@afterword/transform/swc-loader', [...entries, 'after-outside-request']],
  ])('%s: the built server is compiled, and misuse fails the build', async (loader, findings) => {
    const app = create(loader === 'babel-loader' ? 'babel' : 'webpack')
    // webpack resolves the names as they are written.
    app.write(
      'babel.config.mjs',
      `export default {
          presets: ['@babel/preset-typescript', ['@babel/preset-react', { runtime: 'automatic' }]],
          plugins: ['@afterword/transform/babel'],
        }`,
    )
    app.write(
      'webpack.config.mjs',
      `export default {
          mode: 'production',
          target: 'node',
          entry: { server: './server.ts' },
          output: { module: true, library: { type: 'module' } },
          experiments: { outputModule: true },
          optimization: { minimize: false },
          module: { rules: [{ test: /\\.tsx?$/, loader: '${loader}' }] },
        }`,
    )
    const built = await app.run({ program: 'webpack' })
    expect(built.code, built.output).toBe(0)
    expect(app.read('dist/server.mjs')).toMatch(/"app\/page\.tsx:8:3", "Page"/)
    app.apply('misuse')
    const { code, output } = await app.run({ program: 'webpack' })
    expect(code).not.toBe(0)
    expect(output.match(/(?<=error )[a-z-]+(?=: )/g)?.sort()).toEqual([...findings].sort())
  })
})

describe('Jest', () => {
  const test = `
    import { runWithAfter } from '@afterword/runtime/testing'
    import { POST } from '../app/api/event/route.ts'

    it('is compiled: a failing task names its call, and an error its line', async () => {
      const request = new Request('http://localhost/', { method: 'POST', body: '{"name":"Ada"}' })
      const { tasks } = await runWithAfter(() => POST(request))
      const failed = tasks.find(({ status }) => status === 'rejected')
      expect(failed.site).toBe('app/api/event/route.ts:12:3')
      expect(failed.reason.stack).toMatch(/route\\.ts:13:11/)
    })
  `

  it.each([
    ['babel-jest', 'babel', "['babel-jest', { presets, plugins }]"],
    ['@swc/jest', 'webpack', "['@afterword/transform/swc-jest', { jsc }]"],
  ])('%s', async (_, folder, transform) => {
    const app = create(folder)
    for (const file of ['.swcrc', 'babel.config.mjs']) if (app.has(file)) app.removeFile(file)
    app.write('tests/route.test.ts', test)
    app.write(
      'jest.config.mjs',
      `const presets = [['@babel/preset-env', { targets: { node: 'current' } }], '@babel/preset-typescript']
       const plugins = ['@afterword/transform/babel']
       const jsc = { parser: { syntax: 'typescript', tsx: true }, target: 'es2022' }
       export default {
         testEnvironment: 'node',
         transform: { '\\\\.(tsx?|js)$': ${transform} },
         transformIgnorePatterns: ['node_modules/(?!.*@afterword)'],
       }`,
    )
    const { code, output } = await app.run({ program: 'jest', args: ['--no-cache'] })
    expect(code, output).toBe(0)
    app.apply('misuse')
    const failed = await app.run({ program: 'jest', args: ['--no-cache'] })
    expect(failed.code).not.toBe(0)
    expect(failed.output).toContain('error invalid-task')
  })
})
