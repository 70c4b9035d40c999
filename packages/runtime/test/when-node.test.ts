import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { constants } from 'node:http2'
import { after, drain, headers, type Outcome } from '@afterword/runtime'
import { runEntry } from '@afterword/runtime/compiled'
import { afterMiddleware, withAfter } from '@afterword/runtime/node'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  collectErrors,
  connectRaw,
  defer,
  get,
  leaveAfter,
  listen,
  serve,
  serveHttp2,
  serveOnce,
  thrownBy,
} from './support.ts'

describe('2. When it runs (node)', () => {
  it('normal response: at close, when every byte has left', async () => {
    const started = defer<object>()
    const { url } = await serve((_req, res) => {
      let closed = false
      res.once('close', () => {
        closed = true
      })
      after(({ outcome }) => {
        const { writableFinished } = res
        started.resolve({ closed, outcome, writableFinished })
      })
      res.end('hello')
    })
    expect(await (await fetch(url)).text()).toBe('hello')
    expect(await started.promise).toEqual({ closed: true, outcome: 'sent', writableFinished: true })
  })

  it('large body, slow client: no task starts before the last byte is out', async () => {
    const size = 64 * 1024 * 1024
    const ended = defer()
    const started = defer<number>()
    let isStarted = false
    const { port, url } = await serve((req, res) => {
      if (req.url === '/ping') return res.end('pong')
      after(() => {
        isStarted = true
        started.resolve(req.socket.writableLength)
      })
      res.end(Buffer.alloc(size, 'x'))
      ended.resolve()
    })
    const client = connectRaw(port)
    client.socket.pause()
    client.send(get())
    await ended.promise
    // The handler is done, and the client does not read: the rest of the server lives on.
    for (let i = 0; i < 3; i++) await (await fetch(`${url}/ping`)).text()
    expect(isStarted).toBe(false)
    let received = 0
    client.socket.on('data', (chunk: Buffer) => {
      received += chunk.length
      // What is not here yet may be in the kernel's buffers, but not half of it.
      if (received < size / 2) expect(isStarted).toBe(false)
    })
    client.socket.resume()
    expect(await started.promise).toBe(0)
    while (received < size) await once(client.socket, 'data')
  })

  it('streamed body: when the whole stream has ended', async () => {
    const order: string[] = []
    const more = defer()
    const { port } = await serve(async (_req, res) => {
      after(() => order.push('task'))
      res.write('first')
      await more.promise
      order.push('end')
      res.end('last')
    })
    const client = connectRaw(port)
    client.read()
    client.send(get())
    await client.until('first')
    expect(order).toEqual([])
    more.resolve()
    await client.until('last')
    await drain()
    expect(order).toEqual(['end', 'task'])
  })

  it('client aborts mid-stream: waits for the handler, runs early and late tasks, aborted', async () => {
    const order: string[] = []
    const closed = defer()
    const finish = defer()
    const { port } = await serve(async (_req, res) => {
      res.once('close', closed.resolve)
      after(({ outcome }) => order.push(`early ${outcome}`))
      res.write('first')
      await finish.promise
      after(({ outcome }) => order.push(`late ${outcome}`))
      res.end()
      order.push('handler')
    })
    await leaveAfter(port, 'first')
    await closed.promise
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    expect(order).toEqual([])
    finish.resolve()
    await drain()
    expect(order).toEqual(['handler', 'early aborted', 'late aborted'])
  })

  it('client aborts mid-stream: the render that goes on may read its request', async () => {
    const closed = defer()
    const read = defer<string | null>()
    const page = { phase: 'render', file: 'app/page.tsx', name: 'default', route: '/' } as const
    const { port } = await serve((_req, res) =>
      runEntry(page, async () => {
        res.once('close', closed.resolve)
        after(() => {})
        res.write('first')
        await closed.promise
        headers().then((all) => read.resolve(all.get('host')), read.reject)
      }),
    )
    await leaveAfter(port, 'first')
    expect(await read.promise).toBe('test')
  })

  it('a page answered from a cache: nothing is scheduled, nothing runs', async () => {
    const task = vi.fn()
    const render = () => {
      after(task)
      return 'page'
    }
    let cached: string | undefined
    const { url } = await serve((_req, res) => {
      cached ??= render()
      res.end(cached)
    })
    for (let i = 0; i < 2; i++) expect(await (await fetch(url)).text()).toBe('page')
    await drain()
    expect(task).toHaveBeenCalledTimes(1)
  })

  it.each([
    ['http', 'sent', 'every byte', 70_000],
    ['http', 'aborted', 'one byte less', 69_999],
    ['https', 'sent', 'every byte', 70_000],
  ] as const)(
    '%s, %s: the client leaves before the end with %s of a declared length',
    async (protocol, expected, _, count) => {
      const started = defer<Outcome>()
      const gone = defer()
      const listener = withAfter(async (req: IncomingMessage, res: ServerResponse) => {
        if (req.url === '/before') return res.end('an earlier response of the connection')
        after(({ outcome }) => started.resolve(outcome))
        res.writeHead(200, { 'content-length': 70_000 })
        res.write('x'.repeat(count))
        // As a file that has been read, but not found to be at its end.
        await gone.promise
      })
      const { port } = await listen(listener, protocol)
      const client = connectRaw(port, protocol)
      client.read()
      client.send(get('/before'))
      await client.until('connection')
      client.send(get())
      await client.until('x'.repeat(count))
      client.socket.destroy()
      await once(client.socket, 'close')
      gone.resolve()
      expect(await started.promise).toBe(expected)
    },
  )

  it('client leaves in the middle of a declared length that was written at once: aborted', async () => {
    const size = 64 * 1024 * 1024
    const started = defer<Outcome>()
    const { port } = await serve((_req, res) => {
      after(({ outcome }) => started.resolve(outcome))
      res.writeHead(200, { 'content-length': size })
      res.write(Buffer.alloc(size, 'x'))
    })
    const client = connectRaw(port)
    client.send(get())
    client.socket.once('data', () => client.socket.destroy())
    expect(await started.promise).toBe('aborted')
  })

  it('client gone before the handler answers: the same', async () => {
    const outcomes: Outcome[] = []
    const called = defer()
    const { port } = await serve(async (_req, res) => {
      called.resolve()
      await once(res, 'close')
      after(({ outcome }) => outcomes.push(outcome))
      res.end('too late')
    })
    const client = connectRaw(port)
    client.send(get())
    await called.promise
    client.socket.destroy()
    await drain()
    expect(outcomes).toEqual(['aborted'])
  })

  it('client aborts a download that was ended whole: aborted, on HTTP/1 and HTTP/2', async () => {
    const outcomes: Outcome[] = []
    const download = (_req: unknown, res: { end(body: Buffer): unknown }) => {
      after(({ outcome }) => void outcomes.push(outcome))
      res.end(Buffer.alloc(50_000_000, 'x'))
    }
    const { port } = await serve(download)
    const client = connectRaw(port)
    client.send(get())
    await once(client.socket, 'data')
    client.socket.resetAndDestroy()
    await drain()
    const { session } = await serveHttp2(download)
    const stream = session.request({ ':path': '/' })
    await once(stream, 'data')
    stream.close(constants.NGHTTP2_CANCEL)
    await once(stream, 'close')
    await drain()
    expect(outcomes).toEqual(['aborted', 'aborted'])
  })

  it('child never resolves, client gone: at the disconnect', async () => {
    const started = defer<Outcome>()
    const { port } = await serve((_req, res) => {
      after(({ outcome }) => started.resolve(outcome))
      res.write('shell')
      void new Promise(() => {}).then(() => res.end())
    })
    await leaveAfter(port, 'shell')
    expect(await started.promise).toBe('aborted')
  })

  it('after() called after close: runs soon after, and not inside the call', async () => {
    const done = defer<boolean>()
    const { url } = await serve((_req, res) => {
      const callOnceClosed = () => {
        if (!res.closed) return setImmediate(callOnceClosed)
        let isInside = true
        after(() => done.resolve(isInside))
        isInside = false
      }
      callOnceClosed()
      res.end()
    })
    await fetch(url)
    expect(await done.promise).toBe(false)
  })

  it.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
    ['GET', 302],
    ['GET', 200],
  ])('%s %i without a body: runs', async (method, status) => {
    const started = defer<Outcome>()
    const { url } = await serve((_req, res) => {
      after(({ outcome }) => started.resolve(outcome))
      res.writeHead(status, status === 302 ? { location: '/x' } : {}).end()
    })
    const response = await fetch(url, { method, redirect: 'manual' })
    expect(response.status).toBe(status)
    expect(await started.promise).toBe('sent')
  })

  it.each([
    ['redirect()', 307],
    ['notFound()', 404],
    ['forbidden()', 403],
  ])('%s after calling after: runs, and the status is %i as usual', async (call, status) => {
    const started = defer<Outcome>()
    const { url } = await serve(async (_req, res) => {
      try {
        after(({ outcome }) => started.resolve(outcome))
        await null
        throw new Error(`${call} unwinds the render`)
      } catch {
        // As a framework answers for it.
        res.writeHead(status, status === 307 ? { location: '/x' } : {}).end(call)
      }
    })
    const response = await fetch(url, { redirect: 'manual' })
    expect([response.status, await response.text()]).toEqual([status, call])
    expect(await started.promise).toBe('sent')
  })

  it("middleware: when the request's response is finished, not when its step ends", async () => {
    const order: string[] = []
    const { url } = await serve(async (_req, res) => {
      await runEntry({ phase: 'middleware', file: 'middleware.ts', name: 'middleware' }, () => {
        after(() => order.push('task'))
        order.push('step')
      })
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
      await runEntry({ phase: 'render', file: 'app/page.tsx', name: 'default' }, async () => {
        res.write('first')
        order.push('page')
      })
      res.end()
    })
    await (await fetch(url)).text()
    await drain()
    expect(order).toEqual(['step', 'page', 'task'])
  })

  it('after() called by a slow after(promise) when nothing else is left: waited for', async () => {
    const order: string[] = []
    const slow = defer()
    const { url } = await serve((_req, res) => {
      after(() => order.push('task'))
      after(slow.promise.then(() => after(() => order.push('from the promise'))))
      res.end()
    })
    await (await fetch(url)).text()
    while (order.length === 0) await new Promise(setImmediate)
    const drained = drain().then(() => order.push('drained'))
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    expect(order).toEqual(['task'])
    slow.resolve()
    await drained
    expect(order).toEqual(['task', 'from the promise', 'drained'])
  })

  it('keep-alive: requests of one connection are separate', async () => {
    const order: string[] = []
    const { port } = await serve((req, res) => {
      after(() => order.push(`task ${req.url}`))
      order.push(`request ${req.url}`)
      res.end(`<${req.url}>`)
    })
    const client = connectRaw(port)
    client.read()
    client.send(get('/1'))
    await client.until('</1>')
    await drain()
    client.send(get('/2'))
    await client.until('</2>')
    await drain()
    expect(order).toEqual(['request /1', 'task /1', 'request /2', 'task /2'])
  })

  it('pipelining: a response that waits for its turn holds its tasks', async () => {
    const order: string[] = []
    const second = defer()
    const { port } = await serve(async (req, res) => {
      after(() => order.push(`task ${req.url}`))
      if (req.url === '/1') await second.promise
      else second.resolve()
      order.push(`end ${req.url}`)
      res.end(`<${req.url}>`)
    })
    const client = connectRaw(port)
    client.read()
    client.send(get('/1') + get('/2'))
    await client.until('</2>')
    await drain()
    expect(order).toEqual(['end /2', 'end /1', 'task /1', 'task /2'])
  })

  it('pipelining: many at once add one listener to the socket', async () => {
    const warnings: Error[] = []
    const onWarning = (warning: Error) => void warnings.push(warning)
    process.on('warning', onWarning)
    const { port } = await serve((_req, res) => setImmediate(() => res.end('x')))
    const client = connectRaw(port)
    client.read()
    client.send(
      get().repeat(30) + get('/last').replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'),
    )
    await once(client.socket, 'close')
    process.off('warning', onWarning)
    expect(client.received().split('HTTP/1.1 200').length - 1).toBe(31)
    expect(warnings).toEqual([])
  })

  it('pipelining: the connection is lost before a response has had its turn', async () => {
    const outcomes: string[] = []
    const { port } = await serve((req, res) => {
      after(({ outcome }) => outcomes.push(`${req.url} ${outcome}`))
      if (req.url === '/1') return res.write('first')
      return res.end('second')
    })
    const client = connectRaw(port)
    client.read()
    client.send(get('/1') + get('/2') + get('/3'))
    await client.until('first')
    client.socket.destroy()
    expect(await drain()).toMatchObject({ openRequests: 0 })
    expect(outcomes.sort()).toEqual(['/1 aborted', '/2 aborted', '/3 aborted'])
  })

  it('HTTP/2: requests at once on one connection are separate; aborts are told', async () => {
    const order: string[] = []
    const hold = defer()
    const { session } = await serveHttp2(async (req, res) => {
      after(({ outcome }) => order.push(`${req.url} ${outcome}`))
      res.write('first')
      if (req.url === '/slow') await hold.promise
      if (req.url !== '/abort') res.end('last')
    })
    const slow = session.request({ ':path': '/slow' })
    const fast = session.request({ ':path': '/fast' })
    fast.resume()
    await once(fast, 'end')
    const abort = session.request({ ':path': '/abort' })
    await once(abort, 'data')
    abort.close(8)
    await once(abort, 'close')
    while (order.length < 2) await new Promise(setImmediate)
    expect(order).toEqual(['/fast sent', '/abort aborted'])
    hold.resolve()
    slow.resume()
    await once(slow, 'end')
    await drain()
    expect(order).toEqual(['/fast sent', '/abort aborted', '/slow sent'])
  })

  it('order: first in, first started, all concurrent', async () => {
    const order: string[] = []
    const all = defer()
    const { url } = await serve((_req, res) => {
      for (const name of ['a', 'b', 'c']) {
        after(async () => {
          order.push(`start ${name}`)
          if (name === 'c') all.resolve()
          await all.promise
          order.push(`end ${name}`)
        })
      }
      res.end()
    })
    await fetch(url)
    await drain()
    expect(order.slice(0, 3)).toEqual(['start a', 'start b', 'start c'])
    expect(order.slice(3).sort()).toEqual(['end a', 'end b', 'end c'])
  })

  it('wrapped twice: throws, and says so', () => {
    const listener = withAfter(() => {})
    expect(thrownBy(() => withAfter(listener))).toMatchObject({
      code: 'invalid-handler',
      message: 'withAfter(): the handler is wrapped already: call withAfter() once.',
    })
  })

  it('a wrapped listener or middleware inside a wrapped listener: one scope', async () => {
    const middleware = afterMiddleware()
    let count = 0
    const inner = withAfter((req, res) =>
      middleware(req, res, () => {
        after(() => count++)
        res.end()
      }),
    )
    const { url } = await serve((req, res) => inner(req, res))
    await fetch(url)
    expect(await drain()).toMatchObject({ openRequests: 0 })
    expect(count).toBe(1)
  })

  it('afterMiddleware: next() runs in the scope and its value is returned', async () => {
    const outcome = defer<Outcome>()
    const middleware = afterMiddleware()
    const { url } = await listen((req, res) => {
      const value = middleware(req, res, () => {
        after((context) => outcome.resolve(context.outcome))
        res.end('from next')
        return 7
      })
      expect(value).toBe(7)
    })
    expect(await (await fetch(url)).text()).toBe('from next')
    expect(await outcome.promise).toBe('sent')
  })

  it('an in-process sub-request joins the outer scope', async () => {
    const order: string[] = []
    const app = withAfter((req, res) => {
      if (req.url === '/inner') {
        after(() => order.push('inner task'))
        return res.end('inner')
      }
      app({ url: '/inner', headers: {} }, { end: () => order.push('inner end') })
      after(() => order.push('outer task'))
      order.push('outer end')
      res.end('outer')
    })
    const { url } = await listen(app)
    await (await fetch(url)).text()
    await drain()
    expect(order).toEqual(['inner end', 'outer end', 'inner task', 'outer task'])
  })

  it('an in-process sub-request joins as a handler: an abort starts no task before it has settled', async () => {
    const order: string[] = []
    const [begun, gone, finish] = [defer(), defer(), defer()]
    const inner = withAfter(async (_req: unknown, _res: unknown) => {
      after(() => void order.push('task'))
      begun.resolve()
      await finish.promise
      order.push('settled')
    })
    const middleware = afterMiddleware()
    const { port } = await listen((req, res) => {
      res.once('close', gone.resolve)
      middleware(req, res, () => void inner({ headers: {} }, res))
    })
    const client = connectRaw(port)
    client.send(get())
    await begun.promise
    client.socket.destroy()
    await gone.promise
    await (await fetch(`http://127.0.0.1:${(await serve((_q, r) => r.end())).port}`)).text()
    expect(order).toEqual([])
    finish.resolve()
    await drain()
    expect(order).toEqual(['settled', 'task'])
  })

  it('a server that was started in a request does not join it once it is over', async () => {
    const inner = defer<string>()
    const order: string[] = []
    const { url } = await serve(async (_req, res) => {
      const { url } = await serve((_req, res) => {
        after(() => order.push('inner task'))
        order.push('inner end')
        res.end()
      })
      inner.resolve(url)
      res.end()
    })
    await fetch(url)
    await drain()
    await fetch(await inner.promise)
    await drain()
    expect(order).toEqual(['inner end', 'inner task'])
  })
})

describe("3. The user's AsyncLocalStorage", () => {
  const storage = new AsyncLocalStorage<string>()

  it('as at the call, with a normal response', async () => {
    const seen = defer<string | undefined>()
    const { url } = await serve((_req, res) => {
      storage.run('mine', () => after(() => seen.resolve(storage.getStore())))
      res.end()
    })
    await fetch(url)
    expect(await seen.promise).toBe('mine')
  })

  it('also after an abort', async () => {
    const seen = defer<string | undefined>()
    const { port } = await serve((_req, res) => {
      storage.run('mine', () => after(() => seen.resolve(storage.getStore())))
      res.write('first')
    })
    await leaveAfter(port, 'first')
    expect(await seen.promise).toBe('mine')
  })

  it('also on HTTP/2, ended and aborted, and across await inside the task', async () => {
    const seen: (string | undefined)[] = []
    const { session } = await serveHttp2((req, res) => {
      storage.run(req.url, () =>
        after(async () => {
          await null
          seen.push(storage.getStore())
        }),
      )
      res.write('first')
      if (req.url === '/end') res.end()
    })
    const end = session.request({ ':path': '/end' })
    end.resume()
    await once(end, 'end')
    const abort = session.request({ ':path': '/abort' })
    await once(abort, 'data')
    abort.close(8)
    while (seen.length < 2) await new Promise(setImmediate)
    expect(seen).toEqual(['/end', '/abort'])
  })
})

describe('waitUntil of the platform around a Node server', () => {
  it.each(['Vercel', 'Netlify'])(
    '%s: gets one promise, which waits for nested tasks',
    async (name) => {
      const promises: Promise<unknown>[] = []
      const context = { waitUntil: (promise: Promise<unknown>) => promises.push(promise) }
      const key = Symbol.for(
        name === 'Vercel' ? '@vercel/request-context' : '@netlify/functions/request-context-store',
      )
      const holder = globalThis as { [key: symbol]: unknown }
      holder[key] = { get: () => context, getStore: () => ({ context }) }
      onTestFinished(() => {
        delete holder[key]
      })
      const nested = vi.fn()
      const { url } = await serve((_req, res) => {
        after(async () => {
          await new Promise(setImmediate)
          after(nested)
        })
        expect(promises).toHaveLength(1)
        res.end()
      })
      await (await fetch(url)).text()
      await promises[0]
      expect(nested).toHaveBeenCalledTimes(1)
      expect(promises).toHaveLength(1)
    },
  )

  it("Vercel's deadline limits the tasks", async () => {
    const errors = collectErrors()
    const key = Symbol.for('@vercel/request-context')
    const holder = globalThis as { [key: symbol]: unknown }
    const deadline = new Date(Date.now() + 600)
    holder[key] = { get: () => ({ waitUntil() {}, deadline }) }
    onTestFinished(() => {
      delete holder[key]
    })
    await serveOnce(() => after(() => new Promise(() => {})))
    expect((await errors.next()).error.message).toContain("the platform's deadline")
  })
})
