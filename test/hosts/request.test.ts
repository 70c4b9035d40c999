// A task reads its request, and reports name it, also on servers that forget it with the response.
import { describe, expect, it, onTestFinished } from 'vitest'
import { bun, deno } from './support/runtimes.ts'
import { startServer } from './support/server.ts'

const servers = [
  { name: 'Bun', command: bun.command, args: ['request/bun.mjs'] },
  { name: 'Deno', command: deno.command, args: ['run', '--allow-all', 'request/deno.mjs'] },
].filter(({ command }) => command !== undefined)

describe.each(servers)('$name', ({ command, args }) => {
  it('the request in tasks and in reports; a task scheduled when it is forgotten', async () => {
    const server = await startServer({ command, args })
    onTestFinished(() => server.stop())
    const get = async (path: string) => {
      const url = `http://127.0.0.1:${server.port}${path}`
      const response = await fetch(url, { headers: { 'x-name': 'ann' } })
      expect(await response.text()).toBe('ok')
    }
    await get('/users?id=1')
    await server.line({ task: 'read', path: '/users', name: 'ann' })
    await server.line({ error: 'failed', request: 'GET /users' })
    await server.line({ error: 'task-timeout', request: 'GET /users' })
    await get('/first')
    await get('/late')
    await server.line({ error: 'late' })
    expect(server.isAlive).toBe(true)
  })
})
