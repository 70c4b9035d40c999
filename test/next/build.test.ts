// An application on Next.js with every legal use of `after`, built and started.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, type Bundler, createApp, type Server } from './support/app.ts'

describe.each<Bundler>(['turbopack', 'webpack'])('%s', (bundler) => {
  let app: App
  let output: string
  let server: Server

  beforeAll(async () => {
    app = createApp(join(import.meta.dirname, 'apps/shop'), bundler)
    const built = await app.build()
    output = built.output
    expect(built, output).toMatchObject({ code: 0 })
    server = await app.start()
  })
  afterAll(async () => {
    await server?.stop()
    app.remove()
  })

  it('says nothing of legal uses', () => {
    expect(output).not.toMatch(/^(error|warning) [\w-]+: /m)
  })

  it('runs the tasks of proxy, layout, page, metadata and helper', async () => {
    const response = await fetch(server.url, { headers: { cookie: 'visitor=Ada' } })
    expect(response.status).toBe(200)
    await response.text()
    await server.waitForJson({ task: 'page', visitor: 'Ada' })
    for (const task of ['proxy', 'layout', 'metadata', 'tracked: page']) {
      await server.waitForJson({ task })
    }
  })

  it('runs the task of a Server Function, which may read cookies', async () => {
    const page = await (await fetch(server.url)).text()
    const [, field = ''] = page.match(/name="(\$ACTION_ID_\w+)"/) ?? []
    const body = new FormData()
    body.set(field, '')
    const headers = { cookie: 'visitor=Grace', origin: server.url }
    const response = await fetch(server.url, { method: 'POST', body, headers })
    expect(response.status).toBe(200)
    await response.text()
    await server.waitForJson({ task: 'action', visitor: 'Grace' })
  })

  it('runs the task of a Route Handler', async () => {
    const body = JSON.stringify({ id: 7 })
    const response = await fetch(`${server.url}/api/order`, { method: 'POST', body })
    expect(await response.json()).toEqual({ ok: true })
    await server.waitForJson({ task: 'route', order: { id: 7 } })
  })

  it('tells onTaskError where a task was scheduled, and its stack has lines of the source', async () => {
    await fetch(`${server.url}/api/fail`)
    const line = await server.waitForJson({ error: 'no mail to someone today' })
    expect(line).toMatchObject({ site: 'app/api/fail/route.ts:8:3', caller: 'GET' })
    await server.waitForLine(/at .*app\/api\/fail\/route\.ts:13:/)
    await server.waitForLine(/at .*app\/api\/fail\/route\.ts:8:/)
  })

  it('a literal maxDuration is the deadline of the tasks', async () => {
    await fetch(`${server.url}/api/slow`)
    const line = await server.waitForJson({ site: 'app/api/slow/route.ts:7:3' })
    expect(line.error).toContain("the route's maxDuration of 1 s")
  })

  it("leaves nothing of the server in the browser's files", () => {
    const files = app.readAll('.next/static')
    expect(files.some((text) => text.includes('Save'))).toBe(false)
    for (const text of files) {
      for (const secret of ['afterword', app.root, 'track.ts', 'tracked: ', 'no mail to']) {
        expect(text).not.toContain(secret)
      }
    }
  })
})
