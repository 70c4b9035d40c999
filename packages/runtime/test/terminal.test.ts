// What the terminal shows of tasks.
import { after, configure, drain } from '@afterword/runtime'
import { afterAt, runEntry } from '@afterword/runtime/compiled'
import { logRequests, logTasks } from '@afterword/runtime/terminal'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { collectErrors, runChild, serve } from './support.ts'

const entry = { phase: 'route', file: 'app/r.ts', name: 'GET', route: '/r' } as const

/** Serves a request with these tasks; gives the lines printed, their times left out. */
async function logRequest(schedule: () => void, slow: number) {
  const lines: string[] = []
  onTestFinished(logTasks({ slow, print: (line) => lines.push(line) }))
  const { url } = await serve((_req, res) => {
    runEntry(entry, schedule)
    res.end()
  })
  await fetch(url)
  await drain()
  return lines.map((line) => line.replace(/[\d.]+ m?s\b/g, '# ms'))
}

const scheduleFailures = () => {
  const options = { name: 'track' }
  afterAt('app/r.ts:1:1', 'GET', () => Promise.reject(new TypeError('lost\nmore')), options)
  afterAt('app/r.ts:2:1', 'GET', () => new Promise(() => {}), { name: 'slow', timeout: 5 })
}

describe('logTasks', () => {
  it('has a line for a task that fails, with its call site and route', async () => {
    collectErrors()
    expect(await logRequest(scheduleFailures, 1000)).toEqual([
      '[afterword] Task track (app/r.ts:1:1, in GET) (route /r) failed after # ms: TypeError: lost',
      '[afterword] Task slow (app/r.ts:2:1, in GET) (route /r) failed after # ms: ' +
        'AfterError: Task slow did not finish within # ms: pass its signal on, or raise its timeout.',
    ])
  })

  it('leaves a failure to the default report, which says more', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => printed.mockRestore())
    configure({ onTaskError: undefined })
    expect(await logRequest(scheduleFailures, 1000)).toEqual([])
    expect(printed).toHaveBeenCalledTimes(2)
  })

  it('has a line for a task that took longer than the threshold', async () => {
    const busy = () => {
      const end = performance.now() + 15
      while (performance.now() < end);
    }
    const schedule = () => {
      afterAt('app/r.ts:1:1', 'GET', busy, { name: 'busy' })
      afterAt('app/r.ts:2:1', 'GET', () => {}, { name: 'quick' })
    }
    expect(await logRequest(schedule, 10)).toEqual([
      '[afterword] Task busy (app/r.ts:1:1, in GET) (route /r) ended after # ms',
    ])
  })
})

describe('AFTERWORD_DEBUG=1', () => {
  it('prints each request as a waterfall; a file only if it has tasks', async () => {
    const { stderr, code } = await runChild('debug.mjs', { env: { AFTERWORD_DEBUG: '1' } }).exit()
    expect(code).toBe(0)
    const shown = stderr
      .slice(stderr.lastIndexOf('[afterword] POST /orders'))
      .replace(/│.*│/g, '││')
      .replace(/[\d.]+ m?s\b/g, '# ms')
    expect(shown).toBe(`[afterword] POST /orders 200 sent, route /orders, 4 tasks
  response ││ # ms
  sendMail ││ done in # ms  src/orders.js:12:3
    nested ││ done in # ms
  track    ││ failed in # ms  src/orders.js:13:3  Error: lost
  in POST  ││ done in # ms  src/orders.js:14:3
[afterword] POST /none 200 sent, route /orders, no tasks
  response ││ # ms
`)
  })

  it('keeps the latest thousand tasks of a request that goes on and on, and counts them all', async () => {
    const printed: string[] = []
    onTestFinished(logRequests((text) => printed.push(text)))
    const { url } = await serve(async (_req, res) => {
      for (let index = 0; index < 1200; index++) {
        after(Promise.resolve(), { name: `task ${index}` })
        await new Promise(setImmediate)
      }
      res.end()
    })
    await fetch(url)
    await drain()
    const lines = printed.at(-1)!.split('\n')
    expect(lines[0]).toBe('[afterword] GET / 200 sent, 1200 tasks')
    expect(lines.at(-1)).toMatch(/^ {2}task 1199 │/)
    expect(lines.length).toBeLessThan(1010)
  })

  it('shows a nested task whose parent was there before', async () => {
    const printed: string[] = []
    const { url } = await serve((_req, res) => {
      after(() => {
        onTestFinished(logRequests((text) => printed.push(text)))
        after(() => {}, { name: 'nested' })
      })
      res.end()
    })
    await fetch(url)
    await drain()
    expect(printed.map((text) => text.replace(/│.*/g, '│'))).toEqual([
      '[afterword] request, 1 task\n  nested │',
    ])
  })

  it('without it nothing is printed', async () => {
    const { stderr } = await runChild('debug.mjs').exit()
    expect(stderr).not.toContain('POST /none')
  })
})
