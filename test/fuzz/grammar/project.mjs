// Projects of several modules that lead to each other and to `after`, and changes of them.
import fc from 'fast-check'

/** Where modules stand: entry points, modules of the browser, helpers, and those of a workspace's package. */
const PATHS = [
  'app/page.tsx',
  'app/layout.tsx',
  'app/blog/[slug]/page.tsx',
  'app/api/route.ts',
  'app/api/items/route.js',
  'app/actions.ts',
  'middleware.ts',
  'server.mjs',
  'src/lib/a.ts',
  'src/lib/b.ts',
  'src/lib/c.tsx',
  'src/lib/d.js',
  'src/lib/index.ts',
  'components/button.tsx',
  'pages/old.tsx',
  'packages/kit/src/index.ts',
  'packages/kit/src/more.ts',
]
const CODES = ['request-api-in-after', 'floating-promise-in-after', 'invalid-task', 'no-such-code']

/** Statements around a call of `c` or `d`, functions of this module or another. */
const STATEMENTS = [
  ({ c }) => `${c}()`,
  ({ c }) => `await ${c}()`,
  ({ c }) => `return ${c}()`,
  ({ c }) => `void ${c}()`,
  ({ c, d }) => `await Promise.all([${c}(), ${d}()])`,
  ({ c, d }) => `${c}(() => ${d}())`,
  ({ c, d }) => `${c}(${d})`,
  ({ c }) => `if (flag) ${c}()`,
  ({ c }) => `const g = ${c}; g()`,
  ({ c }) => `const { h } = { h: ${c} }; h()`,
  ({ c }) => `[1].forEach(async () => ${c}())`,
  ({ c }) => `after(() => ${c}())`,
  ({ c }) => `after(() => { ${c}() })`,
  ({ c }) => `after(async () => { await ${c}() })`,
  ({ c }) => `after(async () => { ${c}().catch(() => {}) })`,
  ({ c }) => `after(${c})`,
  ({ c }) => `after(${c}())`,
  ({ c, d }) => `after(() => { after(() => ${c}()); ${d}() })`,
  ({ c }) => `after(() => [1].forEach(async (x) => ${c}(x)))`,
  ({ c }) => `try { after(() => ${c}()) } catch { ${c}() }`,
  ({ c }) => `const task = () => ${c}(); after(task)`,
  () => 'after(cb)',
  () => 'after(() => cb?.())',
  () => 'cb?.()',
  () => 'return cb',
  () => 'after(42)',
  () => 'after(async () => { (await cookies()).set("a", "b") })',
  () => 'after(async () => { await headers() })',
  () => 'after(() => redirect("/x"))',
  () => 'after(() => prisma.user.create({}))',
  () => 'const store = await cookies(); after(() => store.get("a"))',
  () => 'const jar = cookies(); after(async () => (await jar).get("a"))',
  () => 'return (await cookies()).get("a")',
  () => 'await headers()',
  () => 'notFound()',
  () => 'await fetch("https://x.test")',
  ({ c }) => `const kit = { waitUntil: after }; kit.waitUntil(${c}())`,
  ({ c }) => `ctx.waitUntil(async () => ${c}())`,
  ({ c }) => `class K { run() { after(() => ${c}()) } }; new K().run()`,
  ({ c, hasJsx }) => (hasJsx ? `return <div onClick={() => ${c}()}>{${c}()}</div>` : `${c}()`),
  ({ component, c, hasJsx }) => (hasJsx ? `return <${component} on={${c}} />` : `return ${c}`),
  () => '"use server"; after(() => headers())',
  ({ c }) => `async function inner() { 'use server'; after(() => ${c}()) }; inner()`,
  ({ c }) => `(await import('next/server')).after(() => ${c}())`,
  ...CODES.map(
    (code) => () => `// afterword-ignore-next-line ${code} -- why\nafter(() => headers())`,
  ),
  () => '/* afterword-ignore-next-line */ after(() => headers())',
]

const fn = fc.record({
  isAsync: fc.boolean(),
  shape: fc.nat(4),
  statements: fc.array(
    fc.record({ print: fc.constantFrom(...STATEMENTS), c: fc.nat(20), d: fc.nat(20) }),
    { minLength: 1, maxLength: 3 },
  ),
})
const source = fc.record({
  directive: fc.constantFrom('', '', '', '', "'use server'\n", "'use client'\n"),
  imports: fc.array(fc.record({ to: fc.nat(20), form: fc.nat(6), style: fc.nat(3) }), {
    maxLength: 4,
  }),
  functions: fc.array(fn, { minLength: 1, maxLength: 3 }),
  default: fc.nat(3),
})
const module = fc.record({ path: fc.constantFrom(...PATHS), source })

/** Functions of a module: what every module of a project is imported for. */
const NAMES = ['run', 'GET', 'Part']

function printModule({ directive, imports, functions, default: shape }, path, paths) {
  const hasJsx = path.endsWith('x')
  const known = functions.map((_, index) => NAMES[index])
  const lines = imports.map(({ to, form, style }, index) => {
    const target = paths[to % paths.length]
    const from = `'${printSpecifier(path, target, style)}'`
    const local = `from${index}`
    const name = NAMES[to % NAMES.length]
    switch (form) {
      case 0:
        known.push(local)
        return `import { ${name} as ${local} } from ${from}`
      case 1:
        known.push(local)
        return `import ${local} from ${from}`
      case 2:
        known.push(`${local}.${name}`)
        return `import * as ${local} from ${from}`
      case 3:
        return `export * from ${from}`
      case 4:
        return `export { ${name} as ${local} } from ${from}`
      case 5:
        known.push(local)
        return `const ${local} = async (x) => (await import(${from})).${name}(x)`
      default:
        return `import ${from}`
    }
  })
  const bodies = functions.map(({ isAsync, shape, statements }, index) => {
    const name = NAMES[index]
    const body = statements
      .map(({ print, c, d }) => {
        const text = print({
          c: known[c % known.length],
          d: known[d % known.length],
          component: NAMES[2],
          hasJsx,
        })
        // Only an async function awaits.
        return isAsync
          ? `{ ${text}\n}`
          : `{ ${text.replaceAll(/(?<!async [^\n]*)\bawait /g, '')}\n}`
      })
      .join('\n')
    const start = isAsync ? 'async ' : ''
    if (shape === 0) return `export const ${name} = ${start}(cb, flag) => {\n${body}\n}`
    if (shape === 1) return `${start}function ${name}(cb, flag) {\n${body}\n}\nexport { ${name} }`
    if (shape === 2) return `export const ${name} = wrap(${start}(cb, flag) => {\n${body}\n})`
    return `export ${start}function ${name}(cb, flag) {\n${body}\n}`
  })
  const last = [
    '',
    `export default ${NAMES[0]}`,
    `export default function Page() {\n${NAMES[0]}()\n}`,
    `export default { fetch: ${NAMES[0]} }`,
  ][shape]
  return [
    `${directive}import { after } from 'next/server'`,
    "import { cookies, headers } from 'next/headers'",
    "import { notFound, redirect } from 'next/navigation'",
    ...lines,
    'const wrap = (f) => f',
    ...bodies,
    `${last}\n`,
  ].join('\n')
}

/** How a module names another: by a relative path, by an alias, or as a package. */
function printSpecifier(from, to, style) {
  const bare = to.replace(/(?:\/index)?\.\w+$/, '')
  const kit = /^packages\/kit\/src\/(.*)\.ts$/.exec(to)
  if (kit && style < 2) return kit[1] === 'index' ? '@acme/kit' : `@acme/kit/${kit[1]}`
  if (style === 1) return `@/${bare}`
  const up = '../'.repeat(from.split('/').length - 1) || './'
  return style === 2 ? `${up}${to.replace(/\.tsx?$/, '.js')}` : `${up}${bare}`
}

const manifest = fc.record({
  dependencies: fc.constantFrom(
    { next: '16.4.6' },
    { next: '16.4.6', waku: '1' },
    { '@vitejs/plugin-rsc': '1' },
    {},
    { express: '5' },
  ),
  workspaces: fc.constantFrom(undefined, ['packages/*'], { packages: ['packages/kit'] }),
})
const tsconfig = fc.constantFrom(
  '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }',
  '{ "compilerOptions": { "baseUrl": "src", "paths": { "@/*": ["../*"] } } }',
  '{ "extends": "./base.json" }',
  '{ "compilerOptions": { "paths": { "@/*": ["./src/*"',
  '{}',
)
const kit = fc.constantFrom(
  { name: '@acme/kit', exports: { '.': './src/index.ts', './*': './src/*.ts' } },
  { name: '@acme/kit', main: 'dist/index.js' },
  { name: '@acme/kit', exports: { '.': { types: './src/index.ts', default: './dist/index.js' } } },
  { name: '@acme/other' },
)

/** A change of one file. */
const edit = fc.oneof(
  { weight: 5, arbitrary: module.map((given) => ({ type: 'write', ...given })) },
  { weight: 2, arbitrary: fc.constantFrom(...PATHS).map((path) => ({ type: 'remove', path })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...PATHS), fc.constantFrom(...PATHS))
      .map(([path, to]) => ({ type: 'move', path, to })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...PATHS),
        fc.constantFrom('}', '\uFFFD', '// more\n', "'use client'\n"),
      )
      .map(([path, text]) => ({ type: 'append', path, text })),
  },
  { weight: 1, arbitrary: manifest.map((value) => writeJson('package.json', value)) },
  { weight: 1, arbitrary: tsconfig.map((text) => ({ type: 'put', path: 'tsconfig.json', text })) },
  { weight: 1, arbitrary: kit.map((value) => writeJson('packages/kit/package.json', value)) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('src/lib\n', '*.tsx\n', 'packages\n!packages/kit\n', '')
      .map((text) => ({ type: 'put', path: '.gitignore', text })),
  },
)

function writeJson(path, value) {
  return { type: 'put', path, text: JSON.stringify(value) }
}

/**
 * A project's first files and what happens to them: steps of several changes, each a list of writes,
 * `[path, text]`, where the text of a file that goes is `null`.
 */
export const projectWithChanges = fc
  .record({
    modules: fc.uniqueArray(module, { selector: ({ path }) => path, minLength: 2, maxLength: 9 }),
    manifest,
    tsconfig,
    kit,
    steps: fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { maxLength: 4 }),
  })
  .map(({ modules, manifest, tsconfig, kit, steps }) => {
    const paths = modules.map(({ path }) => path)
    const files = new Map([
      ['package.json', JSON.stringify(manifest)],
      ['tsconfig.json', tsconfig],
      ['base.json', '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }'],
      ['packages/kit/package.json', JSON.stringify(kit)],
      ...modules.map(({ path, source }) => [path, printModule(source, path, paths)]),
    ])
    const first = [...files]
    const changes = steps.map((edits) => edits.flatMap((edit) => applyEdit(files, edit, paths)))
    return { first, changes }
  })

function applyEdit(files, edit, paths) {
  const { type, path } = edit
  const old = files.get(path)
  if (type === 'write' || type === 'put') {
    const text = type === 'put' ? edit.text : printModule(edit.source, path, paths)
    files.set(path, text)
    return [[path, text]]
  }
  if (old === undefined) return []
  if (type === 'append') {
    files.set(path, old + edit.text)
    return [[path, old + edit.text]]
  }
  files.delete(path)
  if (type === 'remove') return [[path, null]]
  files.set(edit.to, old)
  return [
    [path, null],
    [edit.to, old],
  ]
}
