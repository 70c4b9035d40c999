import { AsyncLocalStorage } from 'node:async_hooks'
import { after, configure, cookies, draftMode, drain, headers } from '@afterword/runtime'
import { afterAt } from '@afterword/runtime/compiled'
import { withAfter } from '@afterword/runtime/fetch'
import { runWithAfter } from '@afterword/runtime/testing'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { thrownBy } from './support.ts'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

describe('runWithAfter', () => {
  it('gives the result, and every task with what became of it', async () => {
    const log = vi.spyOn(console, 'error')
    onTestFinished(() => log.mockRestore())
    const lost = new Error('lost')
    const run = await runWithAfter(async () => {
      after(async function sendMail() {
        await turn()
        return 'sent'
      })
      afterAt('app/route.ts:4:3', 'GET', () => Promise.reject(lost), { name: 'log' })
      after(Promise.resolve(7), { name: 'eager' })
      return 'page'
    })
    expect(run).toEqual({
      result: 'page',
      error: undefined,
      tasks: [
        { status: 'fulfilled', value: 'sent', reason: undefined, name: 'sendMail' },
        {
          status: 'rejected',
          value: undefined,
          reason: lost,
          name: 'log',
          site: 'app/route.ts:4:3',
        },
        { status: 'fulfilled', value: 7, reason: undefined, name: 'eager' },
      ],
    })
    expect(log).not.toHaveBeenCalled()
  })

  it('runs tasks once the function has settled, never before', async () => {
    const order: string[] = []
    await runWithAfter(async () => {
      after(() => order.push('task'))
      await turn()
      await turn()
      order.push('result')
    })
    expect(order).toEqual(['result', 'task'])
  })

  it('gives what the function throws as error, and runs its tasks as failed', async () => {
    const error = new Error('boom')
    const outcomes: string[] = []
    const fail = () => {
      after(({ outcome }) => outcomes.push(outcome))
      throw error
    }
    expect(await runWithAfter(fail)).toMatchObject({ result: undefined, error })
    expect((await runWithAfter(async () => fail())).error).toBe(error)
    await runWithAfter(fail, { outcome: 'sent' })
    expect(outcomes).toEqual(['failed', 'failed', 'sent'])
  })

  it('drains nested and late tasks', async () => {
    const { tasks } = await runWithAfter(() => {
      after(
        async () => {
          await turn()
          after(
            () => {
              after(() => 3, { name: 'deeper' })
              return 2
            },
            { name: 'nested' },
          )
          return 1
        },
        { name: 'outer' },
      )
      // Nobody waits for it.
      turn().then(() => after(() => 4, { name: 'late' }))
    })
    expect(new Map(tasks.map(({ name, value }) => [name, value]))).toEqual(
      new Map([
        ['outer', 1],
        ['late', 4],
        ['nested', 2],
        ['deeper', 3],
      ]),
    )
  })

  it('a task that never settles is pending, its signal aborted; past its own deadline, timeout', async () => {
    const reasons: unknown[] = []
    const { tasks } = await runWithAfter(
      () => {
        after(({ signal }) => {
          signal.addEventListener('abort', () => reasons.push(signal.reason))
          return new Promise(() => {})
        })
        after(() => new Promise(() => {}), { timeout: 5 })
      },
      { timeout: 100 },
    )
    expect(tasks.map(({ status, reason }) => [status, (reason as { code: string }).code])).toEqual([
      ['pending', 'task-abandoned'],
      ['timeout', 'task-timeout'],
    ])
    expect(reasons).toEqual([tasks[0]!.reason])
    expect(await drain()).toEqual({ drained: 0, abandoned: [], openRequests: 0 })
  })

  it('outcome: aborted', async () => {
    const { tasks } = await runWithAfter(() => after(({ outcome }) => outcome), {
      outcome: 'aborted',
    })
    expect(tasks).toMatchObject([{ status: 'fulfilled', value: 'aborted' }])
  })

  it("phase: render: a Server Component's rules", async () => {
    const Page = async () => {
      const store = await cookies()
      after(() => cookies(), { name: 'reads' })
      after(() => store.get('theme')?.value, { name: 'uses' })
      after(async () => (await draftMode()).isEnabled, { name: 'draft' })
      return `<p>${store.get('theme')?.value}`
    }
    const options = { request: { cookies: { theme: 'dark' } } }
    const { result, tasks } = await runWithAfter(Page, { ...options, phase: 'render' })
    expect(result).toBe('<p>dark')
    expect(tasks).toMatchObject([
      { name: 'reads', status: 'rejected', reason: { code: 'request-api-in-after' } },
      { name: 'uses', status: 'fulfilled', value: 'dark' },
      { name: 'draft', status: 'fulfilled', value: false },
    ])
    for (const phase of ['action', 'route', 'middleware'] as const) {
      const { tasks } = await runWithAfter(Page, { ...options, phase })
      expect(tasks.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
    }
  })

  it('phase: render: writes throw; phase: action: they are seen by its tasks', async () => {
    const write = async () => {
      ;(await cookies()).set('a', '1')
      after(async () => (await cookies()).get('a')?.value)
      after(async () => (await cookies()).set('b', '2'))
    }
    expect((await runWithAfter(write, { phase: 'render' })).error).toMatchObject({
      code: 'cookie-write-in-render',
    })
    const { tasks } = await runWithAfter(write, { phase: 'action' })
    expect(tasks).toMatchObject([
      { status: 'fulfilled', value: '1' },
      { status: 'rejected', reason: { code: 'cookie-write-in-after' } },
    ])
  })

  it('request: headers and cookies, both at once; a Request will do', async () => {
    const read = async () => [(await headers()).get('x-own'), String(await cookies())]
    const given = { headers: { 'x-own': '1', cookie: 'a=1' }, cookies: { b: 'ä ;' } }
    expect((await runWithAfter(read, { request: given })).result).toEqual([
      '1',
      `a=1; b=${encodeURIComponent('ä ;')}`,
    ])
    const request = new Request('http://test/x', { headers: { 'x-own': '2' } })
    expect((await runWithAfter(read, { request })).result).toEqual(['2', ''])
    expect((await runWithAfter(read)).result).toEqual([null, ''])
  })

  it('a Response is read to its end before the tasks run, and carries the cookies', async () => {
    const order: string[] = []
    const { result } = await runWithAfter(async () => {
      ;(await cookies()).set('a', '1')
      after(() => order.push('task'))
      const body = new ReadableStream({
        async pull(controller) {
          await turn()
          order.push('chunk')
          controller.enqueue(new TextEncoder().encode('x'))
          controller.close()
        },
      })
      return new Response(body, { status: 201 })
    })
    expect(order).toEqual(['chunk', 'task'])
    expect([result?.status, await result?.text()]).toEqual([201, 'x'])
    expect(result?.headers.getSetCookie()).toEqual(['a=1; Path=/'])
  })

  it('a wrapped handler joins the run', async () => {
    const handler = withAfter((_request: Request) => {
      after(() => 'done')
      return new Response('ok')
    })
    const { result, tasks } = await runWithAfter(() => handler(new Request('http://test/')))
    expect(await result?.text()).toBe('ok')
    expect(tasks).toMatchObject([{ status: 'fulfilled', value: 'done' }])
  })

  it('a configured onTaskError hears of the errors too', async () => {
    const onTaskError = vi.fn()
    configure({ onTaskError })
    onTestFinished(() => configure({ onTaskError: undefined }))
    const error = new Error('lost')
    await runWithAfter(() => after(() => Promise.reject(error), { name: 'log' }))
    expect(onTaskError).toHaveBeenCalledWith(error, expect.objectContaining({ name: 'log' }))
  })

  it('the async context of the test is there', async () => {
    const storage = new AsyncLocalStorage<string>()
    const { tasks } = await storage.run('mine', () =>
      runWithAfter(() => after(() => storage.getStore())),
    )
    expect(tasks[0]?.value).toBe('mine')
  })

  it('runs at once are separate, and leave nothing behind', async () => {
    const runs = await Promise.all(
      Array.from({ length: 100 }, (_, i) => runWithAfter(() => after(() => i))),
    )
    expect(runs.map(({ tasks }) => tasks.map(({ value }) => value))).toEqual(
      Array.from({ length: 100 }, (_, i) => [i]),
    )
    expect(thrownBy(() => after(() => {}))).toMatchObject({ code: 'no-request' })
  })

  it.each([
    ['x', {}, 'the first argument must be a function'],
    [
      () => {},
      { phase: 'page' },
      'phase must be render or action or route or middleware, not the string `page`.',
    ],
    [() => {}, { outcome: 'ok' }, 'outcome must be sent or aborted or failed'],
    [() => {}, { timeout: 0 }, 'timeout must be'],
    [
      () => {},
      { cookies: {} },
      'an option must be phase or request or outcome or timeout, not the string `cookies`',
    ],
    [
      () => {},
      { request: { cookie: 'a' } },
      'an option must be url or method or headers or cookies, not the string `cookie`',
    ],
    [() => {}, { request: '/' }, 'the options must be an object'],
    [
      () => {},
      { request: { url: 'http://' } },
      'url must be a URL or a path, not the string `http://`',
    ],
    [() => {}, { request: { url: 5 } }, 'url must be a URL or a path, not the number `5`'],
    [() => {}, { request: { method: 5 } }, 'method must be a string'],
    [() => {}, { request: { headers: 5 } }, 'headers must be what new Headers() takes'],
    [
      () => {},
      { request: { headers: { 'a b': '1' } } },
      'headers must be what new Headers() takes',
    ],
    [() => {}, { request: { cookies: 'a=b' } }, 'cookies must be an object of strings by name'],
    [() => {}, { request: { cookies: { a: 5 } } }, 'cookies must be an object of strings by name'],
  ])('refuses %j, %j', async (fn, options, problem) => {
    const error = await runWithAfter(fn as never, options as never).catch((error) => error)
    expect(error).toMatchObject({ code: 'invalid-options' })
    expect(error.message).toContain(problem)
  })
})

describe('runWithAfter under fake timers', () => {
  afterEach(() => vi.useRealTimers())

  /** All that Vitest can replace in a worker process. */
  const everything = [
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'setImmediate',
    'clearImmediate',
    'queueMicrotask',
    'Date',
    'performance',
    'hrtime',
  ] as const

  it.each([
    ['those of Vitest’s default', undefined],
    ['all', { toFake: [...everything] }],
  ])('%s: needs no clock for tasks that wait for none', async (_, options) => {
    vi.useFakeTimers(options)
    const { tasks, result } = await runWithAfter(async () => {
      after(async () => {
        await null
        after(() => 'nested')
        return 'outer'
      })
      after(Promise.resolve('eager'))
      return 'result'
    })
    expect(tasks.map(({ value }) => value)).toEqual(['outer', 'eager', 'nested'])
    expect(result).toBe('result')
  })

  // Not with queueMicrotask replaced: without it Node's own `new Response('x').text()` never ends.
  it('a Response', async () => {
    vi.useFakeTimers()
    const { tasks, result } = await runWithAfter(() => {
      after(() => 'done')
      return new Response('body')
    })
    expect(tasks[0]?.value).toBe('done')
    expect(await result?.text()).toBe('body')
  })

  it('the clock is moved: tasks that sleep, nested ones too', async () => {
    vi.useFakeTimers({ toFake: [...everything] })
    const startedAt = Date.now()
    const pending = runWithAfter(async () => {
      await sleep(1_000)
      after(async () => {
        await sleep(60_000)
        after(async () => {
          await sleep(3_600_000 / 60)
          return Date.now() - startedAt
        })
      })
    })
    await vi.runAllTimersAsync()
    const { tasks } = await pending
    expect(tasks.map(({ status, value }) => [status, value])).toEqual([
      ['fulfilled', undefined],
      ['fulfilled', 121_000],
    ])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('the clock is moved past a deadline: timeout', async () => {
    vi.useFakeTimers()
    const pending = runWithAfter(() => after(() => new Promise(() => {})))
    await vi.advanceTimersByTimeAsync(299_999)
    await vi.advanceTimersByTimeAsync(1)
    expect((await pending).tasks).toMatchObject([
      { status: 'timeout', reason: { code: 'task-timeout' } },
    ])
  })

  it('the clock is not moved: the wait ends all the same', async () => {
    vi.useFakeTimers({ toFake: [...everything] })
    const { tasks } = await runWithAfter(() => after(() => sleep(1)), { timeout: 50 })
    expect(tasks).toMatchObject([{ status: 'pending' }])
  })

  it('a long burst of tasks goes on though setImmediate stands still', async () => {
    vi.useFakeTimers({ toFake: ['setImmediate'] })
    const { tasks } = await runWithAfter(() => {
      for (let i = 0; i < 3; i++) {
        after(() => {
          const until = performance.now() + 10
          while (performance.now() < until);
          return i
        })
      }
    })
    expect(tasks.map(({ value }) => value)).toEqual([0, 1, 2])
  })
})
