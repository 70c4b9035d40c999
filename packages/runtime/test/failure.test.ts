import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import http2 from 'node:http2'
import { pipeline, Readable } from 'node:stream'
import { after, configure, drain } from '@afterword/runtime'
import { afterAt, runEntry } from '@afterword/runtime/compiled'
import { withAfter } from '@afterword/runtime/node'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  collectErrors,
  connectRaw,
  defer,
  get,
  leaveAfter,
  listen,
  listenHttp2,
  runChild,
  serve,
  serveHttp2,
  serveOnce,
} from './support.ts'

const entry = { phase: 'route', file: 'app/api/route.ts', name: 'GET', route: '/api' } as const

const run = async (body: () => void) => (await serveOnce(body)).report

const digest = (text: string) => Object.assign(new Error('unwinds'), { digest: text })

describe('3. Failure', () => {
  it('task throws or rejects: onTaskError with where it came from; others and the response unaffected', async () => {
    const errors = collectErrors()
    const other = vi.fn()
    const { url } = await serve((_req, res) =>
      runEntry(entry, () => {
        afterAt('app/api/route.ts:4:3', 'GET', function sendMail() {
          throw new Error('sync')
        })
        afterAt('lib/log.ts:9:1', '', async () => Promise.reject('async'), { name: 'log' })
        after(other)
        res.end('fine')
      }),
    )
    expect(await (await fetch(url)).text()).toBe('fine')
    await drain()
    expect(other).toHaveBeenCalledTimes(1)
    const shared = {
      route: '/api',
      entry: 'app/api/route.ts#GET',
      phase: 'route',
      outcome: 'sent',
      request: 'GET /',
      requestId: expect.stringMatching(/^\w+-\w+$/),
    }
    expect(errors.map(({ info }) => info)).toEqual([
      { site: 'app/api/route.ts:4:3', caller: 'GET', name: 'sendMail', ...shared },
      { site: 'lib/log.ts:9:1', caller: '', name: 'log', ...shared },
    ])
    expect(errors[0]!.error.message).toBe('sync')
    expect(errors[1]!.error).toBe('async')
  })

  it('default: a readable console.error that names the call site and the entry', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => log.mockRestore())
    const error = new Error('lost')
    await run(() =>
      runEntry(entry, () => {
        afterAt('app/api/route.ts:4:3', 'GET', () => Promise.reject(error), { name: 'sendMail' })
      }),
    )
    expect(log).toHaveBeenCalledTimes(1)
    const [text, logged] = log.mock.lastCall!
    expect(text).toContain('app/api/route.ts#GET (route)')
    expect(text.split('\n')[0]).toBe(
      '[afterword] Task sendMail (app/api/route.ts:4:3, in GET) (route /api) failed',
    )
    expect(logged).toBe(error)
  })

  it.each([
    ['throws', () => raise()],
    ['rejects', async () => raise()],
  ])(
    'the error handler %s: both errors are logged, other tasks unaffected',
    async (_, onTaskError) => {
      const log = vi.spyOn(console, 'error').mockImplementation(() => {})
      configure({ onTaskError })
      onTestFinished(() => {
        configure({ onTaskError: undefined })
        log.mockRestore()
      })
      const other = vi.fn()
      await run(() => {
        after(() => Promise.reject(new Error('from the task')))
        after(other)
      })
      const messages = log.mock.calls.flat().filter((part) => part instanceof Error)
      expect(messages.map(({ message }) => message)).toEqual(['from the task', 'from the handler'])
      expect(other).toHaveBeenCalledTimes(1)
    },
  )

  it('a promise from onTaskError is waited for, and sees the context of the call', async () => {
    const storage = new AsyncLocalStorage<string>()
    const seen: unknown[] = []
    configure({
      async onTaskError() {
        await new Promise((resolve) => setImmediate(resolve))
        seen.push(storage.getStore())
      },
    })
    onTestFinished(() => configure({ onTaskError: undefined }))
    await run(() => storage.run('mine', () => after(() => raise())))
    expect(seen).toEqual(['mine'])
  })

  it.each([
    ['NEXT_REDIRECT;replace;/login;307;', 'redirect("/login")'],
    ['NEXT_REDIRECT', 'redirect()'],
    ['NEXT_NOT_FOUND', 'notFound()'],
    ['NEXT_HTTP_ERROR_FALLBACK;404', 'notFound()'],
    ['NEXT_HTTP_ERROR_FALLBACK;403', 'forbidden()'],
    ['NEXT_HTTP_ERROR_FALLBACK;401', 'unauthorized()'],
  ])('%s thrown in a task: reported by name as having no effect', async (text, call) => {
    const errors = collectErrors()
    const cause = digest(text)
    await run(() => after(() => Promise.reject(cause)))
    expect(errors).toHaveLength(1)
    expect(errors[0]!.error).toMatchObject({
      name: 'AfterError',
      code: 'navigation-in-after',
      cause,
    })
    expect(errors[0]!.error.message).toContain(`${call} was called in a task and has no effect`)
  })

  it('another error with a digest is reported as it is', async () => {
    const errors = collectErrors()
    const error = digest('1234')
    await run(() => after(() => Promise.reject(error)))
    expect(errors[0]!.error).toBe(error)
  })
})

describe('3. Time', () => {
  it('past its timeout: the signal aborts, it is reported once, the scope settles', async () => {
    const errors = collectErrors()
    const aborted = defer<unknown>()
    await run(() => {
      after(
        ({ signal }) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              aborted.resolve(signal.reason)
              reject(signal.reason)
            })
          }),
        { timeout: 10, name: 'slow' },
      )
    })
    expect(errors).toHaveLength(1)
    expect(errors[0]!.error).toMatchObject({ name: 'AfterError', code: 'task-timeout' })
    expect(errors[0]!.error.message).toContain('Task slow did not finish within 10 ms')
    expect(await aborted.promise).toBe(errors[0]!.error)
  })

  it('a signal first asked for after the deadline has aborted', async () => {
    const errors = collectErrors()
    const finished = defer<unknown>()
    const resume = defer()
    await run(() =>
      after(
        async (context) => {
          await resume.promise
          finished.resolve(context.signal.reason)
        },
        { timeout: 5 },
      ),
    )
    resume.resolve()
    expect(await finished.promise).toBe(errors[0]!.error)
  })

  it('configure({ timeout }) sets it for all, and Infinity takes it away for one', async () => {
    const errors = collectErrors()
    configure({ timeout: 10 })
    onTestFinished(() => configure({ timeout: undefined }))
    const other = defer()
    await run(() => {
      after(() => other.promise, { timeout: Infinity, name: 'patient' })
      // Its timer was set later, so the other's would have fired.
      after(() => new Promise(() => {}), { name: 'limited' })
      after(({ signal }) => signal.addEventListener('abort', () => {}))
      errors.next().then(() => setTimeout(other.resolve, 15))
    })
    expect(errors.map(({ info }) => info.name)).toEqual(['limited'])
  })

  it("the route's maxDuration counts from the request's start", async () => {
    const errors = collectErrors()
    await run(() =>
      runEntry({ ...entry, maxDuration: 0.01 }, () => after(() => new Promise(() => {}))),
    )
    expect(errors[0]!.error).toMatchObject({ code: 'task-timeout' })
    expect(errors[0]!.error.message).toContain("within the route's maxDuration of 0.01 s")
  })

  it('a handler that does not return after an abort: said once, and its tasks run at the deadline', async () => {
    const errors = collectErrors()
    configure({ timeout: 10 })
    onTestFinished(() => configure({ timeout: undefined }))
    const finish = defer()
    const task = vi.fn()
    const { port } = await serve(async (_req, res) => {
      after(task)
      res.write('first')
      await finish.promise
    })
    await leaveAfter(port, 'first')
    const { error } = await errors.next()
    expect(error).toMatchObject({ code: 'handler-not-settled' })
    expect(error.message).toContain('the task that waits for it runs now')
    await drain()
    expect(task).toHaveBeenCalledTimes(1)
    finish.resolve()
    await drain()
    expect(task).toHaveBeenCalledTimes(1)
    expect(errors).toHaveLength(1)
  })

  it('a promise: its time counts from the end of the response', async () => {
    const errors = collectErrors()
    const more = defer()
    const { url } = await serve(async (_req, res) => {
      after(new Promise(() => {}), { timeout: 10, name: 'endless' })
      res.write('first')
      await more.promise
      res.end()
    })
    const response = await fetch(url)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(errors).toHaveLength(0)
    more.resolve()
    await response.text()
    expect((await errors.next()).error).toMatchObject({ code: 'task-timeout' })
  })

  it('memory is released: a task that never settles keeps nothing alive after its deadline', async () => {
    const { code, stdout, stderr } = await runChild('memory.mjs', { flags: ['--expose-gc'] }).exit()
    expect({ code, stderr, stdout: stdout.trim() }).toEqual({
      code: 0,
      stderr: '',
      stdout: 'served\nafter: request false, value false',
    })
  })

  it('memory is released: 1,000 tasks that never settle, with 1 MB each', async () => {
    const { code, stdout, stderr } = await runChild('memory-many.mjs', {
      flags: ['--expose-gc'],
    }).exit()
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { start, held, end, timeouts, scopes } = JSON.parse(stdout)
    expect({ timeouts, scopes }).toEqual({ timeouts: 1_000, scopes: 0 })
    // In MB. Before the deadline all is there, and after it nothing but what the engine keeps.
    expect(held - start).toBeGreaterThan(1_000)
    expect(end).toBeLessThan(start * 1.1)
  })

  it('memory is released: a request that is over keeps none after it from young collections', async () => {
    const { code, stdout, stderr } = await runChild('garbage.mjs', {
      flags: ['--expose-gc'],
    }).exit()
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    // Bytes a request, of which the engine's own are some hundred: requests take thousands.
    expect(Number(stdout)).toBeLessThan(1_000)
  })

  it('a pending deadline does not keep the process alive', async () => {
    const { code, stdout } = await runChild('deadline.mjs').exit()
    expect({ code, stdout: stdout.trim() }).toEqual({ code: 0, stdout: 'started' })
  })
})

describe('3. A process that has nothing else to do but to wait', () => {
  it.each([
    ['drain', ['reported task-timeout', '{"drained":1,"abandoned":[],"openRequests":0}']],
    ['prerender', ['rejected prerender-task-failed']],
  ])('%s() lasts until the deadline of a task that never settles', async (wait, lines) => {
    const { code, stdout } = await runChild('nothing-else.mjs', { args: [wait] }).exit()
    expect({ code, lines: stdout.trim().split('\n') }).toEqual({ code: 0, lines })
  })
})

describe('3. A listener that fails', () => {
  it.each(['throw', 'reject'])(
    '%s after calling after: 500, the task runs as failed, then the process sees the error',
    async (mode) => {
      const child = runChild(`listener-${mode}.mjs`)
      const [, port] = await child.line(/port (\d+)/)
      const response = await fetch(`http://127.0.0.1:${port}/`)
      expect([response.status, await response.text()]).toEqual([500, 'Internal Server Error'])
      expect(response.headers.get('x-own')).toBe(null)
      const { code, stdout, stderr } = await child.exit()
      expect(stdout).toContain('task failed\n')
      expect(stdout).toContain(
        mode === 'throw' ? 'seen uncaughtException boom' : 'seen unhandledRejection boom',
      )
      expect(stdout.indexOf('task')).toBeLessThan(stdout.indexOf('seen'))
      expect(stderr).toContain('boom')
      expect(code).not.toBe(0)
    },
  )

  it('mid-stream: the connection is closed, outcome failed', async () => {
    const outcome = defer<string>()
    const failure = defer<unknown>()
    const listener = async (_req: unknown, res: { write(text: string): void }): Promise<void> => {
      after((context) => outcome.resolve(context.outcome))
      res.write('first')
      throw new Error('mid-stream')
    }
    const wrapped = withAfter(listener)
    const { url } = await listen((req, res) => {
      wrapped(req, res).catch(failure.resolve)
    })
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow()
    expect(await outcome.promise).toBe('failed')
    expect(await failure.promise).toMatchObject({ message: 'mid-stream' })
  })

  it('mid-stream on HTTP/2: the client is told that the response is not whole', async () => {
    const outcome = defer<string>()
    const failure = defer<unknown>()
    const wrapped = withAfter(async (_req: unknown, res: { write(text: string): void }) => {
      after((context) => outcome.resolve(context.outcome))
      res.write('first')
      throw new Error('mid-stream')
    })
    const { session } = await listenHttp2((req, res) => {
      wrapped(req, res).catch(failure.resolve)
    })
    const stream = session.request().resume()
    await expect(once(stream, 'end')).rejects.toMatchObject({ code: 'ERR_HTTP2_STREAM_ERROR' })
    expect(stream.rstCode).toBe(http2.constants.NGHTTP2_INTERNAL_ERROR)
    expect(await outcome.promise).toBe('failed')
    expect(await failure.promise).toMatchObject({ message: 'mid-stream' })
  })

  it.each([1, 2])(
    "HTTP/%i: the body's source breaks: failed; the client goes: aborted",
    async (version) => {
      const outcomes: string[] = []
      const both = defer()
      const listener = (req: { url?: string | undefined }, res: NodeJS.WritableStream) => {
        after(({ outcome }) => {
          outcomes.push(`${req.url} ${outcome}`)
          if (outcomes.length === 2) both.resolve()
        })
        const source = new Readable({ read() {} })
        pipeline(source, res, () => {})
        source.push('first')
        breakSource.promise.then(() => req.url === '/breaks' && source.destroy(new Error('broken')))
      }
      const breakSource = defer()
      if (version === 1) {
        const { port } = await serve(listener)
        const goes = connectRaw(port)
        const breaks = connectRaw(port)
        for (const [client, path] of [
          [goes, '/goes'],
          [breaks, '/breaks'],
        ] as const) {
          client.read()
          client.send(get(path))
          await client.until('first')
        }
        goes.socket.destroy()
      } else {
        const { session } = await serveHttp2(listener)
        const goes = session.request({ ':path': '/goes' })
        const breaks = session.request({ ':path': '/breaks' }).on('error', () => {})
        await Promise.all([once(goes, 'data'), once(breaks, 'data')])
        goes.close(8)
      }
      breakSource.resolve()
      await both.promise
      expect(outcomes.sort()).toEqual(['/breaks failed', '/goes aborted'])
    },
  )

  it('the server destroys the response and says no why: failed', async () => {
    const outcome = defer<string>()
    const { url } = await serve((_req, res) => {
      after((context) => outcome.resolve(context.outcome))
      res.write('first')
      setImmediate(() => res.destroy())
    })
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow()
    expect(await outcome.promise).toBe('failed')
  })

  it('before after: nothing was registered; the caller has the same error', async () => {
    const error = new Error('before')
    const failure = defer<unknown>()
    const wrapped = withAfter(async (_req: unknown, _res: unknown) => {
      throw error
    })
    const { url } = await listen((req, res) => {
      wrapped(req, res).catch(failure.resolve)
    })
    expect((await fetch(url)).status).toBe(500)
    expect(await failure.promise).toBe(error)
  })
})

function raise(): never {
  throw new Error('from the handler')
}
