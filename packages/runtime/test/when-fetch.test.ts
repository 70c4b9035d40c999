import { AsyncResource } from 'node:async_hooks'
import { after, configure, cookies, drain, type Outcome } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/fetch'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { collectErrors, defer, listen, serve, thrownBy, wrapFetch } from './support.ts'

const request = (path = '/', init?: RequestInit) => new Request(`http://test${path}`, init)
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** A stream that gives a chunk each time it is fed. */
function createSource() {
  let controller!: ReadableStreamDefaultController<Uint8Array>
  const cancelled = defer<unknown>()
  const stream = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given
    },
    cancel: (reason) => cancelled.resolve(reason),
  })
  return {
    stream,
    cancelled: cancelled.promise,
    feed: (text: string) => controller.enqueue(new TextEncoder().encode(text)),
    end: () => controller.close(),
    fail: (error: unknown) => controller.error(error),
  }
}

describe('2. When it runs (fetch)', () => {
  it('a Response given to two visitors: the cookies of one do not reach the other', async () => {
    const empty = new Response(null, { status: 204 })
    const handler = wrapFetch(async (request) => {
      if (request.url.endsWith('/login')) (await cookies()).set('session', 'alice')
      return empty
    })
    const [alice, bob] = [
      await handler(new Request('http://test/login')),
      await handler(new Request('http://test/')),
    ]
    expect(alice.headers.getSetCookie()).toEqual(['session=alice; Path=/'])
    expect(bob.headers.getSetCookie()).toEqual([])
  })

  it('a Response with a body, given to HEAD and to others: the same', async () => {
    const shared = new Response('body')
    const handler = wrapFetch(async (request) => {
      const name = new URL(request.url).searchParams.get('name')
      if (name) (await cookies()).set('session', name)
      return shared
    })
    const ask = async (method: string, query = '') => {
      const response = await handler(new Request(`http://test/${query}`, { method }))
      return response.headers.getSetCookie()
    }
    expect(await ask('HEAD', '?name=alice')).toEqual(['session=alice; Path=/'])
    expect(await ask('HEAD')).toEqual([])
    expect(await ask('GET', '?name=carol')).toEqual(['session=carol; Path=/'])
    expect(await ask('HEAD')).toEqual([])
    expect(shared.headers.getSetCookie()).toEqual([])
  })

  it('a handler called with the context of a request that is over opens its own', async () => {
    const order: string[] = []
    let later: (() => Promise<Response>) | undefined
    const inner = wrapFetch(async () => {
      after(() => void order.push('task'))
      return new Response('body')
    })
    const outer = wrapFetch(async () => {
      later = AsyncResource.bind(() => inner(new Request('http://test/inner')) as Promise<Response>)
      return new Response(null)
    })
    await outer(new Request('http://test/'))
    await drain()
    const response = await later!()
    expect(order).toEqual([])
    await response.text()
    order.push('read')
    await drain()
    expect(order).toEqual(['read', 'task'])
  })

  it('streamed body: when the whole stream has been read', async () => {
    const order: string[] = []
    const source = createSource()
    const handler = withAfter((_request: Request) => {
      after(({ outcome }) => order.push(`task ${outcome}`))
      return new Response(source.stream)
    })
    const reader = handler(request()).body!.getReader()
    source.feed('a')
    await reader.read()
    source.end()
    await turn()
    expect(order).toEqual([])
    expect((await reader.read()).done).toBe(true)
    order.push('read to its end')
    await drain()
    expect(order).toEqual(['read to its end', 'task sent'])
  })

  it('on a Node bridge: the source of a body finds its request when it is read', async () => {
    const outcomes: string[] = []
    const handler = wrapFetch(() => {
      const pull = (controller: ReadableStreamDefaultController) => {
        after(({ outcome }) => outcomes.push(outcome))
        controller.enqueue(new TextEncoder().encode('pulled'))
        controller.close()
      }
      return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }))
    })
    const { url } = await listen(async (_req, outgoing) => {
      const response = await handler(request(), { outgoing })
      for await (const chunk of response.body!) outgoing.write(chunk)
      outgoing.end()
    })
    expect(await (await fetch(url)).text()).toBe('pulled')
    await drain()
    expect(outcomes).toEqual(['sent'])
  })

  it('on a Node bridge: a body made of a string keeps its length', async () => {
    const handler = wrapFetch(() => new Response('hello'))
    const lengths: unknown[] = []
    const { url } = await listen(async (_req, outgoing) => {
      const response = await handler(request(), { outgoing })
      lengths.push(response.headers.get('content-length'))
      outgoing.end(await response.text())
    })
    expect(await (await fetch(url)).text()).toBe('hello')
    expect(lengths).toEqual(['5'])
  })

  it.each([
    ['strings', ['Hello 12 ', 'world']],
    ['a string and bytes', ['a', new Uint8Array([98])]],
    ['numbers of two bytes', [new Uint16Array([0x4142, 0x4344])]],
  ])('a stream of %s: its chunks are not touched', async (_, chunks) => {
    const stream = new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(chunk)
        controller.close()
      },
    })
    const handler = wrapFetch(async () => new Response(stream))
    const { body, headers } = await handler(request())
    const read: unknown[] = []
    for await (const chunk of body ?? []) read.push(chunk)
    expect(read).toEqual(chunks)
    expect(headers.has('content-length')).toBe(false)
  })

  it('a function that has a fetch of its own: both are wrapped', async () => {
    const task = vi.fn()
    const serve = (_request: Request) => {
      after(task)
      return new Response(null)
    }
    const handler = withAfter(Object.assign(serve, { fetch: serve }))
    handler(request())
    handler.fetch(request())
    await drain()
    expect(task).toHaveBeenCalledTimes(2)
  })

  it('a body made of a string: the same; content-length is kept', async () => {
    const task = vi.fn()
    const handler = withAfter((_request: Request) => {
      after(task)
      return new Response('hello', {
        status: 201,
        headers: { 'content-length': '5', 'x-own': '1' },
      })
    })
    const response = handler(request())
    await turn()
    expect(task).not.toHaveBeenCalled()
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-length': '5',
      'x-own': '1',
    })
    expect([response.status, await response.text()]).toEqual([201, 'hello'])
    await drain()
    expect(task).toHaveBeenCalledTimes(1)
  })

  it('a whole body without tasks is given as it is', async () => {
    const original = new Response('hello', { headers: { 'content-length': '5' } })
    expect(withAfter((_request: Request) => original)(request())).toBe(original)
    expect(await drain()).toMatchObject({ openRequests: 0 })
  })

  it('a stream that calls after() while it is read, with a declared length too', async () => {
    const order: string[] = []
    const handler = withAfter((_request: Request) => {
      const stream = new ReadableStream({
        pull(controller) {
          after(() => order.push('task'))
          controller.enqueue(new Uint8Array(3))
          controller.close()
        },
      })
      return new Response(stream, { headers: { 'content-length': '3' } })
    })
    await handler(request()).arrayBuffer()
    order.push('read')
    await drain()
    expect(order).toEqual(['read', 'task'])
  })

  it.each([
    ['no body', () => new Response(null)],
    ['204', () => new Response(null, { status: 204 })],
    ['304', () => new Response(null, { status: 304 })],
    ['a redirect', () => Response.redirect('http://test/x')],
    ['not a Response', () => undefined],
  ])('%s: once the handler has returned', async (_name, respond) => {
    const order: string[] = []
    const handler = withAfter(async (_request: Request) => {
      after(({ outcome }) => order.push(outcome))
      return respond()
    })
    await handler(request())
    order.push('returned')
    await drain()
    expect(order).toEqual(['returned', 'sent'])
  })

  it('HEAD: the body is nobody’s to read', async () => {
    const task = vi.fn()
    const handler = withAfter((_request: Request) => {
      after(task)
      return new Response('hello')
    })
    handler(request('/', { method: 'HEAD' }))
    await drain()
    expect(task).toHaveBeenCalledTimes(1)
  })

  it('cancelled body: aborted, the source is cancelled with the reason, its late task runs', async () => {
    const outcomes: string[] = []
    const handler = withAfter((_request: Request) => {
      after(({ outcome }) => outcomes.push(`early ${outcome}`))
      return new Response(
        new ReadableStream({
          cancel(reason) {
            after(({ outcome }) => outcomes.push(`late ${outcome} ${reason}`))
          },
        }),
      )
    })
    await handler(request()).body!.cancel('gone')
    await drain()
    expect(outcomes).toEqual(['early aborted', 'late aborted gone'])
  })

  it('the source fails: failed, and the reader sees the error', async () => {
    const outcome = defer<Outcome>()
    const source = createSource()
    const handler = withAfter((_request: Request) => {
      after((context) => outcome.resolve(context.outcome))
      return new Response(source.stream)
    })
    const response = handler(request())
    source.fail(new Error('broken'))
    await expect(response.text()).rejects.toThrow('broken')
    expect(await outcome.promise).toBe('failed')
  })

  it.each([
    ['throws', () => raise()],
    ['rejects', async () => raise()],
  ])(
    'handler %s after calling after: the caller has the error at once, task runs, failed',
    async (_, end) => {
      const outcome = defer<Outcome>()
      const handler = withAfter((_request: Request) => {
        after((context) => outcome.resolve(context.outcome))
        return end()
      })
      await expect((async () => handler(request()))()).rejects.toThrow('from the handler')
      expect(await outcome.promise).toBe('failed')
    },
  )

  it('a body nobody reads: runs at the deadline, reported', async () => {
    const errors = collectErrors()
    configure({ timeout: 20 })
    onTestFinished(() => configure({ timeout: undefined }))
    const outcome = defer<Outcome>()
    const handler = withAfter((_request: Request) => {
      after((context) => outcome.resolve(context.outcome))
      return new Response('unread')
    })
    const response = handler(request())
    expect(await outcome.promise).toBe('aborted')
    await drain()
    expect(errors.map(({ error }) => error.code)).toEqual(['body-not-read'])
    // Late, it can still be read.
    expect(await response.text()).toBe('unread')
  })

  it('a body whose reader waits is not idle', async () => {
    configure({ timeout: 20 })
    onTestFinished(() => configure({ timeout: undefined }))
    const source = createSource()
    let isStarted = false
    const handler = withAfter((_request: Request) => {
      after(() => {
        isStarted = true
      })
      return new Response(source.stream)
    })
    const reader = handler(request()).body!.getReader()
    const pending = reader.read()
    // Timers fire in order, so by then the idle timer, set before, has fired as well.
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(isStarted).toBe(false)
    source.end()
    await pending
    await drain()
    expect(isStarted).toBe(true)
  })

  it('in-process sub-request: joins the outer scope, runs when the outer response ends', async () => {
    const order: string[] = []
    const app = withAfter({
      async fetch(req: Request): Promise<Response> {
        if (req.url.endsWith('/inner')) {
          after(() => order.push('inner task'))
          return new Response('inner')
        }
        order.push(await (await app.fetch(request('/inner'))).text())
        after(() => order.push('outer task'))
        return new Response('outer')
      },
    })
    const response = await app.fetch(request())
    await turn()
    order.push(await response.text())
    await drain()
    expect(order).toEqual(['inner', 'outer', 'inner task', 'outer task'])
  })

  it('inside a Node server: the socket decides, not the body', async () => {
    const order: string[] = []
    const handler = withAfter((_request: Request) => {
      after(() => order.push('task'))
      return new Response('web')
    })
    const { url } = await serve(async (_req, res) => {
      const text = await handler(request()).text()
      await turn()
      order.push('read')
      res.end(text)
    })
    expect(await (await fetch(url)).text()).toBe('web')
    await drain()
    expect(order).toEqual(['read', 'task'])
  })

  it('wrapped twice: throws, and says so', () => {
    const app = { fetch: () => new Response('x') }
    for (const handler of [withAfter(app.fetch), withAfter(app)]) {
      expect(thrownBy(() => withAfter(handler))).toMatchObject({
        code: 'invalid-handler',
        message: 'withAfter(): the handler is wrapped already: call withAfter() once.',
      })
    }
  })

  it('a wrapped handler called by a wrapped handler: one scope, one watch', async () => {
    const task = vi.fn()
    const inner = withAfter((_request: Request) => {
      after(task)
      return new Response('x')
    })
    const handler = withAfter((request: Request) => inner(request))
    await handler(request()).text()
    await drain()
    expect(task).toHaveBeenCalledTimes(1)
  })

  it('no Request among the arguments: passed through', () => {
    const handler = withAfter((value: number) => value + 1)
    expect(handler(1)).toBe(2)
  })

  it('a framework’s context that carries the Request will do', async () => {
    const task = vi.fn()
    const handler = withAfter((_event: { request: Request }) => {
      after(task)
      return new Response(null)
    })
    handler({ request: request() })
    await drain()
    expect(task).toHaveBeenCalledTimes(1)
  })
})

function raise(): Response {
  throw new Error('from the handler')
}

describe('waitUntil', () => {
  class Context {
    readonly #promises: Promise<unknown>[] = []
    waitUntil(promise: Promise<unknown>) {
      this.#promises.push(promise)
    }
    get promises() {
      return this.#promises
    }
  }

  it.each([
    ['third', (context: Context) => [{ BINDING: 1 }, context]],
    ['second', (context: Context) => [context]],
  ])(
    'is found in the %s argument and keeps its `this`; arguments pass through',
    async (_, rest) => {
      const context = new Context()
      const seen: unknown[] = []
      const handler = withAfter((_request: Request, ...args: unknown[]) => {
        seen.push(...args)
        after(() => {})
        expect(context.promises).toHaveLength(1)
        after(() => {})
        return new Response(null)
      })
      handler(request(), ...rest(context))
      expect(seen).toEqual(rest(context))
      expect(context.promises).toHaveLength(1)
      await Promise.all(context.promises)
    },
  )

  it('is not called for a request without tasks', async () => {
    const context = new Context()
    withAfter((..._args: unknown[]) => new Response(null))(request(), {}, context)
    await drain()
    expect(context.promises).toHaveLength(0)
  })

  it('gets one promise that waits for nested tasks, and for late ones of a slow promise', async () => {
    const context = new Context()
    const order: string[] = []
    const slow = defer()
    const handler = withAfter((..._args: unknown[]) => {
      after(
        slow.promise.then(() => {
          after(async () => {
            await turn()
            after(() => order.push('nested in late'))
            order.push('late')
          })
        }),
      )
      return new Response(null)
    })
    handler(request(), {}, context)
    await turn()
    await turn()
    slow.resolve()
    await context.promises[0]
    expect(order).toEqual(['late', 'nested in late'])
    expect(context.promises).toHaveLength(1)
  })

  it('waits for what is called in the reaction to the last task', async () => {
    const context = new Context()
    const order: string[] = []
    const handler = withAfter((..._args: unknown[]) => {
      const slow = turn().then(() => {})
      after(slow)
      slow.then(() => {}).then(() => after(() => order.push('late')))
      return new Response(null)
    })
    handler(request(), {}, context)
    await context.promises[0]
    expect(order).toEqual(['late'])
    expect(context.promises).toHaveLength(1)
  })

  it('that throws: reported, and the tasks run all the same', async () => {
    const errors = collectErrors()
    const task = vi.fn()
    const waitUntil = () => {
      throw new Error('Illegal invocation')
    }
    const handler = withAfter(
      (_request: Request) => {
        after(task)
        return new Response(null)
      },
      { waitUntil },
    )
    handler(request())
    await drain()
    expect(task).toHaveBeenCalledTimes(1)
    expect(errors).toHaveLength(1)
    expect(errors[0]!.error).toMatchObject({ code: 'wait-until-failed' })
    expect(errors[0]!.error.cause.message).toBe('Illegal invocation')
  })

  it.each(['@vercel/request-context', '@next/request-context'])('of %s', async (name) => {
    const context = new Context()
    const holder = globalThis as { [key: symbol]: unknown }
    holder[Symbol.for(name)] = { get: () => context }
    onTestFinished(() => {
      delete holder[Symbol.for(name)]
    })
    const handler = withAfter((_request: Request) => {
      after(() => {})
      return new Response(null)
    })
    handler(request())
    await Promise.all(context.promises)
    expect(context.promises).toHaveLength(1)
  })
})

describe('withAfter keeps what it wraps', () => {
  it('a function: name, length, own properties', () => {
    const handler = Object.assign(async function serve(_request: Request) {}, { config: { a: 1 } })
    const wrapped = withAfter(handler)
    expect([wrapped.name, wrapped.length, wrapped.config]).toEqual(['serve', 1, { a: 1 }])
  })

  it('an object: other properties and `this`, also what changes later', async () => {
    const original = {
      count: 0,
      fetch(_request: Request) {
        this.count++
        after(() => {})
        return new Response(null)
      },
      scheduled() {
        return this.count
      },
    }
    const wrapped = withAfter(original)
    wrapped.fetch(request())
    expect([wrapped.count, wrapped.scheduled(), original.count]).toEqual([1, 1, 1])
    original.count = 5
    expect(wrapped.count).toBe(5)
    expect(Object.keys(wrapped)).toEqual(['count', 'fetch', 'scheduled'])
    expect(wrapped.scheduled).toBe(wrapped.scheduled)
    await drain()
  })

  it('a class instance: prototype, private fields, getters, inherited methods', async () => {
    class Base {
      readonly #secret = 42
      get secret() {
        return this.#secret
      }
      read() {
        return this.#secret
      }
    }
    class App extends Base {
      fetch(_request: Request) {
        after(() => {})
        return new Response(null, { headers: { secret: String(this.read()) } })
      }
    }
    const wrapped = withAfter(new App())
    expect(wrapped).toBeInstanceOf(App)
    expect([wrapped.secret, wrapped.read()]).toEqual([42, 42])
    expect(wrapped.fetch(request()).headers.get('secret')).toBe('42')
    await drain()
  })

  it('functions of its own are the same, as Hono asks of its error handlers', () => {
    const onError = () => {}
    const app = { fetch: (_request: Request) => new Response(null), onError }
    expect(withAfter(app).onError).toBe(onError)
  })

  it('a frozen object', async () => {
    const wrapped = withAfter(
      Object.freeze({
        port: 3000,
        fetch() {
          after(() => {})
          return new Response(null)
        },
      }),
    )
    const { fetch } = wrapped as unknown as { fetch(request: Request): Response }
    fetch(request())
    expect(wrapped.port).toBe(3000)
    await drain()
  })

  it.each([
    [undefined, 'undefined'],
    [{}, 'an instance of Object'],
    [
      class Worker {
        fetch() {}
      },
      'the function `class Worker',
    ],
  ])('refuses %s', (value, given) => {
    expect(() => withAfter(value as never)).toThrow(`not ${given}`)
  })
})
