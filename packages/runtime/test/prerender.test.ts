import { after, cookies, headers, prerender } from '@afterword/runtime'
import { afterAt, runEntry } from '@afterword/runtime/compiled'
import { describe, expect, it } from 'vitest'
import { collectErrors, thrownBy } from './support.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('5. Static pages: prerender()', () => {
  it('tasks run when the output is complete, never inline; the build waits, nested and late ones too', async () => {
    const order: string[] = []
    const html = await prerender(async () => {
      after(async () => {
        order.push('task')
        await turn()
        after(() => order.push('nested'))
      })
      after(
        turn()
          .then(turn)
          .then(() => {
            after(() => order.push('late'))
          }),
      )
      await turn()
      order.push('rendered')
      return '<p>'
    })
    expect(html).toBe('<p>')
    expect(order.slice(0, 2)).toEqual(['rendered', 'task'])
    expect(order.sort()).toEqual(['late', 'nested', 'rendered', 'task'])
  })

  it('a Response is complete when its body has been read', async () => {
    const order: string[] = []
    const response = await prerender(() => {
      after(() => order.push('task'))
      const stream = new ReadableStream({
        async pull(controller) {
          await turn()
          order.push('chunk')
          controller.enqueue(new TextEncoder().encode('<p>'))
          if (order.length === 2) controller.close()
        },
      })
      return new Response(stream, { status: 404, headers: { 'x-own': '1' } })
    })
    expect(order).toEqual(['chunk', 'chunk', 'task'])
    expect([response.status, response.headers.get('x-own')]).toEqual([404, '1'])
    expect(await response.text()).toBe('<p><p>')
  })

  it('a ReadableStream is complete when it has been read, whatever its chunks are', async () => {
    const order: string[] = []
    const stream = await prerender(() => {
      after(() => order.push('task'))
      return new ReadableStream<string>({
        async pull(controller) {
          await turn()
          order.push('chunk')
          controller.enqueue(`<p>${order.length}`)
          if (order.length === 2) controller.close()
        },
      })
    })
    expect(order).toEqual(['chunk', 'chunk', 'task'])
    const chunks: string[] = []
    for await (const chunk of stream) chunks.push(chunk)
    expect(chunks).toEqual(['<p>1', '<p>2'])
  })

  it('a stream that breaks fails the render', async () => {
    const outcomes: string[] = []
    const error = new Error('the source broke')
    const result = prerender(() => {
      after(({ outcome }) => outcomes.push(outcome))
      return new ReadableStream({ pull: () => Promise.reject(error) })
    })
    await expect(result).rejects.toBe(error)
    expect(outcomes).toEqual(['failed'])
  })

  it('rejects with all task errors together, naming each', async () => {
    const first = new Error('first')
    const error = await prerender(
      () =>
        runEntry(
          { phase: 'render', file: 'app/page.tsx', name: 'default', route: '/about' },
          () => {
            afterAt('app/page.tsx:3:3', 'Page', () => Promise.reject(first), { name: 'log' })
            afterAt('lib/track.ts:8:5', 'track', () => cookies())
            return 'html'
          },
        ),
      { url: 'https://site.test/about?x=1' },
    ).catch((error) => error)
    expect(error).toMatchObject({ name: 'AfterError', code: 'prerender-task-failed' })
    // In the order they failed.
    expect(error.errors).toEqual([first, expect.objectContaining({ code: 'request-api-in-after' })])
    expect(error.message).toContain('2 tasks failed while prerendering /about:')
    expect(error.message).toContain('1. Task log (app/page.tsx:3:3, in Page): Error: first')
    expect(error.message).toContain('2. Task (unnamed) (lib/track.ts:8:5, in track): AfterError: ')
  })

  it('what fn throws comes through as it is, once its tasks have run', async () => {
    const errors = collectErrors()
    const order: string[] = []
    const error = new Error('render failed')
    const result = prerender(
      async () => {
        after(({ outcome }) => order.push(outcome))
        after(() => Promise.reject(new Error('task failed')))
        throw error
      },
      { url: '/posts/1', route: '/posts/[id]' },
    )
    await expect(result).rejects.toBe(error)
    expect(order).toEqual(['failed'])
    expect(errors.map(({ error }) => error.message)).toEqual(['task failed'])
    expect(errors[0]!.info).toMatchObject({ route: '/posts/[id]', outcome: 'failed' })
  })

  it('no visitor: cookies() and headers() are empty, unless given', async () => {
    const read = async () => [String(await cookies()), [...(await headers())]]
    expect(await prerender(read)).toEqual(['', []])
    expect(await prerender(read, { headers: { cookie: 'a=1' } })).toEqual([
      'a=1',
      [['cookie', 'a=1']],
    ])
  })

  it.each([
    [{ url: 5 }, 'url must be a URL or a path, not the number `5`'],
    [{ url: 'http://' }, 'url must be a URL or a path, not the string `http://`'],
    [{ route: 5 }, 'route must be a string'],
    [{ headers: 5 }, 'headers must be what new Headers() takes'],
  ])('refuses %j', async (options, problem) => {
    await expect(prerender(() => {}, options as never)).rejects.toMatchObject({
      code: 'invalid-options',
      message: expect.stringContaining(problem),
    })
  })

  it('refuses what is not a function, and unknown options', async () => {
    await expect(prerender('x' as never)).rejects.toMatchObject({ code: 'invalid-options' })
    await expect(prerender(() => 1, { path: '/' } as never)).rejects.toMatchObject({
      code: 'invalid-options',
    })
    expect(thrownBy(() => after(() => {}))).toMatchObject({ code: 'no-request' })
  })
})
