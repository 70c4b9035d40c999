import { once } from 'node:events'
import type http from 'node:http'
import {
  after,
  connection,
  cookies,
  draftMode,
  drain,
  headers,
  type RequestCookies,
} from '@afterword/runtime'
import { afterAt, type Phase, runEntry } from '@afterword/runtime/compiled'
import { describe, expect, it } from 'vitest'
import {
  collectErrors,
  defer,
  serve,
  serveHttp2,
  serveOnce,
  thrownBy,
  wrapFetch,
} from './support.ts'

const entryOf = (phase: Phase) => ({ phase, file: `app/${phase}.ts`, name: 'default' })
const request = (init?: RequestInit) => new Request('http://test/', init)

/** Calls `body` in an entry point of a phase; gives the response and what its task returned. */
// biome-ignore lint/suspicious/noExplicitAny: tasks return what each test is about.
async function runPhase<T = any>(phase: Phase, body: (inTask: (task: () => T) => void) => unknown) {
  const result = defer<T>()
  const serveBody = () =>
    runEntry(entryOf(phase), () =>
      body((task) =>
        after(async () => {
          try {
            result.resolve(await task())
          } catch (error) {
            result.reject(error)
          }
        }),
      ),
    )
  const { response } = await serveOnce(serveBody, { headers: { cookie: 'a=1', 'x-own': 'x' } })
  return { response, result: await result.promise }
}

const readers: Record<string, () => Promise<unknown>> = {
  'cookies()': cookies,
  'headers()': headers,
  'connection()': connection,
}

describe('4. Request APIs inside a task', () => {
  describe.each(Object.entries(readers))('%s', (name, read) => {
    it('SC: throws, synchronously', async () => {
      const { result } = await runPhase('render', (inTask) => inTask(() => thrownBy(read)))
      expect(result).toMatchObject({ name: 'AfterError', code: 'request-api-in-after' })
      expect(result.message).toContain(`${name} was called in a task`)
    })

    it.each(['action', 'route', 'middleware'] as const)('%s: ok', async (phase) => {
      const { result } = await runPhase(phase, (inTask) => inTask(() => read() as never))
      if (name !== 'connection()') expect(result).toBeTruthy()
    })

    it('nested after and functions of another phase inherit the outermost one', async () => {
      const { result } = await runPhase('render', (inTask) =>
        after(() =>
          // A server function called directly inside a page's task is still the page's.
          runEntry(entryOf('action'), () => inTask(() => thrownBy(read))),
        ),
      )
      expect(result).toMatchObject({ code: 'request-api-in-after' })
    })

    it('after(promise) whose work reaches it after close: the same misuse', async () => {
      const errors = collectErrors()
      const closed = defer()
      const { url } = await serve((_req, res) =>
        runEntry(entryOf('render'), () => {
          after(closed.promise.then(read))
          res.once('close', () => setImmediate(closed.resolve))
          res.end()
        }),
      )
      await fetch(url)
      await drain()
      expect(errors.map(({ error }) => error.code)).toEqual(['request-api-in-after'])
    })

    it('a promise made before after, and awaited inside, is legal', async () => {
      const { result } = await runPhase('render', (inTask) => {
        const promise = read()
        inTask(async () => {
          await promise
          return 'read'
        })
      })
      expect(result).toBe('read')
    })

    it('outside a request: throws, synchronously', () => {
      expect(thrownBy(read)).toMatchObject({ code: 'no-request' })
    })

    it('in the handler: ok in every phase', async () => {
      for (const phase of ['render', 'action', 'route', 'middleware'] as const) {
        await runPhase(phase, async (inTask) => {
          await read()
          inTask(() => undefined as never)
        })
      }
    })
  })

  it("cookies() gives the value after the handler's own set, everywhere", async () => {
    for (const phase of ['action', 'route', 'middleware'] as const) {
      const { result } = await runPhase(phase, async (inTask) => {
        inTask(async () => (await cookies()).toString() as never)
        const store = await cookies()
        store.set('b', '2').set('c', '3').delete('a')
        store.delete('c')
      })
      expect(result).toBe('b=2')
    }
  })

  it.each(['set', 'delete'] as const)(
    'store .%s in a task: throws in every phase',
    async (method) => {
      for (const phase of ['render', 'action', 'route', 'middleware'] as const) {
        const { result, response } = await runPhase(phase, async (inTask) => {
          // The store was read before `after`: what counts is where it is written.
          const store = await cookies()
          inTask(() => thrownBy(() => store[method]('a', 'x')))
        })
        expect(result).toMatchObject({ code: 'cookie-write-in-after' })
        expect(response.headers.getSetCookie()).toEqual([])
      }
    },
  )

  it('store .set while rendering: throws; in an action, route or middleware: ok', async () => {
    await runPhase('render', async (inTask) => {
      const store = await cookies()
      expect(thrownBy(() => store.set('a', 'x'))).toMatchObject({ code: 'cookie-write-in-render' })
      inTask(() => undefined as never)
    })
    for (const phase of ['action', 'route', 'middleware'] as const) {
      const { response } = await runPhase(phase, async (inTask) => {
        ;(await cookies()).set('a', 'x')
        inTask(() => undefined as never)
      })
      expect(response.headers.getSetCookie()).toEqual(['a=x; Path=/'])
    }
  })

  it('draftMode().isEnabled: ok in every phase', async () => {
    for (const phase of ['render', 'action', 'route', 'middleware'] as const) {
      const { result } = await runPhase(phase, (inTask) =>
        inTask(async () => (await draftMode()).isEnabled as never),
      )
      expect(result).toBe(false)
    }
  })

  it.each(['enable', 'disable'] as const)(
    'draftMode().%s in a task: throws in every phase',
    async (method) => {
      for (const phase of ['render', 'action', 'route', 'middleware'] as const) {
        const { result } = await runPhase(phase, async (inTask) => {
          const draft = await draftMode()
          inTask(() => thrownBy(() => draft[method]()))
        })
        expect(result).toMatchObject({ code: 'draft-mode-write-in-after' })
      }
    },
  )

  it('draftMode().enable while rendering: throws', async () => {
    await runPhase('render', async (inTask) => {
      const draft = await draftMode()
      expect(thrownBy(() => draft.enable())).toMatchObject({ code: 'draft-mode-write-in-render' })
      inTask(() => undefined as never)
    })
  })

  it('without an entry (nothing was compiled): reads are ok', async () => {
    const done = defer<string>()
    const handler = wrapFetch(() => {
      after(async () => done.resolve((await cookies()).toString()))
      return new Response(null)
    })
    handler(request({ headers: { cookie: 'a=1' } }))
    expect(await done.promise).toBe('a=1')
  })
})

describe('headers', () => {
  it('are read-only, and name the fix', async () => {
    const store = await new Promise<Headers>((resolve) => {
      wrapFetch(async () => resolve((await headers()) as unknown as Headers))(
        request({ headers: { 'x-own': '1' } }),
      )
    })
    expect(store).toBeInstanceOf(Headers)
    expect(store.get('X-Own')).toBe('1')
    expect(new Headers(store).get('x-own')).toBe('1')
    for (const call of [
      () => store.set('a', 'b'),
      () => store.append('a', 'b'),
      () => store.delete('a'),
    ]) {
      expect(thrownBy(call)).toMatchObject({ code: 'headers-read-only' })
    }
  })

  it('of HTTP/2 leave out the request line', async () => {
    const seen = defer<string[]>()
    const { session } = await serveHttp2(async (_req, res) => {
      seen.resolve([...(await headers()).keys()])
      res.end()
    })
    const stream = session.request({ ':path': '/', 'x-own': '1' })
    stream.resume()
    await once(stream, 'end')
    expect(await seen.promise).toEqual(['x-own'])
  })
})

describe('draft mode', () => {
  it('survives to the next request by its cookie, and ends with disable()', async () => {
    const handler = wrapFetch(async (req: Request) => {
      const draft = await draftMode()
      const before = draft.isEnabled
      if (req.method === 'POST') draft.enable()
      if (req.method === 'DELETE') draft.disable()
      return Response.json([before, draft.isEnabled])
    })
    const enabled = await handler(request({ method: 'POST' }))
    expect(await enabled.json()).toEqual([false, true])
    const [line] = enabled.headers.getSetCookie()
    expect(line).toMatch(/^__prerender_bypass=[^;]+; Path=\/; Secure; HttpOnly; SameSite=none$/)
    const cookie = line!.split(';')[0]!
    expect(await (await handler(request({ headers: { cookie } }))).json()).toEqual([true, true])
    const disabled = await handler(request({ method: 'DELETE', headers: { cookie } }))
    expect(await disabled.json()).toEqual([true, false])
    const forged = `${cookie.slice(0, -1)}_`
    expect(await (await handler(request({ headers: { cookie: forged } }))).json()).toEqual([
      false,
      false,
    ])
  })
})

describe('cookies', () => {
  const readStore = (cookie: string) =>
    new Promise<RequestCookies>((resolve) => {
      wrapFetch(async () => resolve(await cookies()))(request({ headers: { cookie } }))
    })

  it('reads what the browser sent', async () => {
    const store = await readStore('a=1; b=%20x=y; flag; bad=%; a=2')
    expect(store.get('a')).toEqual({ name: 'a', value: '2' })
    expect(store.get({ name: 'b' })).toEqual({ name: 'b', value: ' x=y' })
    expect(store.get('flag')).toEqual({ name: 'flag', value: 'true' })
    expect([store.has('bad'), store.get('bad')]).toEqual([false, undefined])
    expect(store.size).toBe(3)
    expect(store.getAll().map(({ name }) => name)).toEqual(['a', 'b', 'flag'])
    expect(store.getAll('a')).toEqual([{ name: 'a', value: '2' }])
    expect([...store]).toContainEqual(['a', { name: 'a', value: '2' }])
    expect(String(store)).toBe('a=2; b=%20x%3Dy; flag=true')
  })

  /** The Set-Cookie lines that a Node listener's response has. */
  async function respond(listener: (res: http.ServerResponse) => unknown) {
    const { url } = await serve(async (_req, res) => {
      const store = await cookies()
      store.set('mine', '1', { httpOnly: true })
      await listener(res)
    })
    return (await fetch(url)).headers.getSetCookie()
  }
  const mine = 'mine=1; Path=/; HttpOnly'

  it.each<[string, (res: http.ServerResponse) => unknown, string[]]>([
    ['nothing of the framework’s', (res) => res.end(), []],
    ['res.write()', (res) => res.write('x') && res.end(), []],
    ['res.flushHeaders()', (res) => [res.flushHeaders(), res.end()], []],
    ['setHeader before', (res) => res.setHeader('Set-Cookie', 'f=1').end(), ['f=1']],
    ['appendHeader', (res) => res.appendHeader('set-cookie', ['f=1', 'g=2']).end(), ['f=1', 'g=2']],
    [
      'writeHead with an object',
      (res) => res.writeHead(200, { 'Set-Cookie': 'f=1' }).end(),
      ['f=1'],
    ],
    [
      'writeHead with a message and lists',
      (res) => res.writeHead(200, 'OK', { 'set-cookie': ['f=1', 'g=2'] }).end(),
      ['f=1', 'g=2'],
    ],
    [
      'writeHead with a flat list',
      (res) => res.writeHead(200, ['Set-Cookie', 'f=1', 'x-own', '1', 'Set-Cookie', 'g=2']).end(),
      ['f=1', 'g=2'],
    ],
    [
      'writeHead with a list of pairs',
      (res) =>
        res
          .writeHead(200, [
            ['Set-Cookie', 'f=1'],
            ['x-own', '1'],
          ] as never)
          .end(),
      ['f=1'],
    ],
    [
      'writeHead over setHeader',
      (res) => res.setHeader('set-cookie', 'old=1').writeHead(200, { 'set-cookie': 'f=1' }).end(),
      ['f=1'],
    ],
    [
      'writeHead of other headers',
      (res) => res.setHeader('set-cookie', 'f=1').writeHead(200, { 'x-own': '1' }).end(),
      ['f=1'],
    ],
  ])('Set-Cookie is merged at writeHead: %s', async (_name, listener, theirs) => {
    expect(await respond(listener)).toEqual([...theirs, mine])
  })

  it('a flat list keeps the names it repeats', async () => {
    const { url } = await serve(async (_req, res) => {
      ;(await cookies()).set('mine', '1', { httpOnly: true })
      res.writeHead(200, ['x-b', '1', 'x-b', '2']).end()
    })
    const { headers } = await fetch(url)
    expect([headers.get('x-b'), headers.getSetCookie()]).toEqual(['1, 2', [mine]])
  })

  it('a framework that wraps writeHead itself, before or after', async () => {
    const wrap = (res: http.ServerResponse, name: string) => {
      const writeHead = res.writeHead as (...args: unknown[]) => http.ServerResponse
      res.writeHead = ((...args: unknown[]) => {
        res.appendHeader('set-cookie', `${name}=1`)
        return Reflect.apply(writeHead, res, args)
      }) as never
    }
    const { url } = await serve(async (_req, res) => {
      wrap(res, 'before')
      ;(await cookies()).set('mine', '1', { httpOnly: true })
      wrap(res, 'after')
      res.writeHead(200, { 'x-own': '1' }).end()
    })
    const lines = (await fetch(url)).headers.getSetCookie()
    expect(lines.sort()).toEqual(['after=1', 'before=1', mine])
  })

  it('http2', async () => {
    const { session } = await serveHttp2(async (_req, res) => {
      ;(await cookies()).set('mine', '1', { httpOnly: true })
      res.writeHead(200, { 'set-cookie': 'f=1' })
      res.end()
    })
    const stream = session.request({ ':path': '/' })
    const [answer] = await once(stream, 'response')
    expect(answer['set-cookie']).toEqual(['f=1', mine])
  })

  it('a request that sets none has an untouched response', async () => {
    const { url } = await serve(async (_req, res) => {
      await cookies()
      res.end(String(Object.hasOwn(res, 'writeHead')))
    })
    expect(await (await fetch(url)).text()).toBe('false')
  })

  it('once the response has begun: throws headers-sent (node and fetch)', async () => {
    const { url } = await serve(async (_req, res) => {
      const store = await cookies()
      res.write('x')
      res.end(thrownBy(() => store.set('a', '1')).code)
    })
    expect(await (await fetch(url)).text()).toBe('xheaders-sent')
    let store!: RequestCookies
    const handler = wrapFetch(async () => {
      store = await cookies()
      return new Response(null)
    })
    await handler(request())
    expect(thrownBy(() => store.set('a', '1'))).toMatchObject({ code: 'headers-sent' })
  })

  it('fetch: added to the Response, a copy of it where its headers are immutable', async () => {
    const handler = wrapFetch(async (req: Request) => {
      ;(await cookies()).set('mine', '1', { httpOnly: true })
      return req.method === 'POST'
        ? Response.redirect('http://test/next', 303)
        : new Response('body', {
            status: 201,
            headers: [
              ['set-cookie', 'f=1'],
              ['set-cookie', 'g=2'],
            ],
          })
    })
    const plain = await handler(request())
    expect([plain.status, await plain.text()]).toEqual([201, 'body'])
    expect(plain.headers.getSetCookie()).toEqual(['f=1', 'g=2', mine])
    const redirect = await handler(request({ method: 'POST' }))
    expect([redirect.status, redirect.headers.get('location')]).toEqual([303, 'http://test/next'])
    expect(redirect.headers.getSetCookie()).toEqual([mine])
  })

  it('fetch: a sub-request’s cookies go to its own response', async () => {
    const app = wrapFetch(async (req: Request): Promise<Response> => {
      const store = await cookies()
      if (req.url.endsWith('/inner')) {
        store.set('inner', '1')
        return new Response(null)
      }
      const inner = await app(new Request('http://test/inner'))
      return Response.json([inner.headers.getSetCookie(), String(store)])
    })
    const response = await app(request({ headers: { cookie: 'outer=1' } }))
    expect(await response.json()).toEqual([['inner=1; Path=/'], 'outer=1'])
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('prints every attribute; one line per name, domain and path', async () => {
    const handler = wrapFetch(async () => {
      const store = await cookies()
      store.set('a', 'first')
      store.set({
        name: 'a',
        value: 'ü ;',
        domain: 'test.com',
        path: '/x',
        expires: 0,
        maxAge: 10,
        secure: true,
        httpOnly: true,
        sameSite: true,
        partitioned: true,
        priority: 'high',
      })
      store.set('a', 'second')
      store.delete({ name: 'a', path: '/old' })
      return new Response(null)
    })
    expect((await handler(request())).headers.getSetCookie()).toEqual([
      'a=second; Path=/',
      'a=%C3%BC%20%3B; Path=/x; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=10; ' +
        'Domain=test.com; Secure; HttpOnly; SameSite=strict; Partitioned; Priority=high',
      'a=; Path=/old; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
    ])
  })

  it.each([
    ['a name with a space', { name: 'a b', value: '1' }],
    ['no name', { name: '', value: '1' }],
    ['no value', { name: 'a', value: undefined }],
    ['an attribute smuggled into the path', { name: 'a', value: '1', path: '/; Domain=evil.com' }],
    ['a line break in the domain', { name: 'a', value: '1', domain: 'x\r\ny' }],
    ['an invalid date', { name: 'a', value: '1', expires: new Date('x') }],
    ['an age that is no number', { name: 'a', value: '1', maxAge: Number.NaN }],
  ])('refuses %s', async (_name, cookie) => {
    const handler = wrapFetch(async () => {
      const store = await cookies()
      expect(thrownBy(() => store.set(cookie as never))).toMatchObject({ code: 'invalid-cookie' })
      return new Response(null)
    })
    expect((await handler(request())).headers.getSetCookie()).toEqual([])
  })

  it('cookies() is one promise a request, for React’s use()', () => {
    wrapFetch(() => {
      expect(cookies()).toBe(cookies())
    })(request())
  })
})

describe('afterAt validates as after does', () => {
  it.each([
    [[], 'undefined'],
    [[undefined], 'undefined'],
  ])('%j', (args, given) => {
    const error = thrownBy(() => Reflect.apply(afterAt, null, ['a.ts:1:1', '', ...args]))
    expect(error.message).toContain(`not ${given}.`)
  })
})
