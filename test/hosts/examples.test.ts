// What docs/hosts.md shows of a server runs as it stands there: the answer comes, then the task.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished, vi } from 'vitest'
import { connectClient } from './support/client.ts'
import type { Row } from './support/row.ts'
import { bun, deno, workerd } from './support/runtimes.ts'
import { type RunningServer, type StartOptions, startServer } from './support/server.ts'
import { startWorker } from './support/workerd.ts'

const folder = new URL('examples/', import.meta.url)
const pathOf = (name: string) => fileURLToPath(new URL(`${name}.mjs`, folder))
const printPort = new URL('apps/shared/print-port.mjs', import.meta.url)

/** Runs an example as a program, on a free port. */
function run(name: string, options: Partial<StartOptions> = {}, flags: readonly string[] = []) {
  const env = { PORT: '0', NODE_OPTIONS: `--import=${printPort}` }
  return startServer({ env, args: [...flags, pathOf(name)], ...options })
}

interface Way {
  readonly start?: () => Promise<RunningServer>
  readonly isThere?: boolean
  readonly client?: Row['client']
  readonly path?: string
  readonly body?: string
  /** The line that the task prints. */
  readonly line?: string
}

const register = ['--import', '@afterword/runtime/register']
const lambda = (name: string): Way => ({
  start: () => startServer({ args: ['lambda/server.mjs', pathOf(name)] }),
})

/** How an example is run that is not just a Node program which answers `/` over HTTP/1.1. */
const ways: Readonly<Record<string, Way>> = {
  https: {
    start: () => run('https', { cwd: '../../../packages/runtime/test/tls' }),
    client: 'https',
  },
  http2: { client: 'http2' },
  'register-http': { start: () => run('register-http', {}, register) },
  'register-http2': { start: () => run('register-http2', {}, register), client: 'http2' },
  yoga: {
    path: '/graphql?query={hello}',
    body: '{"data":{"hello":"Hello"}}',
    line: 'hello sent',
  },
  trpc: { path: '/trpc/hello', body: '{"result":{"data":"Hello"}}', line: 'hello sent' },
  bun: {
    isThere: bun.command !== undefined,
    start: () => run('bun', { command: bun.command, env: { PORT: '0' }, portLine: /:(\d+)\// }),
  },
  deno: {
    isThere: deno.command !== undefined,
    start: () =>
      run('deno', {
        command: deno.command,
        args: ['run', '--allow-all', pathOf('deno')],
        env: { DENO_SERVE_ADDRESS: 'tcp:127.0.0.1:0' },
        portLine: /:(\d+)\//,
      }),
  },
  'cloudflare-worker': {
    isThere: workerd.command !== undefined,
    start: () => startWorker('../examples/cloudflare-worker.mjs', 'nodejs_als'),
  },
  'hono-bun': {
    isThere: bun.command !== undefined,
    start: () =>
      run('hono-bun', { command: bun.command, env: { PORT: '0' }, portLine: /:(\d+)\b/ }),
  },
  'hono-deno': {
    isThere: deno.command !== undefined,
    start: () =>
      run('hono-deno', {
        command: deno.command,
        args: ['serve', '--allow-all', '--port=0', pathOf('hono-deno')],
        portLine: /:(\d+)\//,
      }),
  },
  'hono-workerd-worker': {
    isThere: workerd.command !== undefined,
    start: () => startWorker('../examples/hono-workerd-worker.mjs', 'nodejs_als'),
  },
  'lambda-streaming': lambda('lambda-streaming'),
  'lambda-buffered': lambda('lambda-buffered'),
}

const names = readdirSync(folder).map((file) => file.replace(/\.mjs$/, ''))

for (const name of names.filter((name) => name !== 'fetch-on-node')) {
  const way = ways[name] ?? {}
  const { start = () => run(name), client = 'http1', path = '/' } = way
  const { isThere = true, body = 'Hello', line = '/ sent' } = way
  it.runIf(isThere)(name, async () => {
    const server = await start()
    onTestFinished(() => server.stop())
    const connected = connectClient({ client }, server.port)
    onTestFinished(() => connected.close())
    expect(await connected.open(path).complete()).toMatchObject({ status: 200, text: body })
    await server.text(line)
  })
}

it('fetch-on-node', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  onTestFinished(() => log.mockRestore())
  const { default: handler } = await import(pathOf('fetch-on-node'))
  const response: Response = await handler.fetch(new Request('http://localhost/'))
  expect(await response.text()).toBe('Hello')
  await vi.waitUntil(() => log.mock.calls.length > 0)
  expect(log.mock.calls).toEqual([['/', 'sent']])
})

it('every way is that of an example', () => {
  expect(Object.keys(ways).filter((name) => !names.includes(name))).toEqual([])
})
