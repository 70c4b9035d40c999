import { after, drain } from '@afterword/runtime'
import { gracefulShutdown } from '@afterword/runtime/node'
import { describe, expect, it } from 'vitest'
import { defer, runChild, serve } from './support.ts'

describe('3. Shutdown', () => {
  it('drains at once: what one gives up, the other does not count as drained', async () => {
    const { url } = await serve((_req, res) => {
      after(() => new Promise(() => {}))
      after(() => new Promise(() => {}))
      res.end()
    })
    await (await fetch(url)).text()
    const reports = await Promise.all([drain({ timeout: 20 }), drain({ timeout: 20 })])
    expect(reports.map(({ drained }) => drained)).toEqual([0, 0])
    expect(reports.flatMap(({ abandoned }) => abandoned)).toHaveLength(2)
  })

  it('drain waits for open requests and their tasks', async () => {
    const end = defer()
    const task = defer()
    const order: string[] = []
    const { url } = await serve(async (_req, res) => {
      after(async () => {
        await task.promise
        order.push('task')
      })
      res.write('first')
      await end.promise
      res.end()
    })
    const response = await fetch(url)
    const drained = drain().then((report) => {
      order.push('drained')
      return report
    })
    end.resolve()
    await response.text()
    task.resolve()
    expect(await drained).toEqual({ drained: 1, abandoned: [], openRequests: 0 })
    expect(order).toEqual(['task', 'drained'])
  })

  it('drain out of time: says what it gave up, and aborts its signals', async () => {
    const { afterAt, runEntry } = await import('@afterword/runtime/compiled')
    const aborted = defer<unknown>()
    const started = defer()
    const open = defer()
    const { url } = await serve((req, res) => {
      if (req.url === '/open') {
        after(() => {}, { name: 'waiting' })
        res.write('x')
        return open.promise.then(() => res.end())
      }
      const entry = { phase: 'route', file: 'app/route.ts', name: 'GET', route: '/' } as const
      return runEntry(entry, () => {
        afterAt('app/route.ts:3:1', 'GET', function slow({ signal }) {
          signal.addEventListener('abort', () => aborted.resolve(signal.reason))
          started.resolve()
          return new Promise(() => {})
        })
        res.end()
      })
    })
    await (await fetch(url)).text()
    await started.promise
    const response = await fetch(`${url}/open`)
    expect(await drain({ timeout: 10 })).toEqual({
      drained: 0,
      openRequests: 1,
      abandoned: [
        {
          site: 'app/route.ts:3:1',
          name: 'slow',
          route: '/',
          entry: 'app/route.ts#GET',
          phase: 'route',
          state: 'running',
        },
        {
          site: undefined,
          name: 'waiting',
          route: undefined,
          entry: undefined,
          phase: undefined,
          state: 'queued',
        },
      ],
    })
    expect(await aborted.promise).toMatchObject({ code: 'task-abandoned' })
    open.resolve()
    await response.text()
    expect(await drain()).toEqual({ drained: 0, abandoned: [], openRequests: 0 })
  })

  it('SIGTERM with a request open and a task pending: both finish, then the signal ends the process', async () => {
    const child = runChild('shutdown.mjs')
    const [, port] = await child.line(/port (\d+)/)
    const response = await fetch(`http://127.0.0.1:${port}/stream`)
    child.child.kill('SIGTERM')
    await child.line(/signalled/)
    // No new connection is accepted while what is open goes on.
    await expect(fetch(`http://127.0.0.1:${port}/again`)).rejects.toThrow()
    child.child.kill('SIGUSR2')
    expect(await response.text()).toBe('firstlast')
    const { code, signal, stdout, stderr } = await child.exit()
    expect({ code, signal, stderr }).toEqual({ code: null, signal: 'SIGTERM', stderr: '' })
    expect(stdout).toContain('task start\ntask end\n')
  })

  it('a task that never settles: reported after the limit, then the signal', async () => {
    const child = runChild('shutdown.mjs', { args: ['50'] })
    const [, port] = await child.line(/port (\d+)/)
    await (await fetch(`http://127.0.0.1:${port}/never`)).text()
    await child.line(/never started/)
    child.child.kill('SIGINT')
    const { code, signal, stderr } = await child.exit()
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGINT' })
    expect(stderr).toContain('SIGINT: out of time with 0 requests open and 1 task unfinished')
    expect(stderr).toContain('Task neverSettles: running')
  })

  it('a second signal ends the process at once', async () => {
    const child = runChild('shutdown.mjs')
    const [, port] = await child.line(/port (\d+)/)
    const response = await fetch(`http://127.0.0.1:${port}/stream`)
    child.child.kill('SIGTERM')
    await child.line(/signalled/)
    child.child.kill('SIGTERM')
    await expect(response.text()).rejects.toThrow()
    expect(await child.exit()).toMatchObject({ code: null, signal: 'SIGTERM' })
  })

  it('returns a function that takes its handlers away', async () => {
    const { server } = await serve(() => {})
    const before = process.listenerCount('SIGTERM')
    const uninstall = gracefulShutdown(server)
    expect(process.listenerCount('SIGTERM')).toBe(before + 1)
    uninstall()
    expect(process.listenerCount('SIGTERM')).toBe(before)
    expect(server.listenerCount('request')).toBe(1)
  })
})
