// Bodies made of a string keep the length that the server gives them, with tasks and without.
import { describe, expect, it, onTestFinished } from 'vitest'
import { rows as bun } from './rows/bun.ts'
import { rows as cloudflare } from './rows/cloudflare.ts'
import { rows as deno } from './rows/deno.ts'
import { rows as frameworks } from './rows/fetch-frameworks.ts'
import { isRunHere } from './support/row.ts'

const bridges = frameworks.filter(({ name }) => /^(Hono|h3|srvx)/.test(name))

const rows = [...bun, ...deno, ...cloudflare, ...bridges].filter(isRunHere)

describe.each(rows)('$name', (row) => {
  it('content-length of whole bodies', async () => {
    const server = await row.start()
    onTestFinished(() => server.stop())
    const get = async (path: string) => {
      const { headers } = await fetch(`http://127.0.0.1:${server.port}${path}`)
      return [headers.get('content-length'), headers.get('transfer-encoding')]
    }
    // With a task, and without one.
    expect(await get('/ok?user=a')).toEqual(['2', null])
    expect(await get('/open?gate=b')).toEqual(['4', null])
  })
})
