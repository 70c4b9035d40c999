// What only Workers have: the ambient waitUntil, classes of entry points, requests that end unheard.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunningServer } from './support/server.ts'
import { startWorker } from './support/workerd.ts'

describe.each(['nodejs_als', 'nodejs_compat'])('workerd, %s', (flag) => {
  let server: RunningServer

  beforeAll(async () => {
    server = await startWorker('cloudflare/entrypoint.mjs', flag)
  })
  afterAll(() => server.stop())

  const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`)

  it('a class without `ctx`: waitUntil of cloudflare:workers keeps tasks, nested ones too', async () => {
    expect(await (await get('/streamed?user=a')).text()).toBe('streamed')
    expect((await server.task('nested', 'a')).task).toBe('nested')
  })

  it('a whole body keeps its content-length, with tasks too', async () => {
    const response = await get('/whole?user=b')
    expect([response.headers.get('content-length'), await response.text()]).toEqual(['5', 'whole'])
    await server.task('nested', 'b')
  })

  it('requests without tasks leave nothing behind', async () => {
    for (const path of ['/null', '/stream', '/scopes']) {
      for (let i = 0; i < 5; i++) await (await get(path)).text()
    }
    expect(await (await get('/scopes')).json()).toBe(0)
  })
})
