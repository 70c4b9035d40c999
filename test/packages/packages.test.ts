// The packages as npm packs them, in a project that has nothing else.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const OTEL = '@opentelemetry/api'
const root = join(import.meta.dirname, '../..')
const bin = join(import.meta.dirname, 'node_modules/.bin')
const folder = mkdtempSync(join(tmpdir(), 'afterword-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Manifest {
  readonly name: string
  readonly version: string
  readonly exports: Readonly<Record<string, unknown>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

const packages = ['runtime', 'transform'].map((name) => {
  const path = join(root, 'packages', name)
  const manifest: Manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  const tarball = join(folder, `afterword-${name}-${manifest.version}.tgz`)
  return { path, manifest, tarball }
})
/** Every module of theirs: `@afterword/runtime/node`. */
const modules = packages.flatMap(({ manifest: { name, exports } }) =>
  Object.keys(exports)
    .filter((key) => !/\*|\.json$/.test(key))
    .map((key) => name + key.slice(1)),
)
const peers = packages.flatMap(({ manifest }) => Object.keys(manifest.peerDependencies ?? {}))

function run(command: string, args: readonly string[], cwd = folder) {
  const { NODE_OPTIONS: _, NODE_ENV: __, VITEST: ___, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: { ...env, NO_COLOR: '1' },
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}

const write = (file: string, text: string) => writeFileSync(join(folder, file), text)

beforeAll(() => {
  for (const { path } of packages) {
    const packed = run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], path)
    expect(packed).toMatchObject({ status: 0 })
  }
  write('package.json', JSON.stringify({ name: 'empty', private: true, type: 'module' }))
  const flags = ['--prefer-offline', '--no-audit', '--no-fund']
  const installed = run('npm', ['install', ...flags, ...packages.map(({ tarball }) => tarball)])
  expect(installed).toMatchObject({ status: 0 })
})

describe.each(packages)('$manifest.name', ({ tarball }) => {
  it('is clean to publint', () => {
    expect(run(join(bin, 'publint'), ['run', tarball, '--strict'])).toEqual({
      status: 0,
      output: expect.stringContaining('All good!'),
    })
  })

  it('is clean to @arethetypeswrong/cli', () => {
    const args = [tarball, '--profile', 'esm-only', '--format', 'json']
    expect(run(join(bin, 'attw'), args)).toMatchObject({ status: 0 })
  })
})

it.each(modules)('%s loads, or says what it is a host of', (module) => {
  const { status, output } = run(process.execPath, [
    '--input-type=module',
    '-e',
    `import '${module}'`,
  ])
  if (module.endsWith('/cloudflare')) expect(output).toContain("Received protocol 'cloudflare:'")
  else if (status !== 0) expect(peers).toContain(/Cannot find package '(.*?)'/.exec(output)?.[1])
})

it.each([
  ['bundler', 'preserve'],
  ['node16', 'node16'],
])('types of every module resolve under moduleResolution %s', (moduleResolution, module) => {
  // What the types of a host refer to, which its users have.
  for (const name of ['@types/node', 'undici-types', 'vite', 'rolldown', 'rollup', OTEL]) {
    mkdirSync(join(folder, 'node_modules', dirname(name)), { recursive: true })
    const [from, to] = [root, folder].map((place) => join(place, 'node_modules', name)) as [
      string,
      string,
    ]
    rmSync(to, { recursive: true, force: true })
    symlinkSync(from, to)
  }
  const uses = modules.map(
    (name, index) => `import * as m${index} from '${name}'\nexport const x${index} = m${index}\n`,
  )
  write('modules.ts', uses.join(''))
  const compilerOptions = {
    module,
    moduleResolution,
    target: 'es2023',
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: ['node'],
    strict: true,
    noEmit: true,
  }
  write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['modules.ts'] }))
  const { output } = run(join(root, 'node_modules/.bin/tsc'), ['-p', '.'])
  // Not those of other packages.
  expect(output.match(/^.*@afterword.*$/gm) ?? []).toEqual([])
  expect(output.match(/^modules\.ts.*$/gm) ?? []).toEqual([])
})

it('the command line, and a server by `register`', () => {
  const transform = packages.find(({ manifest }) => manifest.name.endsWith('/transform'))
  expect(run('npx', ['afterword', '--version'])).toMatchObject({
    status: 0,
    output: expect.stringContaining(String(transform?.manifest.version)),
  })
  write(
    'server.js',
    `import { createServer } from 'node:http'
import { after } from '@afterword/runtime'

const server = createServer((request, response) => {
  after(() => console.log('task of', request.url))
  response.end('answered')
})
server.listen(0, '127.0.0.1', async () => {
  const response = await fetch(\`http://127.0.0.1:\${server.address().port}/x\`)
  console.log(await response.text())
  server.close()
})
`,
  )
  expect(run(process.execPath, ['--import', '@afterword/transform/register', 'server.js'])).toEqual(
    {
      status: 0,
      output: expect.stringMatching(/^answered\ntask of \/x$|^task of \/x\nanswered$/m),
    },
  )
})
