// What only Workers have: the ambient waitUntil, classes of entry points, requests that end unheard.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { workerd } from './support/runtimes.ts'
import type { RunningServer } from './support/server.ts'
import { startWorker } from './support/workerd.ts'

const flags = ['nodejs_als', 'nodejs_compat']

describe.skipIf(!workerd.command).each(flags)('workerd, %s', (flag) => {
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

describe.skipIf(!workerd.command).each(flags)('events of workerd, %s', (flag) => {
  let server: RunningServer

  beforeAll(async () => {
    server = await startWorker('cloudflare/events.mjs', flag, ['handlers', 'Methods'])
  })
  afterAll(() => server.stop())

  const send = async (entry: string, event: string, user: string) =>
    (await fetch(`http://127.0.0.1:${server.port}/${entry}/${event}?user=${user}`)).text()

  describe.each(['handlers', 'Methods'])('%s', (entry) => {
    it.each([
      ['scheduled', 'scheduled'],
      ['queue', 'queue of 1'],
      ['email', 'email'],
      ['tail', 'tail'],
    ])('%s: tasks run when the handler has settled, and are held', async (event, task) => {
      const user = `${entry}-${event}`
      expect(await send(entry, event, user)).toBe('ok')
      await server.task('nested', user)
      expect(server.tasksOf(user)).toEqual([
        { task: 'handler', outcome: 'settled', als: user },
        { task, outcome: 'sent', als: user },
        { task: 'nested', outcome: 'sent', als: user },
      ])
    })

    it('a handler that throws: the tasks run, with `failed`, and the event has failed', async () => {
      const user = `${entry}-throw`
      expect(await send(entry, 'email', user)).toBe('the handler broke')
      expect((await server.task('nested', user)).outcome).toBe('failed')
    })

    it("a task's error says which event it belongs to; there are no cookies", async () => {
      const user = `${entry}-cron`
      await send(entry, 'scheduled', user)
      expect(await server.error(`scheduled ${user}`)).toMatchObject({ error: 'cookies: 0' })
    })
  })
})
