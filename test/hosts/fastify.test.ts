// Handlers that Fastify tells less of than of the usual ones: no task waits for them in vain.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Client, connectClient } from './support/client.ts'
import { type RunningServer, startServer } from './support/server.ts'

let server: RunningServer
let client: Client

beforeAll(async () => {
  server = await startServer({ args: ['fastify/replies.mjs'] })
  client = connectClient({ client: 'http1' }, server.port)
})
afterAll(() => server.stop())

it.each([
  ['a handler that has taken the reply over, ended it, and goes on for ever', '/hijacked-end'],
  ['a handler without a promise', '/callback'],
  ['a handler that throws without a promise', '/throw'],
])('%s', async (_, path) => {
  await client.open(path).complete()
  expect((await server.task(path, path)).outcome).toBe('sent')
})

it('a handler that has taken the reply over, and whose client goes', async () => {
  const exchange = client.open('/hijacked-stream')
  await exchange.received('first')
  exchange.abort()
  expect((await server.task('/hijacked-stream', '/hijacked-stream')).outcome).toBe('aborted')
})
