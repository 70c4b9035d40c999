// The columns of the matrix: what is asked of every server, over real sockets.
import { expect } from 'vitest'
import type { Client, RequestOptions } from './client.ts'
import type { Row } from './row.ts'
import type { RunningServer } from './server.ts'

export interface CellContext {
  readonly row: Row
  readonly server: RunningServer
  readonly client: Client
  /** A name that no other request has. */
  readonly user: string
}

export interface Cell {
  /** The column's heading. */
  readonly title: string
  /** What passing means, for the legend. */
  readonly meaning: string
  /** Whether it ends the process it uses, and so gets one of its own. */
  readonly endsServer?: boolean
  run(context: CellContext): Promise<void>
}

const SIZE = 64 * 1024 * 1024

/** Sends a request and waits for the whole answer. */
function send({ client, user }: CellContext, path: string, options?: RequestOptions) {
  return client.open(`${path}?user=${user}`, options).complete()
}

/**
 * Waits for a task, makes another request and waits for its task too, then says all tasks that ran
 * for the user: a second run of the first would be among them.
 */
async function runsOf(context: CellContext, task: string, user = context.user) {
  await context.server.task(task, user)
  await settle(context)
  return context.server.tasksOf(user)
}

async function settle({ client, server, user }: CellContext) {
  const other = `${user}-settle-${Math.random()}`
  const { status } = await client.open(`/ok?user=${other}`).complete()
  expect(status).toBe(200)
  await server.task('ok', other)
}

async function openGate({ client, user }: CellContext) {
  await client.open(`/open?gate=${user}`).complete()
}

/** The line of a task that ran. */
function ran({ row, user }: CellContext, task: string, outcome: string, als = user) {
  const { tellsOutcome = true } = row
  return expect.objectContaining({ task, als, ...(tellsOutcome && { outcome }) })
}

/** A request whose answer has this status and no body; its task runs once. */
const sendsNoBody =
  (path: string, task: string, status: number, method?: string) => async (context: CellContext) => {
    const reply = await send(context, path, method ? { method } : {})
    expect(reply).toMatchObject({ status, byteCount: 0, isWhole: true })
    expect(await runsOf(context, task)).toEqual([ran(context, task, 'sent')])
  }

async function abortMidStream(context: CellContext, path: string) {
  const exchange = context.client.open(`${path}?user=${context.user}`)
  await exchange.received('first')
  exchange.abort()
}

/** What was set around the calls to `after` is there in the tasks, when the client has gone. */
const keepsContext = (name: 'als' | 'baggage') => async (context: CellContext) => {
  const { server, user } = context
  await abortMidStream(context, '/abort')
  for (const task of ['abort', 'abort-late']) {
    expect((await server.task(task, user))[name]).toBe(user)
  }
}

export const cells = {
  ok: {
    title: 'ok',
    meaning: 'a plain response; its task runs once, with outcome `sent`',
    async run(context) {
      const reply = await send(context, '/ok')
      expect(reply).toMatchObject({ status: 200, isWhole: true })
      expect(reply.text).toContain('ok')
      expect(await runsOf(context, 'ok')).toEqual([ran(context, 'ok', 'sent')])
    },
  },
  abort: {
    title: 'abort',
    meaning:
      'the client goes mid-stream; the task runs once with `aborted`, and so does one that is scheduled after the abort',
    async run(context) {
      await abortMidStream(context, '/abort')
      const runs = await runsOf(context, 'abort-late')
      expect(runs).toEqual([
        ran(context, 'abort', 'aborted'),
        ran(context, 'abort-late', 'aborted'),
      ])
    },
  },
  handler: {
    title: 'running handler',
    meaning: 'the client goes while the handler still runs; no task starts before it has settled',
    async run(context) {
      const { client, server, user } = context
      const exchange = client.open(`/handler?user=${user}`)
      await server.task('handler-begin', user)
      exchange.abort()
      // The server has heard of it once others have been served.
      for (let i = 0; i < 3; i++) await settle(context)
      await openGate(context)
      const runs = await runsOf(context, 'handler-task')
      expect(runs.map(({ task }) => task)).toEqual(['handler-begin', 'handler-end', 'handler-task'])
    },
  },
  throwBefore: {
    title: 'throw before',
    meaning: 'the handler throws before it calls `after`; status 500, no task, and life goes on',
    async run(context) {
      const { status } = await send(context, '/throw-before')
      expect(status).toBe(context.row.errorStatus ?? 500)
      await settle(context)
      expect(context.server.tasksOf(context.user)).toEqual([])
    },
  },
  throwAfter: {
    title: 'throw after',
    meaning: 'the handler throws after it called `after`; status 500, the task runs once',
    async run(context) {
      const { errorStatus = 500, errorOutcome: outcome = 'failed' } = context.row
      expect((await send(context, '/throw-after')).status).toBe(errorStatus)
      expect(await runsOf(context, 'throw-after')).toEqual([ran(context, 'throw-after', outcome)])
    },
  },
  redirect: {
    title: 'redirect',
    meaning: 'status 302; the task runs once',
    async run(context) {
      const { status, headers } = await send(context, '/redirect')
      expect([status, headers.location]).toEqual([302, '/ok'])
      expect(await runsOf(context, 'redirect')).toEqual([ran(context, 'redirect', 'sent')])
    },
  },
  noContent: { title: '204', meaning: 'the task runs once', run: sendsNoBody('/204', '204', 204) },
  notModified: {
    title: '304',
    meaning: 'the task runs once',
    run: sendsNoBody('/304', '304', 304),
  },
  head: {
    title: 'HEAD',
    meaning: 'of a route that answers GET with a body; the task runs once',
    run: sendsNoBody('/ok', 'ok', 200, 'HEAD'),
  },
  empty: {
    title: 'empty body',
    meaning: 'status 200 and nothing else; the task runs once',
    run: sendsNoBody('/empty', 'empty', 200),
  },
  large: {
    title: '64 MB',
    meaning: 'a whole body of 64 MB arrives whole; the task runs once',
    async run(context) {
      const reply = await send(context, '/large')
      expect(reply).toMatchObject({ status: 200, isWhole: true })
      expect(reply.byteCount).toBeGreaterThanOrEqual(SIZE)
      expect(await runsOf(context, 'large')).toEqual([ran(context, 'large', 'sent')])
    },
  },
  slowReader: {
    title: 'slow reader',
    meaning:
      'a client that does not read a stream of 64 MB: others are served, no task starts before it has read on',
    async run(context) {
      const exchange = context.client.open(`/slow?user=${context.user}`, { paused: true })
      for (let i = 0; i < 3; i++) await settle(context)
      expect(context.server.tasksOf(context.user)).toEqual([])
      exchange.resume()
      const reply = await exchange.complete()
      expect(reply.isWhole).toBe(true)
      expect(reply.byteCount).toBeGreaterThanOrEqual(SIZE)
      expect(await runsOf(context, 'slow')).toEqual([ran(context, 'slow', 'sent')])
    },
  },
  interleaved: {
    title: 'interleaved',
    meaning:
      'two requests at once on one connection (HTTP/1: pipelined, then one more; HTTP/2: streams, the first ends last); each has its own task and context',
    async run(context) {
      const { client, server, user } = context
      const users = [`${user}-1`, `${user}-2`, `${user}-3`]
      if (context.row.client === 'http2') {
        const first = client.open(`/gated?user=${user}`)
        await first.received('first')
        await client.open(`/ok?user=${users[0]}`).complete()
        await server.task('ok', users[0]!)
        expect(server.tasksOf(user)).toEqual([])
        await openGate(context)
        expect(await first.complete()).toMatchObject({ text: 'first\nlast\n', isWhole: true })
        await server.task('gated', user)
      }
      const again = users.map((one) => `${one}-again`)
      await client.sendTogether(again.map((one) => `/ok?user=${one}`))
      for (const one of again) {
        expect(await runsOf(context, 'ok', one)).toEqual([ran(context, 'ok', 'sent', one)])
      }
    },
  },
  subRequest: {
    title: 'sub-request',
    meaning:
      'the app calls itself in process; the inner task waits until the outer response has ended',
    async run(context) {
      const { client, server, user } = context
      const outer = client.open(`/outer?user=${user}`)
      await outer.received('first')
      await settle(context)
      expect([...server.tasksOf(user), ...server.tasksOf(`${user}-inner`)]).toEqual([])
      await openGate(context)
      const reply = await outer.complete()
      expect(reply.isWhole).toBe(true)
      expect(reply.text).toContain('ok')
      expect(await runsOf(context, 'outer')).toHaveLength(1)
      expect(await runsOf(context, 'ok', `${user}-inner`)).toEqual([
        ran(context, 'ok', 'sent', `${user}-inner`),
      ])
    },
  },
  deadline: {
    title: 'deadline',
    meaning: 'a task that never settles is reported as `task-timeout`',
    async run(context) {
      expect((await send(context, '/never')).text).toContain('never')
      expect(await context.server.error(context.user)).toEqual({
        error: 'task-timeout',
        als: context.user,
      })
    },
  },
  cancelTwice: {
    title: 'cancelled twice',
    meaning: 'the client goes, and the body is cancelled twice; the task runs once',
    async run(context) {
      await abortMidStream(context, '/cancel-twice')
      expect(await runsOf(context, 'cancel-twice')).toEqual([
        ran(context, 'cancel-twice', 'aborted'),
      ])
    },
  },
  sourceError: {
    title: 'source error',
    meaning:
      "the stream's source breaks after its first chunk; the client sees it, the task runs with `failed`",
    async run(context) {
      const reply = await send(context, '/source-error')
      expect(reply.isWhole).toBe(false)
      expect(await runsOf(context, 'source-error')).toEqual([
        ran(context, 'source-error', 'failed'),
      ])
    },
  },
  als: {
    title: 'user context',
    meaning: "the user's AsyncLocalStorage is there in every task, also after an abort",
    run: keepsContext('als'),
  },
  openTelemetry: {
    title: 'OpenTelemetry',
    meaning: 'its context is that of the call in every task, also after an abort',
    run: keepsContext('baggage'),
  },
  lastByte: {
    title: 'last byte',
    meaning:
      'a task that stops the process the moment it starts: the client has the whole response nevertheless',
    endsServer: true,
    async run(context) {
      const exchange = context.client.open(`/last-byte?user=${context.user}`)
      await context.server.frozen()
      const reply = await exchange.complete()
      expect(reply.isWhole).toBe(true)
      expect(reply.byteCount).toBeGreaterThanOrEqual(2 ** 20)
    },
  },
  sigterm: {
    title: 'SIGTERM',
    meaning:
      'a signal during a stream: the stream and its tasks, nested too, are finished, then the process ends by the signal, or as its framework ends it',
    endsServer: true,
    async run(context) {
      const { client, server, user } = context
      const exchange = client.open(`/sigterm?user=${user}`)
      await exchange.received('first')
      server.signal('SIGTERM')
      const reply = await exchange.complete()
      expect(reply.isWhole).toBe(true)
      expect(reply.text).toContain('last')
      const { exit = { code: null, signal: 'SIGTERM' } } = context.row
      expect(await server.exited).toEqual(exit)
      expect(server.tasksOf(user).map(({ task }) => task)).toEqual(['sigterm-begin', 'sigterm'])
    },
  },
} as const satisfies Record<string, Cell>

export type CellName = keyof typeof cells
