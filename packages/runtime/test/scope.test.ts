import { once } from 'node:events'
import { after, configure, drain } from '@afterword/runtime'
import { describe, expect, it, onTestFinished } from 'vitest'
import { collectErrors, connectRaw, defer, get, serve, serveOnce, wrapFetch } from './support.ts'

/** Serves one request whose handler is `body`, and waits for its tasks. */
const run = async (body: () => void) => (await serveOnce(body)).report

describe('2. Order', () => {
  it('nested: queued behind what is queued, never inside the call, while the outer one runs', async () => {
    const order: string[] = []
    const nestedStarted = defer()
    await run(() => {
      after(async () => {
        order.push('a')
        after(() => {
          order.push('nested')
          nestedStarted.resolve()
        })
        order.push('a called')
        await nestedStarted.promise
        order.push('a ends')
      })
      after(() => order.push('b'))
    })
    expect(order).toEqual(['a', 'a called', 'b', 'nested', 'a ends'])
  })

  it('nested in nested, to any depth', async () => {
    let depth = 0
    const nest = () => {
      if (++depth < 100) after(nest)
    }
    await run(() => after(nest))
    expect(depth).toBe(100)
  })

  it('the burst yields to the event loop', async () => {
    const order: string[] = []
    await run(() => {
      for (let i = 0; i < 4; i++) {
        after(() => {
          order.push(`task ${i}`)
          if (i === 0) setImmediate(() => order.push('other work'))
          const until = performance.now() + 10
          while (performance.now() < until);
        })
      }
    })
    expect(order[0]).toBe('task 0')
    expect(order.indexOf('other work')).toBeLessThan(3)
    expect(order.filter((entry) => entry !== 'other work')).toEqual([
      'task 0',
      'task 1',
      'task 2',
      'task 3',
    ])
  })

  it('a pile of tasks does not hold the next request', async () => {
    let done = 0
    const { url } = await serve((req, res) => {
      if (req.url === '/') {
        for (let i = 0; i < 100; i++) {
          after(() => {
            const until = performance.now() + 3
            while (performance.now() < until);
            done++
          })
        }
      }
      res.end(String(done))
    })
    await (await fetch(url)).text()
    expect(Number(await (await fetch(`${url}/next`)).text())).toBeLessThan(100)
    await drain()
    expect(done).toBe(100)
  })

  const spin = () => {
    const until = performance.now() + 0.2
    while (performance.now() < until);
  }
  const kinds: Record<string, (work: (i: number) => void) => void> = {
    functions(work) {
      for (let i = 0; i < 1_000; i++) after(() => work(i))
    },
    'async functions'(work) {
      for (let i = 0; i < 1_000; i++) {
        after(async () => {
          await null
          work(i)
        })
      }
    },
    'chains of settled promises'(work) {
      for (let i = 0; i < 1_000; i++) {
        after(() =>
          Promise.resolve()
            .then(() => Promise.resolve())
            .then(() => work(i)),
        )
      }
    },
    'each one nested in the last'(work) {
      const nest = async (i: number) => {
        await null
        work(i)
        if (i < 999) after(() => nest(i + 1))
      }
      after(() => nest(0))
    },
  }

  it.each(Object.entries(kinds))(
    '1,000 short CPU-bound tasks, %s: another request is answered in between',
    async (_, schedule) => {
      const order: string[] = []
      let requestNext = () => {}
      const { port } = await serve((req, res) => {
        if (req.url === '/next') return res.end('answer')
        schedule((i) => {
          // From within the burst, so that no luck decides when it comes.
          if (i === 0) requestNext()
          spin()
          order.push(`task ${i}`)
        })
        res.end('first')
      })
      const client = connectRaw(port)
      const other = connectRaw(port)
      for (const { read, socket } of [client, other]) {
        read()
        await once(socket, 'connect')
      }
      requestNext = () => other.send(get('/next'))
      const answered = other.until('answer').then(() => order.push('answered'))
      client.send(get())
      await answered
      await drain()
      expect(order).toHaveLength(1_001)
      const position = order.indexOf('answered')
      expect(position).toBeGreaterThan(0)
      expect(position).toBeLessThan(1_000)
      expect(order.filter((name) => name !== 'answered')).toEqual(
        Array.from({ length: 1_000 }, (_, i) => `task ${i}`),
      )
    },
  )

  it('concurrency limit: the rest waits for a turn, promises take none', async () => {
    configure({ concurrency: 2 })
    onTestFinished(() => configure({ concurrency: undefined }))
    let running = 0
    let most = 0
    const names: number[] = []
    await run(() => {
      after(new Promise((resolve) => setImmediate(resolve)))
      for (let i = 0; i < 7; i++) {
        after(async () => {
          names.push(i)
          most = Math.max(most, ++running)
          await new Promise((resolve) => setImmediate(resolve))
          running--
        })
      }
    })
    expect(most).toBe(2)
    expect(names).toEqual([0, 1, 2, 3, 4, 5, 6])
  })

  it('concurrency 1 with a task that waits for its nested one: its deadline frees the turn', async () => {
    const errors = collectErrors()
    configure({ concurrency: 1 })
    onTestFinished(() => configure({ concurrency: undefined }))
    const nested = defer()
    await run(() =>
      after(
        async () => {
          after(() => nested.resolve())
          await nested.promise
        },
        { timeout: 20 },
      ),
    )
    expect(errors.map(({ error }) => error.code)).toEqual(['task-timeout'])
    await nested.promise
  })

  it('tasks of two requests do not wait for each other', async () => {
    const order: string[] = []
    const hold = defer()
    const handler = wrapFetch((request: Request) => {
      const name = new URL(request.url).pathname
      after(async () => {
        if (name === '/1') await hold.promise
        order.push(name)
        hold.resolve()
      })
      return new Response(null)
    })
    handler(new Request('http://test/1'))
    handler(new Request('http://test/2'))
    await drain()
    expect(order).toEqual(['/2', '/1'])
  })
})
