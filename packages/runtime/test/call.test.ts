import { after, configure, drain } from '@afterword/runtime'
import { describe, expect, it, vi } from 'vitest'
import { collectErrors, defer, serve, serveOnce, thrownBy, wrapFetch } from './support.ts'

/** Calls `body` in a request, and waits for its tasks. */
const inRequest = async <T>(body: () => T) => (await serveOnce(body)).value

describe('1. The call', () => {
  it('after(promise) that throws at the call: the promise is not left unhandled', async () => {
    // Vitest fails a run in which a rejection is unhandled.
    expect(thrownBy(() => after(Promise.reject(new Error('x')))).code).toBe('no-request')
    const refused = () => after(Promise.reject(new Error('y')), { timeout: -1 })
    expect(thrownBy(refused).code).toBe('invalid-options')
    await new Promise((resolve) => setImmediate(resolve))
  })

  it('after(fn), sync or async, any number: queued, called once, returns undefined', async () => {
    const calls: string[] = []
    const { url } = await serve((_req, res) => {
      expect(after(() => calls.push('sync'))).toBe(undefined)
      after(async () => {
        await null
        calls.push('async')
      })
      expect(calls).toEqual([])
      res.end()
    })
    await fetch(url)
    await drain()
    expect(calls).toEqual(['sync', 'async'])
  })

  it('after(fn): the value it returns is awaited, a lazy thenable too, then dropped', async () => {
    let queries = 0
    const query = {
      // biome-ignore lint/suspicious/noThenProperty: a query builder is lazy in this way.
      then(resolve: (rows: unknown[]) => void) {
        queries++
        resolve([])
      },
    }
    await inRequest(() => after(() => query as PromiseLike<unknown>))
    expect(queries).toBe(1)
  })

  it('after(fn): the callback receives { signal, outcome }', async () => {
    const task = vi.fn()
    await inRequest(() => after(task))
    expect(task).toHaveBeenCalledTimes(1)
    const [{ signal, outcome }] = task.mock.lastCall!
    expect(signal).toBeInstanceOf(AbortSignal)
    expect(signal.aborted).toBe(false)
    expect(outcome).toBe('sent')
  })

  it('after(promise): already running, kept alive', async () => {
    const work = defer()
    let isDrained = false
    const handler = wrapFetch(() => {
      after(work.promise)
      return new Response(null)
    })
    handler(new Request('http://test/'))
    const drained = drain().then((report) => {
      isDrained = true
      return report
    })
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    expect(isDrained).toBe(false)
    work.resolve()
    expect(await drained).toMatchObject({ drained: 1, abandoned: [] })
  })

  it('after(promise): a rejection is reported, never unhandled, also before the response ends', async () => {
    const errors = collectErrors()
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    await inRequest(() => after(Promise.reject(new Error('early'))))
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
    expect(errors.map(({ error }) => error.message)).toEqual(['early'])
    expect(errors[0]!.info.outcome).toBe(undefined)
  })

  it('after(any object with .then): its then is called, and not inside the call', async () => {
    let isInside = true
    let called: boolean | undefined
    await inRequest(() => {
      const thenable = {
        // biome-ignore lint/suspicious/noThenProperty: the object under test.
        then(done: () => void) {
          called = isInside
          done()
        },
      }
      after(thenable as PromiseLike<void>)
      isInside = false
    })
    expect(called).toBe(false)
  })

  it('a callable that also has .then: treated as a function', async () => {
    const then = vi.fn()
    const task = Object.assign(vi.fn(), { then })
    await inRequest(() => after(task as () => void))
    expect(task).toHaveBeenCalledTimes(1)
    expect(then).not.toHaveBeenCalled()
  })

  it.each([
    [[], 'undefined'],
    [[undefined], 'undefined'],
    [[null], 'null'],
    [[42], 'the number `42`'],
    [['s'], 'the string `s`'],
    [[[]], 'an instance of Array'],
    [[{}], 'an instance of Object'],
    [[new Date()], 'an instance of Date'],
    [[Symbol('x')], 'the symbol `Symbol(x)`'],
  ])('after(%j): throws at the call, naming what was passed', async (args, given) => {
    const error = await inRequest(() => thrownBy(() => Reflect.apply(after, null, args)))
    expect(error).toMatchObject({ name: 'AfterError', code: 'invalid-task' })
    expect(error.message).toContain(`not ${given}.`)
    expect(error.stack).toMatch(/^AfterError: /)
  })

  it.each([
    [null, 'must be an object, not null'],
    [5, 'must be an object, not the number `5`'],
    [{ name: '' }, 'name must be a non-empty string'],
    [{ name: 1 }, 'not the number `1`'],
    [{ timeout: 0 }, 'timeout must be milliseconds above 0'],
    [{ timeout: Number.NaN }, 'timeout must be'],
    [{ timeout: '5s' }, 'not the string `5s`'],
    [{ timeout: 2 ** 31 }, 'timeout must be'],
    [() => {}, 'must be an object, not the function `() => {'],
    [Promise.resolve(), 'must be an object, not an instance of Promise'],
    [new Date(0), 'must be an object, not an instance of Date'],
    [{ timout: 5 }, 'an option must be name or timeout, not the string `timout`'],
  ])('second argument %j: options, validated', async (options, problem) => {
    const error = await inRequest(() => thrownBy(() => after(() => {}, options as never)))
    expect(error).toMatchObject({ code: 'invalid-options' })
    expect(error.message).toContain(problem)
  })

  it('outside a request: throws, naming the three usual causes and fixes', () => {
    const error = thrownBy(() => after(() => {}))
    expect(error).toMatchObject({ name: 'AfterError', code: 'no-request' })
    expect(error.message).toMatch(
      /module scope .*in the handler.*without its host's withAfter\(\) .*wrap.*context was lost.*AsyncResource/s,
    )
  })

  it('no waitUntil on a platform that needs one: throws at the call', async () => {
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' })
    try {
      const call = wrapFetch(() => thrownBy(() => after(() => {})))
      expect(call(new Request('http://test/'))).toMatchObject({ code: 'no-wait-until' })
    } finally {
      vi.unstubAllGlobals()
    }
  })

  it('{ waitUntil: after } is a legal adapter', async () => {
    const context: { waitUntil(promise: Promise<unknown>): void } = { waitUntil: after }
    await inRequest(() => context.waitUntil(Promise.resolve()))
  })
})

describe('configure', () => {
  it.each([
    [undefined, 'must be an object'],
    [
      { onError() {} },
      'an option must be onTaskError or timeout or concurrency, not the string `onError`',
    ],
    [{ onTaskError: 1 }, 'onTaskError must be a function, not the number `1`'],
    [{ timeout: -1 }, 'timeout must be'],
    [{ concurrency: 0 }, 'concurrency must be a whole number from 1, or Infinity'],
    [{ concurrency: 1.5 }, 'concurrency must be'],
  ])('refuses %j', (options, problem) => {
    const error = thrownBy(() => configure(options as never))
    expect(error).toMatchObject({ code: 'invalid-options' })
    expect(error.message).toContain(problem)
  })
})
