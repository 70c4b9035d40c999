// Native mode on Next.js, built and started: its own `after`, called as compiled code calls it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildNext, startNext } from './support/next.ts'
import type { RunningServer } from './support/server.ts'

describe('Next.js', () => {
  let buildLog: string
  let server: RunningServer

  beforeAll(async () => {
    buildLog = await buildNext('native')
    server = await startNext('native')
  })
  afterAll(() => server.stop())

  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`)
    expect(response.status).toBe(200)
    await response.arrayBuffer()
  }

  it("runs a task in the user's context, with a signal", async () => {
    await get('/ok')
    await server.line({ task: 'ok', aborted: false, als: 'ok-user' })
  })

  it('tells onTaskError where a failed task comes from, in its context', async () => {
    await get('/fail')
    const site = 'app/fail/route.js:9:5'
    await server.line({ error: 'no mail today', site, caller: 'GET', als: 'fail-user' })
  })

  it('tells of a promise that rejects', async () => {
    await get('/promise')
    await server.line({ error: 'broken promise', site: 'app/promise/route.js:11:3' })
  })

  it('aborts and reports a task that never settles', async () => {
    await get('/never')
    await server.line({ task: 'never', reason: 'task-timeout' })
    await server.line({ error: 'task-timeout', site: 'app/never/route.js:8:3', name: 'never' })
  })

  it('leaves the request APIs to Next.js, and names the call of one it refuses', async () => {
    await get('/page')
    const line = await server.line({ site: 'app/page/page.js:8:3', caller: 'Page' })
    expect(line).toMatchObject({ error: expect.stringContaining('`cookies()` inside `after()`') })
  })

  it('works in the edge runtime', async () => {
    await get('/edge')
    await server.line({ error: 'from the edge', site: 'app/edge/route.js:7:3' })
  })

  it('SIGTERM: tasks and nested tasks are finished', async () => {
    await get('/nested')
    await server.line({ task: 'waits' })
    server.signal('SIGTERM')
    await server.exited
    for (const task of ['outer', 'inner']) expect(await server.line({ task })).toEqual({ task })
  })

  it('runs the tasks of a static page while it is built, and a failing one fails the build', async () => {
    expect(buildLog).toContain('{"task":"prerendered"}')
    const failure = buildNext('broken', { BREAK_BUILD: '1' })
    await expect(failure).rejects.toThrow('while prerendering')
  })
})
