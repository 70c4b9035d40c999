import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import { text } from 'node:stream/consumers'
import { after, drain } from '@afterword/runtime'
import { gracefulShutdown } from '@afterword/runtime/node'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connectRaw, defer, get, runChild, serve, thrownBy } from './support.ts'

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

  it('ends by the signal also where the runtime raises it late', async () => {
    expect(await runChild('late-signal.mjs').exit()).toMatchObject({
      code: null,
      signal: 'SIGTERM',
    })
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
    expect(stderr).toContain('SIGINT: gave up with 0 requests open and 1 task unfinished')
    expect(stderr).toContain('Task neverSettles: running')
  })

  it('the same signal twice, as Ctrl-C under npm sends it, is one: the task finishes', async () => {
    const child = runChild('shutdown.mjs')
    const [, port] = await child.line(/port (\d+)/)
    const response = await fetch(`http://127.0.0.1:${port}/stream`)
    child.child.kill('SIGINT')
    await child.line(/signalled/)
    child.child.kill('SIGINT')
    // Delivered in the order of their numbers: the process sees SIGINT first.
    child.child.kill('SIGUSR2')
    expect(await response.text()).toBe('firstlast')
    const { signal, stdout } = await child.exit()
    expect(signal).toBe('SIGINT')
    expect(stdout).toContain('task end')
  })

  it('a second signal, later than that, ends the process at once and says what is lost', async () => {
    const child = runChild('shutdown.mjs', { args: ['60000', 'http', '0'] })
    const [, port] = await child.line(/port (\d+)/)
    const response = await fetch(`http://127.0.0.1:${port}/stream`)
    child.child.kill('SIGTERM')
    await child.line(/signalled/)
    child.child.kill('SIGTERM')
    await expect(response.text()).rejects.toThrow()
    const { code, signal, stderr } = await child.exit()
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGTERM' })
    expect(stderr).toContain('SIGTERM: gave up with 1 request open and 1 task unfinished')
  })

  it('keep-alive connections do not hold it up, idle or busy', async () => {
    const child = runChild('shutdown.mjs')
    const port = Number((await child.line(/port (\d+)/))[1])
    const idle = connectRaw(port)
    const busy = connectRaw(port)
    for (const client of [idle, busy]) {
      client.read()
      client.send(get('/idle'))
      await client.until('idle')
      expect(client.received()).toContain('Connection: keep-alive')
    }
    busy.send(get('/stream'))
    await busy.until('first')
    const idleEnds = once(idle.socket, 'end')
    const busyEnds = once(busy.socket, 'end')
    child.child.kill('SIGTERM')
    await child.line(/signalled/)
    await idleEnds
    // One more request on the busy connection, behind the one that goes on.
    busy.send(get('/idle'))
    child.child.kill('SIGUSR2')
    await busyEnds
    expect(await child.exit()).toMatchObject({ code: null, signal: 'SIGTERM', stderr: '' })
  })

  it('a response that begins while shutting down tells the client to close', async () => {
    const end = defer()
    const all = defer()
    const reported = defer()
    let count = 0
    const { server, port } = await serve(async (req, res) => {
      if (++count === 3) all.resolve()
      await end.promise
      res.end(`<${req.url}>`)
    })
    // Raised again, the signal would end the tests: somebody else listens, too.
    const ignore = () => {}
    process.on('SIGUSR2', ignore)
    onTestFinished(() => {
      process.off('SIGUSR2', ignore)
    })
    gracefulShutdown(server, { signals: ['SIGUSR2'], onReport: () => reported.resolve() })
    const single = connectRaw(port)
    const pipelined = connectRaw(port)
    single.send(get('/1'))
    pipelined.send(get('/2') + get('/3'))
    for (const client of [single, pipelined]) client.read()
    await all.promise
    process.kill(process.pid, 'SIGUSR2')
    while (server.listening) await new Promise(setImmediate)
    end.resolve()
    await Promise.all([once(single.socket, 'end'), once(pipelined.socket, 'end')])
    await reported.promise
    expect(single.received()).toMatch(/^connection: close\r$/im)
    // The first of two must not close the connection that the second needs.
    const [, second = '', third = ''] = pipelined.received().split('HTTP/1.1 200 OK')
    expect(second).toMatch(/^connection: keep-alive\r$[\s\S]*<\/2>$/im)
    expect(third).toMatch(/^connection: close\r$[\s\S]*<\/3>$/im)
  })

  it('HTTP/2 sessions are closed: what is open goes on, no stream can be added', async () => {
    const child = runChild('shutdown.mjs', { args: ['60000', 'http2'] })
    const [, port] = await child.line(/port (\d+)/)
    const idle = http2.connect(`http://127.0.0.1:${port}`)
    const busy = http2.connect(`http://127.0.0.1:${port}`)
    await text(idle.request({ ':path': '/idle' }))
    const stream = busy.request({ ':path': '/stream' })
    await once(stream, 'data')
    const idleCloses = once(idle, 'close')
    const goAway = once(busy, 'goaway')
    child.child.kill('SIGTERM')
    await Promise.all([idleCloses, goAway])
    // Node 24 says it by an event, earlier ones throw.
    const refused = new Promise((resolve) => {
      try {
        busy.request({ ':path': '/idle' }).on('error', resolve)
      } catch (error) {
        resolve(error)
      }
    })
    expect(await refused).toMatchObject({ code: 'ERR_HTTP2_GOAWAY_SESSION' })
    child.child.kill('SIGUSR2')
    expect(await text(stream)).toBe('last')
    const { signal, stdout, stderr } = await child.exit()
    expect({ signal, stderr }).toEqual({ signal: 'SIGTERM', stderr: '' })
    expect(stdout).toContain('task start\ntask end\n')
  })

  it('returns a function that takes its handlers away', async () => {
    const { server } = await serve(() => {})
    const before = process.listenerCount('SIGTERM')
    const uninstall = gracefulShutdown(server)
    expect(process.listenerCount('SIGTERM')).toBe(before + 1)
    uninstall()
    expect(process.listenerCount('SIGTERM')).toBe(before)
    expect(server.listenerCount('request')).toBe(1)
    expect(server.listenerCount('session')).toBe(0)
  })

  it.each(['SIGFOO', 'SIGKILL', 'SIGSTOP', 'toString', 1])('refuses the signal %s', (signal) => {
    const before = process.listenerCount('SIGTERM')
    const signals = ['SIGTERM', signal] as never
    expect(thrownBy(() => gracefulShutdown(http.createServer(), { signals }))).toMatchObject({
      code: 'invalid-options',
      message: expect.stringContaining(`as 'SIGTERM', not the ${typeof signal} \`${signal}\``),
    })
    expect(process.listenerCount('SIGTERM')).toBe(before)
  })
})
