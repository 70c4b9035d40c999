import type http from 'node:http'
import { after, drain, type Outcome } from '@afterword/runtime'
import { withAfter as withAfterBun } from '@afterword/runtime/bun'
import { withAfter as withAfterDeno } from '@afterword/runtime/deno'
import { withAfter } from '@afterword/runtime/fetch'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { collectErrors, connectRaw, defer, get, leaveAfter, listen } from './support.ts'

const request = (path = '/', init?: RequestInit) => new Request(`http://test${path}`, init)
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** How bridges from Node hand the response on, by the arguments they call the handler with. */
const bridges: [string, (res: http.ServerResponse) => unknown[]][] = [
  ['srvx: request.runtime.node.res', (res) => [withRuntime(res)]],
  ['h3: event.req.runtime.node.res', (res) => [{ req: withRuntime(res) }]],
  ['@hono/node-server: env.outgoing', (res) => [request(), { incoming: res.req, outgoing: res }]],
  ['@whatwg-node/server: context.res', (res) => [request(), { req: res.req, res }]],
]
const withRuntime = (res: http.ServerResponse) =>
  Object.assign(request(), { runtime: { name: 'node', node: { req: res.req, res } } })

describe.each(bridges)('on a Node bridge (%s)', (_name, createArgs) => {
  // biome-ignore lint/suspicious/noExplicitAny: bridges differ in their arguments.
  const wrap = (handler: (...args: any[]) => unknown) => withAfter(handler)

  it("the response's 'close' runs the tasks, not the end of the body", async () => {
    const outcome = defer<Outcome>()
    const order: string[] = []
    const handler = wrap(() => {
      after((context) => {
        order.push('task')
        outcome.resolve(context.outcome)
      })
      return new Response('web')
    })
    const { url } = await listen(async (_req, res) => {
      const response = (await handler(...createArgs(res))) as Response
      const text = await response.text()
      await turn()
      order.push('end')
      res.end(text)
    })
    expect(await (await fetch(url)).text()).toBe('web')
    expect(await outcome.promise).toBe('sent')
    expect(order).toEqual(['end', 'task'])
  })

  it('a client that goes: aborted', async () => {
    const outcome = defer<Outcome>()
    const handler = wrap(() => {
      after((context) => outcome.resolve(context.outcome))
      return new Response('web')
    })
    const { port } = await listen((_req, res) => {
      handler(...createArgs(res))
      res.write('first')
    })
    await leaveAfter(port, 'first')
    expect(await outcome.promise).toBe('aborted')
  })

  it('a client that goes, and a body that is cancelled while it is read: aborted', async () => {
    const outcome = defer<Outcome>()
    const cancelled = defer()
    const handler = wrap(() => {
      after((context) => outcome.resolve(context.outcome))
      const start = (controller: ReadableStreamDefaultController) => controller.enqueue('first')
      return new Response(new ReadableStream({ start }))
    })
    const { port } = await listen(async (_req, res) => {
      const response = (await handler(...createArgs(res))) as Response
      const reader = response.body!.getReader()
      res.write((await reader.read()).value)
      const pending = reader.read()
      // By then the source is being read.
      await turn()
      await reader.cancel()
      await pending
      await turn()
      cancelled.resolve()
    })
    const client = connectRaw(port)
    client.read()
    client.send(get())
    await cancelled.promise
    client.socket.destroy()
    expect(await outcome.promise).toBe('aborted')
  })

  it('a handler that throws: failed, once the bridge has answered', async () => {
    const outcome = defer<Outcome>()
    const order: string[] = []
    const handler = wrap(() => {
      after((context) => {
        order.push('task')
        outcome.resolve(context.outcome)
      })
      throw new Error('from the handler')
    })
    const { url } = await listen(async (_req, res) => {
      expect(() => handler(...createArgs(res))).toThrow('from the handler')
      await turn()
      order.push('answer')
      res.writeHead(500).end()
    })
    expect((await fetch(url)).status).toBe(500)
    expect(await outcome.promise).toBe('failed')
    expect(order).toEqual(['answer', 'task'])
  })
})

describe('on a server that says when a response is over (Deno: info.completed)', () => {
  it('tasks run then, and whole bodies are not watched', async () => {
    const completed = defer()
    const task = vi.fn()
    const handler = withAfter((_request: Request, _info: unknown) => {
      after(({ outcome }) => task(outcome))
      return new Response('whole')
    })
    const response = await handler(request(), { completed: completed.promise })
    expect(await response.text()).toBe('whole')
    await turn()
    expect(task).not.toHaveBeenCalled()
    completed.resolve()
    await drain()
    expect(task.mock.calls).toEqual([['sent']])
  })

  it('options of Deno.serve: their handler; the rest stays', async () => {
    const completed = defer()
    const task = vi.fn()
    const options = withAfterDeno({
      port: 3000,
      handler(_request: Request, _info: unknown) {
        after(task)
        return new Response('whole')
      },
    })
    await options.handler(request(), { completed: completed.promise })
    completed.resolve()
    await drain()
    expect([options.port, task.mock.calls.length]).toEqual([3000, 1])
    expect(() => withAfterDeno({ port: 3000 } as never)).toThrow('not an instance of Object')
  })

  it('a stream that is cancelled: aborted', async () => {
    const completed = defer()
    const task = vi.fn()
    const handler = withAfter(async (_request: Request, _info: unknown) => {
      after(({ outcome }) => task(outcome))
      return new Response(new ReadableStream({ pull: () => turn() }))
    })
    const response = await handler(request(), { completed: completed.promise })
    await response.body!.cancel()
    completed.resolve()
    await drain()
    expect(task.mock.calls).toEqual([['aborted']])
  })
})

describe('a body with no declared length, of a handler that returns a promise', () => {
  const text = 'héllo'
  const bytes = new TextEncoder().encode(text)

  it.each([
    ['string', () => new Response(text)],
    ['buffer', () => new Response(bytes)],
    ['blob', () => new Response(new Blob([bytes]))],
    ['json', () => Response.json({ text })],
    ['form', () => new Response(new URLSearchParams({ text }))],
  ])(
    '%s: whole; without tasks not watched, with tasks its length is declared',
    async (kind, make) => {
      const expected = await make().text()
      const plain = await withAfter(async (_request: Request): Promise<Response> => make())(
        request(),
      )
      // Read by Node 24 itself, a Blob takes longer than a few microtasks: it is watched, and sent in chunks.
      if (kind !== 'blob') expect(await drain()).toMatchObject({ openRequests: 0 })
      expect(plain.headers.get('content-type')).toBe(make().headers.get('content-type'))
      expect(await plain.text()).toBe(expected)

      const task = vi.fn()
      const watched = await withAfter(async (_request: Request) => {
        after(({ outcome }) => task(outcome))
        return make()
      })(request())
      await turn()
      expect(task).not.toHaveBeenCalled()
      const length = new TextEncoder().encode(expected).length
      if (watched.headers.has('content-length')) {
        expect(watched.headers.get('content-length')).toBe(String(length))
      } else {
        expect(make().headers.has('content-type')).toBe(false)
      }
      expect(await watched.text()).toBe(expected)
      await drain()
      expect(task.mock.calls).toEqual([['sent']])
    },
  )

  it('a stream: nothing of it is lost, in order, and its end is the response’s', async () => {
    const task = vi.fn()
    let count = 0
    const handler = withAfter(async (_request: Request) => {
      after(({ outcome }) => task(outcome))
      return new Response(
        new ReadableStream({
          async pull(controller) {
            if (count > 3) await turn()
            controller.enqueue(new TextEncoder().encode(`${count++},`))
            if (count === 10) controller.close()
          },
        }),
      )
    })
    const response = await handler(request())
    expect(response.headers.has('content-length')).toBe(false)
    expect(await response.text()).toBe('0,1,2,3,4,5,6,7,8,9,')
    await drain()
    expect(task.mock.calls).toEqual([['sent']])
  })

  it('a stream that calls after() while it is read, of a request without tasks so far', async () => {
    const order: string[] = []
    const handler = withAfter(async (_request: Request) => {
      return new Response(
        new ReadableStream({
          async pull(controller) {
            await turn()
            after(() => order.push('task'))
            controller.enqueue(new Uint8Array(3))
            controller.close()
          },
        }),
      )
    })
    await (await handler(request())).arrayBuffer()
    order.push('read')
    await drain()
    expect(order).toEqual(['read', 'task'])
  })

  it('a source that fails at once: the reader sees it, failed', async () => {
    const task = vi.fn()
    const handler = withAfter(async (_request: Request) => {
      after(({ outcome }) => task(outcome))
      return new Response(
        new ReadableStream({
          pull() {
            throw new Error('broken')
          },
        }),
      )
    })
    await expect((await handler(request())).text()).rejects.toThrow('broken')
    await drain()
    expect(task.mock.calls).toEqual([['failed']])
  })

  it('an empty string', async () => {
    const task = vi.fn()
    const response = await withAfter(async (_request: Request) => {
      after(task)
      return new Response('')
    })(request())
    expect(response.headers.get('content-length')).toBe('0')
    expect(await response.text()).toBe('')
    await drain()
    expect(task).toHaveBeenCalledTimes(1)
  })
})

describe('waitUntil, in the order of the platforms', () => {
  const globals = globalThis as { [key: PropertyKey]: unknown }
  const context = (name: string, calls: string[]) => ({
    waitUntil() {
      calls.push(name)
    },
  })
  const platforms: [string, PropertyKey, (context: unknown) => unknown][] = [
    ['Vercel', Symbol.for('@vercel/request-context'), (context) => ({ get: () => context })],
    ['Next.js', Symbol.for('@next/request-context'), (context) => ({ get: () => context })],
    [
      'Netlify',
      Symbol.for('@netlify/functions/request-context-store'),
      (context) => ({ getStore: () => ({ context }) }),
    ],
    ['Supabase', 'EdgeRuntime', (context) => context],
  ]

  it('explicit, the arguments, then Vercel, Next.js, Netlify, EdgeRuntime', async () => {
    const calls: string[] = []
    for (const [name, key, create] of platforms) globals[key] = create(context(name, calls))
    onTestFinished(() => {
      for (const [, key] of platforms) delete globals[key]
    })
    const serve = async (options: Parameters<typeof withAfter>[1], ...rest: unknown[]) => {
      const handler = withAfter((..._args: unknown[]) => {
        after(() => {})
        return new Response(null)
      }, options)
      handler(request(), ...rest)
      await drain()
    }
    await serve({ waitUntil: () => calls.push('explicit') }, {}, context('argument', calls))
    await serve({}, {}, context('argument', calls))
    for (const [, key] of platforms) {
      await serve({})
      delete globals[key]
    }
    await serve({})
    expect(calls).toEqual(['explicit', 'argument', 'Vercel', 'Next.js', 'Netlify', 'Supabase'])
  })

  it("Vercel's edge has a string of Supabase's name", async () => {
    globals.EdgeRuntime = 'edge-runtime'
    onTestFinished(() => {
      delete globals.EdgeRuntime
    })
    const task = vi.fn()
    withAfter((_request: Request) => {
      after(task)
      return new Response(null)
    })(request())
    await drain()
    expect(task).toHaveBeenCalledTimes(1)
  })

  it("Vercel's deadline is the task's, with time to report it", async () => {
    const errors = collectErrors()
    const key = Symbol.for('@vercel/request-context')
    const deadline = new Date(Date.now() + 520)
    globals[key] = { get: () => ({ ...context('Vercel', []), deadline }) }
    onTestFinished(() => {
      delete globals[key]
    })
    const reason = defer<{ code: string }>()
    withAfter((_request: Request) => {
      after(({ signal }) => {
        signal.addEventListener('abort', () => reason.resolve(signal.reason))
        return new Promise(() => {})
      })
      return new Response(null)
    })(request())
    expect((await reason.promise).code).toBe('task-timeout')
    expect(Date.now()).toBeLessThan(deadline.getTime())
    expect((await errors.next()).error.message).toContain("within the platform's deadline")
  })
})

describe('Bun.serve options', () => {
  it('an application with a list of routes of its own, as Hono’s, is served by its fetch', async () => {
    const ran: string[] = []
    const app = {
      routes: [{ path: '/', method: 'GET', handler: () => new Response(null) }],
      fetch: (_request: Request) => {
        after(() => ran.push('fetch'))
        return new Response(null)
      },
    }
    const wrapped = withAfterBun(app)
    expect(wrapped.routes).toBe(app.routes)
    wrapped.fetch(request())
    await drain()
    expect(ran).toEqual(['fetch'])
  })

  it('wrapped twice: throws, and says so', () => {
    const options = withAfterBun({ routes: { '/': () => new Response(null) } })
    expect(() => withAfterBun(options)).toThrow('the handler is wrapped already')
  })

  it('fetch, routes, and methods of routes; the rest stays', async () => {
    const ran: string[] = []
    const handler = (name: string) => (_request: Request) => {
      after(() => ran.push(name))
      return new Response(null)
    }
    const page = new Response('static')
    const options = withAfterBun({
      port: 3000,
      fetch: handler('fetch'),
      routes: {
        '/a': handler('route'),
        '/b': { GET: handler('GET'), POST: page },
        '/c': page,
      },
    })
    options.fetch(request())
    options.routes['/a'](request())
    options.routes['/b'].GET(request())
    await drain()
    expect(ran).toEqual(['fetch', 'route', 'GET'])
    expect([options.port, options.routes['/c'], options.routes['/b'].POST]).toEqual([
      3000,
      page,
      page,
    ])
  })

  it.each([
    [undefined, 'undefined'],
    [{ routes: 1 }, 'the number `1`'],
    [{}, 'an instance of Object'],
  ])('refuses %s', (value, given) => {
    expect(() => withAfterBun(value as never)).toThrow(`not ${given}`)
  })
})
