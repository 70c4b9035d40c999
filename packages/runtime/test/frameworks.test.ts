import { channel } from 'node:diagnostics_channel'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { after, drain, type Outcome } from '@afterword/runtime'
import { afterFastify, afterKoa, afterMiddleware, withAfter } from '@afterword/runtime/node'
import { describe, expect, it, onTestFinished } from 'vitest'
import { collectErrors, connectRaw, defer, get, listen, thrownBy } from './support.ts'

interface Context {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  body?: string
}

/** A server in Koa's style: middleware around middleware, and the answer once all have settled. */
function createKoa(...stack: ((context: Context, next: () => Promise<unknown>) => unknown)[]) {
  return listen(async (req, res) => {
    const context: Context = { req, res }
    const call = async (index: number): Promise<unknown> =>
      stack[index]?.(context, () => call(index + 1))
    try {
      await call(0)
      res.end(context.body)
    } catch (error) {
      res.writeHead(500).end((error as Error).message)
    }
  })
}

describe('afterKoa', () => {
  it('tasks run when the response has closed', async () => {
    const order: string[] = []
    const { url } = await createKoa(afterKoa(), async (context, next) => {
      after(({ outcome }) => order.push(`task ${outcome}, sent ${context.res.writableFinished}`))
      await next()
      context.body = 'koa'
      order.push('handler')
    })
    expect(await (await fetch(url)).text()).toBe('koa')
    await drain()
    expect(order).toEqual(['handler', 'task sent, sent true'])
  })

  it('client gone: tasks wait for the middleware below', async () => {
    const order: string[] = []
    const called = defer()
    const { port } = await createKoa(afterKoa(), async (context) => {
      after(({ outcome }) => order.push(`task ${outcome}`))
      called.resolve()
      await once(context.res, 'close')
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
      order.push('handler')
    })
    const client = connectRaw(port)
    client.send(get())
    await called.promise
    client.socket.destroy()
    await drain()
    expect(order).toEqual(['handler', 'task aborted'])
  })

  it('an error goes on to the framework, which answers; tasks run', async () => {
    const outcomes: Outcome[] = []
    const { url } = await createKoa(afterKoa(), async () => {
      after(({ outcome }) => outcomes.push(outcome))
      throw new Error('for the framework')
    })
    const response = await fetch(url)
    expect([response.status, await response.text()]).toEqual([500, 'for the framework'])
    await drain()
    expect(outcomes).toEqual(['sent'])
  })
})

describe('afterMiddleware', () => {
  it('an error thrown by next() goes on to the framework, which answers; tasks run', async () => {
    const middleware = afterMiddleware()
    const outcomes: Outcome[] = []
    const { url } = await listen((req, res) => {
      try {
        middleware(req, res, () => {
          after(({ outcome }) => outcomes.push(outcome))
          throw new Error('sync')
        })
      } catch (error) {
        res.writeHead(500).end((error as Error).message)
      }
    })
    expect(await (await fetch(url)).text()).toBe('sync')
    await drain()
    expect(outcomes).toEqual(['sent'])
  })
})

describe('afterFastify', () => {
  type CloseHook = (instance: unknown, done: () => void) => void

  it('is a plugin whose hook holds for the whole application, in callback style', async () => {
    const hooks = new Map<string, unknown>()
    onTestFinished(() => (hooks.get('onClose') as CloseHook)({}, () => {}))
    const done = defer()
    afterFastify(
      { addHook: (name: string, hook: unknown) => hooks.set(name, hook) },
      {},
      done.resolve,
    )
    await done.promise
    expect(afterFastify).toMatchObject({ [Symbol.for('skip-override')]: true })
    const hook = hooks.get('onRequest') as (
      request: { raw: IncomingMessage },
      reply: { raw: ServerResponse },
      done: () => void,
    ) => unknown
    // Fastify takes a hook with three parameters for one that calls back.
    expect(hook).toHaveLength(3)
    const outcome = defer<Outcome>()
    const { url } = await listen((raw, res) => {
      hook({ raw }, { raw: res }, () => {
        after((context) => outcome.resolve(context.outcome))
        res.end('fastify')
      })
    })
    expect(await (await fetch(url)).text()).toBe('fastify')
    expect(await outcome.promise).toBe('sent')
  })

  it('listens to the handlers of Fastify until the application has closed', async () => {
    const handlers = channel('tracing:fastify.request.handler:start')
    const hooks = new Map<string, unknown>()
    afterFastify({ addHook: (name: string, hook: unknown) => hooks.set(name, hook) }, {}, () => {})
    expect(handlers.hasSubscribers).toBe(true)
    const closed = defer()
    const close = hooks.get('onClose') as CloseHook
    close({}, closed.resolve)
    await closed.promise
    expect(handlers.hasSubscribers).toBe(false)
  })
})

describe('a router that is mounted at a path, as of Express and Connect', () => {
  it('reports name the whole path', async () => {
    const errors = collectErrors()
    const middleware = afterMiddleware()
    const { url } = await listen((req, res) =>
      middleware(req, res, () => {
        Object.assign(req, { originalUrl: req.url, url: '/users' })
        after(() => Promise.reject(new Error('x')))
        res.end()
      }),
    )
    await (await fetch(`${url}/api/users?id=1`)).text()
    expect((await errors.next()).info.request).toBe('GET /api/users')
  })
})

describe('withAfter of a listener that is a proxy and gives its members bound, as GraphQL Yoga', () => {
  it('opens the scope of each request', async () => {
    const outcome = defer<Outcome>()
    const members: Record<PropertyKey, unknown> = { handle: () => {}, fetch: () => {} }
    const listener = new Proxy(
      (_req: IncomingMessage, res: ServerResponse) => {
        after((context) => outcome.resolve(context.outcome))
        res.end('Hello')
      },
      {
        get(target, key) {
          const value = members[key] ?? Reflect.get(target, key)
          return typeof value === 'function' ? value.bind(target) : value
        },
      },
    )
    const { url } = await listen(withAfter(listener))
    expect(await (await fetch(url)).text()).toBe('Hello')
    expect(await outcome.promise).toBe('sent')
  })
})

describe('mounted in the wrong way', () => {
  it.each([
    [afterMiddleware, [{}, {}, () => {}], 'app.use(afterMiddleware())'],
    [afterKoa, [{}, () => {}], 'app.use(afterKoa())'],
    [afterFastify, [], 'app.register(afterFastify)'],
  ])('%o: throws, naming the fix', (call, args, fix) => {
    const error = thrownBy(() => Reflect.apply(call, undefined, args))
    expect(error).toMatchObject({ name: 'AfterError', code: 'invalid-handler' })
    expect(error.message).toContain(fix)
  })

  const request = new Request('http://test/')
  const next = () => {}
  it.each([
    ['a listener with a web Request', withAfter(next), [request], 'not undefined'],
    ['a listener with a web Request and its bindings', withAfter(next), [request, {}], 'of Object'],
    ['middleware of Hono', afterMiddleware(), [{ req: request }, next], 'not the function'],
    ['middleware of Oak', afterKoa(), [{ req: request, res: new Response() }, next], 'of Response'],
  ])('%s: throws, naming the host that it needs', (_, call, args, given) => {
    const error = thrownBy(() => Reflect.apply(call, undefined, args))
    expect(error).toMatchObject({ name: 'AfterError', code: 'invalid-handler' })
    expect(error.message).toContain("web handlers are wrapped by '@afterword/runtime/fetch'")
    expect(error.message).toContain(given)
  })
})
