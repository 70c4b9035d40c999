// Builds both packages: generates the message catalogue from its markdown, compiles with tsc, puts the
// transform into few files, since most of its start was Node finding a hundred modules, and the
// inspector's page into one.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const packages = join(dirname(dirname(fileURLToPath(import.meta.url))), 'packages')
const transform = join(packages, 'transform')
const runtime = join(packages, 'runtime')
/** Loaded when needed, or native. */
const EXTERNAL = /^(?:node:|oxc-parser|oxc-resolver|jsonc-parser|chokidar|diff|jiti)/

function run(command, args) {
  const { status } = spawnSync(command, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) process.exit(status ?? 1)
}

/** What is started by its file's name: threads, and loaders in processes of their own. */
const STARTED = [
  'project/survey-worker',
  'hosts/lint-worker',
  'hosts/next-loader',
  'hosts/register-thread',
  'hosts/webpack-loader',
]

/**
 * The chunks that entries share, by what they are loaded for, each with all it imports that is not in one
 * before it. Left to itself, the bundler makes one for every set of entries.
 */
const SHARED = {
  options: ['options', 'config/version', 'hosts/findings', 'module/mentions'],
  survey: ['project/survey', 'project/stamps'],
  check: ['check', 'hosts/configured'],
  compiler: ['compiler', 'hosts/host'],
}

/** What our own modules `require` when they need it, the bundler takes up, still to be run when needed. */
const inlineRequire = {
  name: 'inline-require',
  transform: {
    filter: { id: /[\\/]packages[\\/]transform[\\/]dist[\\/].*\.js$/ },
    handler: (code) =>
      code.replace(/^const require = createRequire\(import\.meta\.url\);$/m, '') || null,
  },
}

/** webpack's cache reads what its loaders import, but in `.cjs`, and warns of each import whose name it cannot foresee. */
const hideImports = {
  name: 'hide-imports',
  transform: {
    filter: { id: /[\\/]dist[\\/]config[\\/]load\.js$/ },
    handler: (code) =>
      `import importModule from './import.cjs'\n${code.replace(
        /\bimport\(__rewriteRelativeImportExtension\((.+)\)\);$/m,
        'importModule($1);',
      )}`,
  },
  resolveId: {
    filter: { id: /^\.\/import\.cjs$/ },
    handler: (id) => ({ id, external: true }),
  },
  generateBundle() {
    const source = 'module.exports = (url) => import(url)\n'
    this.emitFile({ type: 'asset', fileName: 'import.cjs', source })
  },
}

/** Code that is taken from the code cache cannot import in Node 20: its loader does it. */
const delegateImports = {
  name: 'delegate-imports',
  renderChunk: (code) => code.replace(/\bawait import\(/g, 'await importOutside('),
}

run('node', ['scripts/messages.mjs'])
run('npx', ['tsc', '--build'])
await bundleCommandLine()
await bundleHosts()
await bundleInspector()

/**
 * Writes `dist/command`: `main.js`, a chunk for each command, the thread, and the licences of what is
 * bundled. They are CommonJS, whose compiled code can be kept.
 */
async function bundleCommandLine() {
  const folder = join(transform, 'dist/command')
  const bundle = await rolldown({
    input: {
      main: join(transform, 'dist/cli/main.js'),
      thread: join(transform, 'dist/project/survey-worker.js'),
    },
    platform: 'node',
    external: EXTERNAL,
    plugins: [inlineRequire, delegateImports],
  })
  const { output } = await bundle.write({
    dir: folder,
    cleanDir: true,
    format: 'cjs',
    chunkFileNames: '[name].js',
  })
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n')
  // A thread is started by its file's name.
  writeFileSync(
    join(folder, 'survey-worker.js'),
    "require('../../bin/code-cache.js').load(require.resolve('./thread.js'))\n",
  )
  writeFileSync(join(folder, 'LICENSES.txt'), listLicences(output))
}

/** Writes `dist/bin`: what is started, what the package exports, their shared chunks, and the licences of what is bundled. */
async function bundleHosts() {
  const { exports, peerDependencies } = JSON.parse(
    readFileSync(join(transform, 'package.json'), 'utf8'),
  )
  const exported = Object.values(exports).flatMap(({ types }) =>
    types ? [types.replace(/^\.\/dist\/(.*)\.d\.ts$/, '$1')] : [],
  )
  const bundle = await rolldown({
    input: [...STARTED, ...exported].map((file) => join(transform, 'dist', `${file}.js`)),
    platform: 'node',
    // The tools, and the runtime, are the application's own.
    external: [
      EXTERNAL,
      ...Object.keys(peerDependencies).map((name) => new RegExp(`^${name}(?:/|$)`)),
    ],
    plugins: [inlineRequire, hideImports],
  })
  const { output } = await bundle.write({
    dir: join(transform, 'dist/bin'),
    cleanDir: true,
    entryFileNames: '[name].js',
    // In the same folder: a module goes by its own place to find a worker.
    chunkFileNames: '[name]-shared.js',
    codeSplitting: {
      groups: Object.entries(SHARED).map(([name, files], index) => ({
        name,
        test: (id) => files.some((file) => id === join(transform, 'dist', `${file}.js`)),
        priority: 10 - index,
      })),
    },
  })
  writeFileSync(join(transform, 'dist/bin/LICENSES.txt'), listLicences(output))
}

/** Writes `dist/inspector/page.html`, with its script and its style inside, and the licences of what is in it. */
async function bundleInspector() {
  const source = join(runtime, 'page')
  const bundle = await rolldown({
    input: join(source, 'main.tsx'),
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  await bundle.close()
  const page = readFileSync(join(source, 'index.html'), 'utf8')
    .replace('/* style */', () => readFileSync(join(source, 'style.css'), 'utf8'))
    .replace('/* script */', () => output[0].code.replaceAll('</script', '<\\/script'))
  const folder = join(runtime, 'dist/inspector')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'page.html'), page)
  writeFileSync(join(folder, 'LICENSES.txt'), listLicences(output))
}

/** The licences of the packages that are in a bundle. */
function listLicences(output) {
  const folders = new Set(
    output
      .flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
      .flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []),
  )
  const licences = [...folders].sort().map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
    if (!file) throw new Error(`${name} has no licence file to pass on`)
    return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
  })
  return licences.join('\n---\n\n')
}
