// Every example in README.md and docs/ is run, and what they say is printed is printed.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterEach, describe, expect, it } from 'vitest'
import { runCli } from './support/cli.ts'
import { installProject } from './support/install.ts'
import { type RunningProcess, startNode } from './support/process.ts'
import { createProject, type Project } from './support/project.ts'

const root = join(import.meta.dirname, '..')
const pages = [
  'README.md',
  'packages/runtime/README.md',
  'packages/transform/README.md',
  'examples/express/README.md',
  'examples/hono/README.md',
  'examples/misuse/README.md',
  'examples/rsc/README.md',
  ...readdirSync(join(root, 'docs')).map((file) => `docs/${file}`),
]

interface Example {
  readonly page: string
  readonly file: string
  readonly run: string
  readonly code: string
}

const examples = pages.flatMap((page): Example[] =>
  [
    ...readFileSync(join(root, page), 'utf8').matchAll(
      /```\w+ file=(\S+) run=(\S+)\n([\s\S]*?)```/g,
    ),
  ].map(([, file = '', run = '', code = '']) => ({ page, file, run, code })),
)

const projects: Project[] = []
afterEach(() => {
  for (const project of projects.splice(0)) project.remove()
})

function create(files: Record<string, string>): Project {
  const project = createProject(files)
  projects.push(project)
  return project
}

const MISUSE = `import { after } from 'next/server'
export function GET() {
  after(1)
  return new Response('ok')
}
`
const isAnswer = (code: number) => code === 0 || code === 1

/** A server that loads the example first, and has a task that is done and one that fails. */
async function watch(
  { file, code }: Example,
  env: Record<string, string>,
  onServed: (server: RunningProcess) => Promise<unknown>,
): Promise<void> {
  const packages = join(root, 'test/otel-project')
  installProject(packages)
  const project = createProject(
    {
      [file]: code,
      'server.mjs': `import { createServer } from 'node:http'
        import { after } from '@afterword/runtime'
        import { withAfter } from '@afterword/runtime/node'
        const server = createServer(withAfter((req, res) => {
          after(() => {}, { name: 'good' })
          after(() => Promise.reject(new Error('lost')), { name: 'bad' })
          res.end('Hello')
        }))
        server.listen(0, () => console.log('port', server.address().port))`,
    },
    join(packages, 'node_modules'),
  )
  projects.push(project)
  const server = startNode(['--import', `./${file}`, 'server.mjs'], project.root, env)
  try {
    const [, port] = await server.waitForLine(/^port (\d+)/)
    await (await fetch(`http://localhost:${port}/x`)).text()
    await onServed(server)
  } finally {
    await server.stop()
  }
}

/** A server: answers, runs its task, and ends by the signal. */
async function serve({ file, code }: Example, flags: readonly string[]): Promise<void> {
  const project = create({ [file]: code.replaceAll('process.env.PORT ?? 3000', '0, ready') })
  project.write(
    file,
    `${project.read(file)}\nfunction ready() { console.log('port', server.address().port) }\n`,
  )
  const server = startNode([...flags, file], project.root)
  try {
    const [, port] = await server.waitForLine(/^port (\d+)/)
    expect(await (await fetch(`http://localhost:${port}/x`)).text()).toBe('Hello')
    await server.waitForLine(/^\/x sent$/)
    server.child.kill('SIGTERM')
    expect(await server.exited).toEqual({ code: null, signal: 'SIGTERM' })
  } finally {
    await server.stop()
  }
}

const runners: Record<string, (example: Example) => Promise<void>> = {
  /** A Vite config: builds a server with it. */
  async vite({ file, code }) {
    const { root: folder, read } = create({
      [file]: code,
      'server.ts':
        "import { after } from 'next/server'\nexport default { fetch() { after(() => {}); return new Response('ok') } }\n",
    })
    const input = join(folder, 'server.ts')
    await build({
      root: folder,
      logLevel: 'silent',
      build: { ssr: true, rolldownOptions: { input } },
    })
    expect(read('dist/server.js')).toContain('"server.ts:2:28"')
  },
  node: (example) => serve(example, []),
  /** One without code for the request scope. */
  register: (example) => serve(example, ['--import', '@afterword/transform/register']),
  /** A module whose default export is a fetch handler. */
  async fetch({ file, code }) {
    const project = create({
      [file]: code,
      'run.mjs': `import handler from './${file}'
        const response = await handler.fetch(new Request('http://localhost/x'))
        console.log(await response.text())`,
    })
    const run = startNode(['run.mjs'], project.root)
    expect(await run.exited).toEqual({ code: 0, signal: null })
    expect(run.lines).toEqual(['Hello', 'served http://localhost/x'])
  },
  /** A script that compiles: prints a diagnostic and code. */
  async compile({ file, code }) {
    const run = startNode([file], create({ [file]: code }).root)
    expect(await run.exited).toEqual({ code: 0, signal: null })
    expect(run.lines.join('\n')).toContain('error invalid-task')
    expect(run.lines.join('\n')).toContain('_after("lib/track.ts:2:28"')
  },
  /** Lines for a shell, in a project with findings: each command can run. */
  async cli({ code }) {
    const { root: folder } = create({ 'app/api/route.ts': MISUSE })
    for (const line of code.trim().split('\n')) {
      const [, ...args] = line.replace(/^npx /, '').split(' ')
      expect({ line, ...runCli(args, folder) }).toMatchObject({ code: expect.toSatisfy(isAnswer) })
    }
  },
  /** A script that reads what the command line prints. */
  async 'cli-json'({ file, code }) {
    const run = startNode([file], create({ [file]: code, 'app/api/route.ts': MISUSE }).root)
    expect({ ...(await run.exited), lines: run.lines }).toMatchObject({ code: 0 })
    expect(run.lines).toContainEqual(expect.stringMatching(/^invalid-task error /))
    expect(run.lines.join(' ')).not.toContain('undefined')
  },
  /** A configuration: weighs the findings of a project. */
  async config({ file, code }) {
    const { root: folder } = create({ [file]: code, 'app/api/route.ts': MISUSE })
    const run = runCli(['check'], folder)
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toContain('warning invalid-task')
  },
  /** Prints the spans of tasks. */
  traced: (example) =>
    watch(example, {}, async (server) => {
      await server.waitForLine(/name: 'after good'/)
      await server.waitForLine(/name: 'after bad'/)
    }),
  /** Sends an error to Sentry: to a server of ours. */
  async sentry(example) {
    const received = createServer()
    const envelope = new Promise<string>((resolve) => {
      received.on('request', async (request, response) => {
        const body = Buffer.concat(await request.toArray())
        response.end('{}')
        const isZipped = request.headers['content-encoding'] === 'gzip'
        const text = (isZipped ? gunzipSync(body) : body).toString()
        if (text.includes('"exception"')) resolve(text)
      })
    })
    received.listen(0, '127.0.0.1')
    await once(received, 'listening')
    const { port } = received.address() as AddressInfo
    await watch(example, { SENTRY_DSN: `http://key@127.0.0.1:${port}/1` }, async () => {
      const text = await envelope
      expect(text).toContain('"value":"lost"')
      expect(text).toMatch(
        /"after":\{"name":"bad","request":"GET \/x","requestId":"[^"]+","outcome":"sent"/,
      )
    })
    received.close()
  },
  /** Logs each task, as JSON. */
  pino: (example) =>
    watch(example, {}, async (server) => {
      const [done] = await server.waitForLine(/.*task done.*/)
      expect(JSON.parse(done)).toMatchObject({ name: 'good', ms: expect.any(Number) })
      const [failed] = await server.waitForLine(/.*task failed.*/)
      expect(JSON.parse(failed)).toMatchObject({
        name: 'bad',
        request: 'GET /x',
        err: { message: 'lost' },
      })
    }),
  /** A script that must run to its end without an error. */
  async script({ file, code }) {
    const run = startNode([file], create({ [file]: code }).root)
    expect({ ...(await run.exited), lines: run.lines }).toMatchObject({ code: 0 })
  },
}

describe('examples in the docs', () => {
  it.each(examples)('$page: $file', async (example) => {
    const runner = runners[example.run]
    if (!runner) throw new Error(`${example.page}: nothing runs run=${example.run}`)
    await runner(example)
  })

  it('are there', () => expect(examples.length).toBeGreaterThanOrEqual(5))
})

describe('what the READMEs say is printed', () => {
  it('is what building examples/misuse prints, every report of it', () => {
    const run = spawnSync('npm', ['run', 'build', '--silent'], {
      cwd: join(root, 'examples/misuse'),
      encoding: 'utf8',
    })
    expect(run.status).toBe(1)
    const printed = stripVTControlCharacters(run.stdout + run.stderr)
    const shown = ['README.md', 'examples/misuse/README.md'].map((page) =>
      [
        ...readFileSync(join(root, page), 'utf8').matchAll(
          /<!-- output of examples\/misuse: \S+ -->\n```\n([\s\S]*?)```/g,
        ),
      ].map(([, block = '']) => block),
    )
    for (const block of shown.flat()) expect(printed).toContain(block)
    const reports = printed.match(/^(?:error|warning) [a-z-]+:/gm) ?? []
    expect(shown.map((blocks) => blocks.length)).toEqual([1, reports.length])
    // One of them stands for two: in a task itself, and behind helpers.
    expect(new Set(reports).size).toBe(reports.length - 1)
  })
})

describe('what docs/cli.md says is printed', () => {
  const page = readFileSync(join(root, 'docs/cli.md'), 'utf8')
  const blocks = [
    ...page.matchAll(/<!-- output of afterword (.*?)(?: in (\S+))? -->\n```\n([\s\S]*?)```/g),
  ].map(([, line = '', folder = '.', shown = '']) => ({ line, folder, shown }))

  it('is the help of every command', () => {
    const helps = blocks.filter(({ line }) => line.endsWith('--help')).map(({ line }) => line)
    const names = ['check', 'sites', 'fix', 'explain', 'transform']
    expect(helps).toEqual(['--help', ...names.map((name) => `${name} --help`)])
  })

  it.each(blocks)('is what afterword $line prints', ({ line, folder, shown }) => {
    const { stdout } = runCli(line.split(' '), join(root, folder))
    expect(stdout).toBe(shown)
  })
})

describe('links in the docs', () => {
  it.each(pages)('%s leads to files that exist', (page) => {
    const text = readFileSync(join(root, page), 'utf8')
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
      const url = new URL(target, pathToFileURL(join(root, page)))
      expect(() => readFileSync(url), target).not.toThrow(/ENOENT/)
    }
  })
})
