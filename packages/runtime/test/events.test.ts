import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import http from 'node:http'
import {
  type AfterError,
  type AfterwordEvents,
  after,
  drain,
  type Phase,
  type TaskEvent,
  type TaskStartEvent,
} from '@afterword/runtime'
import { afterAt, runEntry } from '@afterword/runtime/compiled'
import { withAfter } from '@afterword/runtime/fetch'
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest'
import { collectErrors, defer, serve } from './support.ts'

const kinds = ['schedule', 'start', 'end', 'error', 'timeout', 'abandon'] as const
const names: (keyof AfterwordEvents)[] = [
  'afterword:scope:open',
  'afterword:scope:close',
  'afterword:scope:settle',
  ...kinds.map((kind) => `afterword:task:${kind}` as const),
]

// biome-ignore lint/suspicious/noExplicitAny: payloads are compared as a whole.
type Recorded = { readonly event: string } & Record<string, any>

/** Records every event until the test ends. */
function record(): Recorded[] {
  const events: Recorded[] = []
  for (const name of names) {
    const listener = (payload: unknown) => {
      events.push({ event: name.slice('afterword:'.length), ...(payload as object) })
    }
    subscribe(name, listener)
    onTestFinished(() => {
      unsubscribe(name, listener)
    })
  }
  return events
}

describe('diagnostics channels', () => {
  it('tell a request’s life in order, with one final event for each task', async () => {
    collectErrors()
    const events = record()
    const { url } = await serve((_req, res) =>
      runEntry({ phase: 'route', file: 'app/r.ts', name: 'GET', route: '/r' }, () => {
        afterAt('app/r.ts:1:1', 'GET', () => after(() => {}, { name: 'nested' }), { name: 'outer' })
        afterAt('app/r.ts:2:1', 'GET', () => Promise.reject(new Error('x')), { name: 'bad' })
        res.writeHead(201).end()
      }),
    )
    await fetch(`${url}/r?secret=1`)
    await drain()
    expect(events.map(({ event, name }) => (name ? `${event} ${name}` : event))).toEqual([
      'scope:open',
      'task:schedule outer',
      'task:schedule bad',
      'scope:close',
      'task:start outer',
      'task:schedule nested',
      'task:end outer',
      'task:start bad',
      'task:error bad',
      'task:start nested',
      'task:end nested',
      'scope:settle',
    ])
    const [open] = events
    const { requestId } = open!
    expect(new Set(events.map((event) => event.requestId))).toEqual(new Set([requestId]))
    expect(open).toEqual({
      event: 'scope:open',
      requestId,
      time: expect.any(Number),
      method: 'GET',
      path: '/r',
    })
    const served = { route: '/r', entry: 'app/r.ts#GET', phase: 'route' }
    const close = events[3]!
    expect(close).toEqual({
      ...open,
      ...served,
      event: 'scope:close',
      time: expect.any(Number),
      outcome: 'sent',
      status: 201,
    })
    expect(events[11]).toEqual({
      ...open,
      ...served,
      event: 'scope:settle',
      time: expect.any(Number),
      outcome: 'sent',
      taskCount: 3,
    })
    const outer = events[1]!
    expect(outer).toEqual({
      event: 'task:schedule',
      requestId,
      taskId: `${requestId}.1`,
      parentTaskId: undefined,
      site: 'app/r.ts:1:1',
      caller: 'GET',
      name: 'outer',
      entry: 'app/r.ts#GET',
      phase: 'route',
      route: '/r',
      outcome: undefined,
      scheduledAt: outer.time,
      startedAt: undefined,
      closedAt: undefined,
      time: expect.any(Number),
    })
    const start = events[4]!
    expect(start).toEqual({
      ...outer,
      event: 'task:start',
      time: expect.any(Number),
      outcome: 'sent',
      startedAt: start.time,
      closedAt: expect.closeTo(close.time, 0),
      timeLimit: 300_000,
      wrap: expect.any(Function),
    })
    expect(events[6]).toMatchObject({ scheduledAt: outer.time, startedAt: start.time })
    expect(events[5]!.parentTaskId).toBe(outer.taskId)
    expect(events[8]!.error.message).toBe('x')
    const times = events.map(({ time }) => time)
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })

  it('timeout and abandon are final: what the task does later is no event', async () => {
    collectErrors()
    const events = record()
    const late = defer()
    const { url } = await serve((_req, res) => {
      after(() => late.promise, { name: 'slow', timeout: 10 })
      after(() => late.promise, { name: 'given up' })
      res.end()
    })
    await fetch(url)
    while (!events.some(({ event }) => event === 'task:timeout')) {
      await new Promise((resolve) => setImmediate(resolve))
    }
    await drain({ timeout: 1 })
    late.resolve()
    await drain()
    const finals = events.filter(({ event }) => /end|error|timeout|abandon/.test(event))
    expect(finals.map(({ event, name }) => `${event} ${name}`)).toEqual([
      'task:timeout slow',
      'task:abandon given up',
    ])
    expect(finals[0]!.error).toMatchObject({ code: 'task-timeout' })
    expectTypeOf<AfterwordEvents['afterword:task:timeout']['error']>().toEqualTypeOf<AfterError>()
    expectTypeOf<AfterwordEvents['afterword:task:error']['error']>().toBeUnknown()
    expect(events.at(-1)!.event).toBe('scope:settle')
  })

  it('a promise starts when it is scheduled: it runs already', async () => {
    const events = record()
    const { url } = await serve((_req, res) => {
      after(Promise.resolve(), { name: 'eager' })
      res.end()
    })
    await fetch(url)
    await drain()
    const order = events.map(({ event }) => event)
    expect(order.slice(0, 3)).toEqual(['scope:open', 'task:schedule', 'task:start'])
    expect(order.slice(3).sort()).toEqual(['scope:close', 'scope:settle', 'task:end'])
  })

  it('the path has neither query nor, asked for as a proxy is, the host', async () => {
    const events = record()
    const { port } = await serve((_req, res) => res.end())
    for (const target of ['/a?b', `http://localhost:${port}/c?d`, '*']) {
      await once(http.request({ port, method: 'OPTIONS', path: target }).end(), 'response')
    }
    const opened = events.filter(({ event }) => event === 'scope:open')
    expect(opened.map(({ path }) => path)).toEqual(['/a', '/c', '*'])
  })

  it('a listener of starts puts something around the task’s function', async () => {
    const calls: unknown[] = []
    const listener = (event: unknown) => {
      const { name, wrap } = event as TaskStartEvent
      wrap((run) => {
        calls.push(`before ${name}`)
        const result = run()
        calls.push(`after ${name}`)
        return result
      })
      // Too late.
      queueMicrotask(() => wrap(() => calls.push('never')))
    }
    subscribe('afterword:task:start', listener)
    onTestFinished(() => {
      unsubscribe('afterword:task:start', listener)
    })
    const errors = collectErrors()
    const { url } = await serve((_req, res) => {
      after(({ outcome }) => calls.push(outcome), { name: 'one' })
      after(Promise.resolve(), { name: 'eager' })
      after(() => Promise.reject(new Error('two')), { name: 'two' })
      res.end()
    })
    await fetch(url)
    await drain()
    expect(calls).toEqual(['before one', 'sent', 'after one', 'before two', 'after two'])
    expect(errors.map(({ error }) => error.message)).toEqual(['two'])
  })

  it('who listens to the end of tasks alone is told when they were scheduled and started', async () => {
    const ends: TaskEvent[] = []
    const listener = (event: unknown) => ends.push(event as TaskEvent)
    subscribe('afterword:task:end', listener)
    onTestFinished(() => {
      unsubscribe('afterword:task:end', listener)
    })
    const { url } = await serve((_req, res) => {
      after(() => {})
      res.end()
    })
    await fetch(url)
    await drain()
    const [{ scheduledAt, closedAt, startedAt, time }] = ends as [TaskEvent]
    const times = [scheduledAt, closedAt, startedAt, time] as number[]
    expect(times.every(Number.isFinite)).toBe(true)
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })

  it('the entry point of a request is the page, whatever renders around it, or what answered', async () => {
    const events = record()
    const { url } = await serve((req, res) => {
      const enter = (phase: Phase, file: string) =>
        runEntry({ phase, file, name: 'default' }, () => {})
      if (req.url !== '/none') enter('middleware', 'middleware.ts')
      if (req.url === '/page') {
        enter('render', 'app/page.tsx')
        enter('render', 'app/layout.tsx')
      }
      if (req.url === '/action') {
        enter('action', 'app/actions.ts')
        enter('render', 'app/page.tsx')
      }
      res.end()
    })
    for (const path of ['/none', '/redirect', '/page', '/action']) await fetch(`${url}${path}`)
    const closed = events.filter(({ event }) => event === 'scope:close')
    expect(closed.map(({ entry }) => entry)).toEqual([
      undefined,
      'middleware.ts#default',
      'app/page.tsx#default',
      'app/actions.ts#default',
    ])
  })

  it('the entry point of a request is known, too, where an application is called with a request of its own', async () => {
    const events = record()
    const call = withAfter((request: Request) => {
      const { pathname } = new URL(request.url)
      if (pathname !== '/session') {
        const file = `app${pathname}/page.tsx`
        runEntry({ phase: 'render', file, name: 'default', route: pathname }, () => {})
      }
      return new Response()
    })
    const { url } = await serve(async (req, res) => {
      runEntry({ phase: 'middleware', file: 'middleware.ts', name: 'default' }, () => {})
      const ask = (path: string) => call(new Request(`http://localhost${path}`))
      await ask('/session')
      await ask(req.url as string)
      await ask('/fragment')
      res.end()
    })
    await fetch(`${url}/shop`)
    await drain()
    const served = { route: '/shop', entry: 'app/shop/page.tsx#default', phase: 'render' }
    expect(events.slice(1)).toMatchObject([
      { event: 'scope:close', ...served },
      { event: 'scope:settle', ...served },
    ])
  })

  it('a request without tasks: open, close, settle', async () => {
    const events = record()
    const { url } = await serve((_req, res) => res.end())
    await fetch(url)
    expect(events.map(({ event }) => event)).toEqual(['scope:open', 'scope:close', 'scope:settle'])
  })
})
