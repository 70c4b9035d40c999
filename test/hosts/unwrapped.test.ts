// Apps of each server that have no code for `after` but its calls: the compiler opens the request scope.
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { connectClient } from './support/client.ts'
import { type CompiledApps, compileApps } from './support/compile.ts'
import type { Row } from './support/row.ts'
import { bun, deno, findNode } from './support/runtimes.ts'
import { startServer } from './support/server.ts'

let compiled: CompiledApps
beforeAll(() => {
  compiled = compileApps('unwrapped')
})
afterAll(() => compiled.remove())

async function start(app: string, client: Row['client'] = 'http1', options = readCommand(app)) {
  const server = await startServer(options)
  onTestFinished(() => server.stop())
  const connected = connectClient({ client }, server.port)
  onTestFinished(() => connected.close())
  return { server, client: connected }
}

function readCommand(app: string) {
  const path = `${compiled.folder}/${app}`
  if (app.startsWith('deno')) return { command: deno.command, args: ['run', '--allow-all', path] }
  if (app.startsWith('bun')) return { command: bun.command, args: [path] }
  return { args: [path] }
}

const apps: readonly (readonly [app: string, isThere: boolean, client?: Row['client']])[] = [
  ['http.mjs', true],
  ['http-later.mjs', true],
  ['https.mjs', true, 'https'],
  ['http2.mjs', true, 'http2'],
  ['express.mjs', true],
  ['express.cjs', true],
  ['fastify.mjs', true],
  ['koa.mjs', true],
  ['hono-node.mjs', true],
  ['srvx.mjs', true],
  ['h3.mjs', true],
  ['deno.mjs', deno.command !== undefined],
  ['deno-options.mjs', deno.command !== undefined],
  ['bun.mjs', bun.command !== undefined],
]

describe('a task runs when the response is over, in one scope a request', () => {
  for (const [app, isThere, protocol] of apps) {
    it.runIf(isThere)(app, async () => {
      const { server, client } = await start(app, protocol)
      await expectTaskLast(server, client)
    })
  }

  it.runIf(deno.command)('hono-default.mjs by `deno serve`', async () => {
    const server = await startServer({
      command: deno.command,
      args: ['serve', '--allow-all', '--port=0', `${compiled.folder}/hono-default.mjs`],
      portLine: /:(\d+)\//,
    })
    onTestFinished(() => server.stop())
    await expectTaskLast(server, connectClient({ client: 'http1' }, server.port))
  })

  it.runIf(bun.command)('hono-default.mjs by `bun`', async () => {
    const server = await startServer({
      command: bun.command,
      args: [`${compiled.folder}/hono-default.mjs`],
      env: { PORT: '0' },
      portLine: /:(\d+)\b/,
    })
    onTestFinished(() => server.stop())
    await expectTaskLast(server, connectClient({ client: 'http1' }, server.port))
  })
})

describe.each([20, 22, 24] as const)(
  '--import @afterword/transform/register on Node %i',
  (major) => {
    const { command } = findNode(major)
    const isNode = ([app]: (typeof apps)[number]) => !/^(?:deno|bun)/.test(app)
    const typescript = ['typescript.ts', major > 20] as const

    for (const [app, isThere, protocol] of [...apps.filter(isNode), typescript]) {
      it.runIf(command && isThere)(app, async () => {
        const args = ['--import', '@afterword/transform/register', `unwrapped/${app}`]
        const { server, client } = await start(app, protocol, { command, args })
        await expectTaskLast(server, client)
      })
    }
  },
)

async function expectTaskLast(
  server: Awaited<ReturnType<typeof startServer>>,
  client: ReturnType<typeof connectClient>,
) {
  const exchange = client.open('/')
  await exchange.received('first')
  await client.open('/end').complete()
  expect((await exchange.complete()).text).toBe('firstlast')
  await server.line({ task: 'sent' })
  expect(server.log.split('\n').filter((line) => line.startsWith('{'))).toEqual([
    '{"open":"/"}',
    '{"open":"/end"}',
    '{"end":true}',
    '{"task":"sent"}',
  ])
}

it('Express: settings count that come after the application is made', async () => {
  const { client } = await start('express.mjs')
  expect((await client.open('/strict').complete()).status).toBe(200)
  expect((await client.open('/strict/').complete()).status).toBe(404)
})

it('Hono: an application that another one takes in leaves errors to it', async () => {
  const { client } = await start('hono-node.mjs')
  expect((await client.open('/routes/throw').complete()).text).toBe('mended: in a route')
})
