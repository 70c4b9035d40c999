// OpenTelemetry: its context in a task, as at the call, and the spans and metrics of tasks. The servers in
// otel-project have a lockfile of their own, and are installed here at the first run.
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { installProject } from './support/install.ts'
import { startNode } from './support/process.ts'

const root = join(import.meta.dirname, 'otel-project')

beforeAll(() => installProject(root))

describe('OpenTelemetry', () => {
  it.each([
    ['withAfter', ['--import', './setup.mjs', 'server.cjs', 'wrapped']],
    [
      'register',
      ['--import', './setup.mjs', '--import', '@afterword/runtime/register', 'server.cjs'],
    ],
    [
      'register first',
      ['--import', '@afterword/runtime/register', '--import', './setup.mjs', 'server.cjs'],
    ],
  ])(
    '%s: a task has the span and the context of its call, also after an abort',
    async (_, args) => {
      const server = startNode(args, root)
      try {
        const [, port] = await server.waitForLine(/^port (\d+)/)
        await (await fetch(`http://127.0.0.1:${port}/end`)).text()
        await server.waitForLine(/^sent \/end same span$/)
        const socket = connect(Number(port), '127.0.0.1')
        socket.write('GET /abort HTTP/1.1\r\nHost: test\r\n\r\n')
        await once(socket, 'data')
        socket.destroy()
        await server.waitForLine(/^aborted \/abort same span$/)
        expect(server.lines).toHaveLength(3)
      } finally {
        await server.stop()
      }
    },
  )
})

interface PrintedSpan {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parent?: string | undefined
  readonly links: readonly string[]
  readonly attributes: Readonly<Record<string, unknown>>
  readonly status: { readonly code: number; readonly message?: string }
  readonly exceptions: readonly string[]
  readonly start: number
  readonly end: number
}

interface PrintedSeries {
  readonly unit: string
  readonly points: readonly {
    readonly attributes: Readonly<Record<string, unknown>>
    readonly value: number | { readonly count: number; readonly sum: number }
  }[]
}

/** Runs a request of the traced server, and reads what was exported for its tasks. */
async function trace(protocol: string, path: string, relation: string) {
  const run = startNode(['traced.mjs', protocol, path, relation], root)
  expect((await run.exited).code, run.lines.join('\n')).toBe(0)
  const { spans, metrics } = JSON.parse(run.lines.at(-1) ?? '') as {
    spans: PrintedSpan[]
    metrics: Record<string, PrintedSeries>
  }
  const find = (name: string) => spans.find((span) => span.name === name) as PrintedSpan
  return { spans, metrics, find }
}

describe('traceTasks', () => {
  it.each([
    ['http', '/end', 'sent'],
    ['http', '/abort', 'aborted'],
    ['http2', '/end', 'sent'],
    ['http2', '/abort', 'aborted'],
  ])('%s%s: a span for each task, linked to the request’s', async (protocol, path, outcome) => {
    const { find, spans } = await trace(protocol, path, 'link')
    const request = find('request')
    const good = find('after app/r.ts:1:1')
    expect(good).toMatchObject({
      links: [request.spanId],
      status: { code: 0 },
      exceptions: [],
      attributes: {
        'afterword.site': 'app/r.ts:1:1',
        'afterword.phase': 'route',
        'http.route': '/r',
        'afterword.entry': 'app/r.ts#GET',
        'afterword.request.id': expect.stringMatching(/-1$/),
        'afterword.response.outcome': outcome,
        'afterword.task.name': 'good',
        'afterword.task.time_limit': 1,
        'code.file.path': 'app/r.ts',
        'code.line.number': 1,
        'code.column.number': 1,
        'code.function.name': 'GET',
      },
    })
    expect(good.parent).toBe(undefined)
    expect(good.traceId).not.toBe(request.traceId)
    const { 'afterword.task.wait': wait } = good.attributes as Record<string, number>
    expect(good.start - (wait as number) * 1000).toBeGreaterThanOrEqual(request.start - 1)
    expect(good.start).toBeGreaterThanOrEqual(request.end - 1)
    expect(good.end).toBeGreaterThanOrEqual(good.start)

    // What the task does is part of it, and so are its nested tasks.
    expect(find('query')).toMatchObject({ parent: good.spanId, traceId: good.traceId })
    expect(find('after nested').links).toEqual([good.spanId])

    const status = (name: string) => {
      const { status, exceptions, attributes } = find(name)
      expect(status.code).toBe(2)
      expect(exceptions).toEqual([status.message])
      return [attributes['error.type'], status.message]
    }
    expect(status('after app/r.ts:2:1')).toEqual(['TypeError', 'lost'])
    expect(status('after app/r.ts:3:1')).toEqual([
      'task-timeout',
      expect.stringContaining('within 5 ms'),
    ])
    expect(status('after given up')).toEqual([
      'task-abandoned',
      expect.stringContaining('given up'),
    ])
    expect(spans).toHaveLength(7)
  })

  it('by option they are children of the request’s span, and nested ones of their outer task’s', async () => {
    const { find } = await trace('http', '/end', 'child')
    const request = find('request')
    const good = find('after app/r.ts:1:1')
    expect(good).toMatchObject({ parent: request.spanId, traceId: request.traceId, links: [] })
    expect(find('after nested').parent).toBe(good.spanId)
  })

  it('counts and times tasks', async () => {
    const { metrics } = await trace('http', '/end', 'link')
    const sum = (name: string) =>
      metrics[name]?.points.reduce(
        (total, { value }) => total + (typeof value === 'number' ? value : value.count),
        0,
      )
    expect(sum('afterword.task.scheduled')).toBe(5)
    expect(sum('afterword.task.running')).toBe(0)
    expect(sum('afterword.task.failed')).toBe(2)
    expect(sum('afterword.task.abandoned')).toBe(1)
    expect(sum('afterword.task.duration')).toBe(5)
    // Not of the promise, which began before the end of the response.
    expect(sum('afterword.task.delay')).toBe(4)
    expect(metrics['afterword.task.delay']?.unit).toBe('s')
    const slow = metrics['afterword.task.duration']?.points.find(
      ({ attributes }) => attributes['afterword.task.result'] === 'timeout',
    )
    expect(slow?.attributes).toEqual({
      'afterword.site': 'app/r.ts:3:1',
      'afterword.phase': 'route',
      'http.route': '/r',
      'afterword.task.result': 'timeout',
    })
    const { sum: seconds } = slow!.value as { sum: number }
    expect(seconds).toBeGreaterThan(0.004)
    expect(seconds).toBeLessThan(5)
  })
})
