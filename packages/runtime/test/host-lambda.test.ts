import { PassThrough, type Writable } from 'node:stream'
import { after, cookies, drain, headers, type Outcome } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/lambda'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { collectErrors, defer } from './support.ts'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** An event of a function URL or an HTTP API, and one of a REST API. */
const eventV2 = {
  version: '2.0',
  rawPath: '/a',
  headers: { 'x-own': '1' },
  cookies: ['a=1', 'b=2'],
  requestContext: { http: { method: 'GET', path: '/a' } },
}
const eventV1 = {
  httpMethod: 'GET',
  path: '/a',
  multiValueHeaders: { 'X-Own': ['1'], Cookie: ['a=1; b=2'] },
}

// biome-ignore lint/suspicious/noExplicitAny: handlers take what Lambda gives them.
type Call = (...args: any[]) => any
const wrap = (handler: Call) => withAfter(handler)

beforeEach(() => {
  vi.spyOn(console, 'warn')
    .mockImplementation(() => {})
    .mockClear()
})

describe('a buffered handler', () => {
  it('returns once its tasks, nested ones too, are done; warns once', async () => {
    const order: string[] = []
    const handler = wrap(async () => {
      after(async ({ outcome }) => {
        await turn()
        after(() => order.push('nested'))
        order.push(outcome)
      })
      return { statusCode: 200 }
    })
    expect(await handler(eventV2, {})).toEqual({ statusCode: 200 })
    expect(order).toEqual(['sent', 'nested'])
    await handler(eventV2, {})
    expect(console.warn).toHaveBeenCalledTimes(1)
  })

  it('without tasks: its result, no warning', async () => {
    expect(await wrap(async () => 'plain')(eventV2, {})).toBe('plain')
    expect(console.warn).not.toHaveBeenCalled()
    expect(await drain()).toMatchObject({ openRequests: 0 })
  })

  it('that rejects: its tasks run first, failed', async () => {
    const outcome = vi.fn()
    const handler = wrap(async () => {
      after((context) => outcome(context.outcome))
      throw new Error('from the handler')
    })
    await expect(handler(eventV2, {})).rejects.toThrow('from the handler')
    expect(outcome.mock.calls).toEqual([['failed']])
  })

  it('that calls back: its tasks run when it has returned', async () => {
    const outcome = defer<Outcome>()
    const callback = vi.fn()
    const handler = wrap((_event: unknown, _context: unknown, done: Call) => {
      after((context) => outcome.resolve(context.outcome))
      done(null, 'result')
    })
    expect(handler(eventV2, {}, callback)).toBe(undefined)
    expect(callback).toHaveBeenCalledWith(null, 'result')
    expect(await outcome.promise).toBe('sent')
  })

  it.each([
    ['2.0', eventV2, { cookies: ['own=1', 'c=3; Path=/'] }],
    ['1.0', eventV1, { multiValueHeaders: { 'Set-Cookie': ['own=1', 'c=3; Path=/'] } }],
  ])('format %s: reads and sets cookies, reads headers', async (_, event, expected) => {
    const handler = wrap(async () => {
      const jar = await cookies()
      expect([jar.get('a')?.value, jar.get('b')?.value]).toEqual(['1', '2'])
      expect((await headers()).get('x-own')).toBe('1')
      jar.set('c', '3')
      return event === eventV2
        ? { statusCode: 200, cookies: ['own=1'] }
        : { statusCode: 200, multiValueHeaders: { 'Set-Cookie': ['own=1'] } }
    })
    expect(await handler(event, {})).toEqual({ statusCode: 200, ...expected })
  })

  it('a result without a status becomes a response to carry the cookies', async () => {
    const handler = wrap(async () => {
      ;(await cookies()).set('c', '3')
      return { a: 1 }
    })
    expect(await handler(eventV2, {})).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"a":1}',
      cookies: ['c=3; Path=/'],
    })
  })

  it('an event that is no request: tasks run, cookies cannot be set', async () => {
    const task = vi.fn()
    const handler = wrap(async () => {
      after(task)
      expect((await cookies()).size).toBe(0)
      const jar = await cookies()
      expect(() => jar.set('a', '1')).toThrow(expect.objectContaining({ code: 'headers-sent' }))
    })
    await handler({ Records: [] }, {})
    expect(task).toHaveBeenCalledTimes(1)
  })

  it("the invocation's end is the task's deadline, with time to report it", async () => {
    const errors = collectErrors()
    const end = Date.now() + 520
    const handler = wrap(async () => {
      after(() => new Promise(() => {}))
    })
    await handler(eventV2, { getRemainingTimeInMillis: () => end - Date.now() })
    expect(Date.now()).toBeLessThan(end)
    expect(errors.map(({ error }) => error.code)).toEqual(['task-timeout'])
  })

  it('wrapped twice: throws, and says so', () => {
    const handler = wrap(() => {})
    expect(() => wrap(handler)).toThrow('the handler is wrapped already: call withAfter() once.')
  })

  it('a wrapped handler called by a wrapped handler: one scope', async () => {
    const task = vi.fn()
    const inner = wrap(async () => {
      after(task)
    })
    const handler = wrap((...args) => inner(...args))
    await handler(eventV2, {})
    expect(task).toHaveBeenCalledTimes(1)
  })
})

describe('a streaming handler', () => {
  it('resolves once the stream has finished and the tasks are done', async () => {
    const order: string[] = []
    const stream = new PassThrough()
    stream.once('finish', () => order.push('finish'))
    const handler = wrap(async (_event: unknown, response: Writable) => {
      after(async ({ outcome }) => {
        await turn()
        order.push(outcome)
      })
      response.end('body')
      order.push('returned')
    })
    await handler(eventV2, stream, {})
    expect(order).toEqual(['returned', 'finish', 'sent'])
    expect(console.warn).not.toHaveBeenCalled()
  })

  it('that rejects mid-stream: failed', async () => {
    const outcome = vi.fn()
    const handler = wrap(async (_event: unknown, response: Writable) => {
      after((context) => outcome(context.outcome))
      response.write('first')
      throw new Error('from the handler')
    })
    await expect(handler(eventV2, new PassThrough(), {})).rejects.toThrow('from the handler')
    expect(outcome.mock.calls).toEqual([['failed']])
  })

  it('that does not end its stream: its tasks run, failed, and it resolves', async () => {
    const outcome = vi.fn()
    const handler = wrap(async () => {
      after((context) => outcome(context.outcome))
    })
    await handler(eventV2, new PassThrough(), {})
    expect(outcome.mock.calls).toEqual([['failed']])
  })

  it('keeps what streamifyResponse marks it with', () => {
    const mark = Symbol.for('aws.lambda.runtime.handler.streaming')
    const handler = withAfter(Object.assign(async () => {}, { [mark]: 'response' }))
    expect(handler[mark]).toBe('response')
  })
})

it('refuses what is not a handler', () => {
  expect(() => withAfter({} as never)).toThrow('not an instance of Object')
})
