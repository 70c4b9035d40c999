// What Lambda's freeze does to work after the response. The environment is a process that is really
// stopped between events: test/hosts/apps/lambda/server.mjs.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'

const folder = fileURLToPath(new URL('hosts/apps/lambda', import.meta.url))
const FROZEN = '{"environment":"frozen"}'
const ANSWERED = '{"environment":"answered"}'

/** Starts an environment with one of the handlers of freeze.mjs. */
async function start(mode: string) {
  const child = spawn(process.execPath, ['server.mjs', './freeze.mjs'], {
    cwd: folder,
    env: { ...process.env, FREEZE_MODE: mode },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => {
    child.kill()
  })
  const lines: string[] = []
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line)
      for (const look of waiting) look()
    })
  }
  const until = (isThere: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!isThere()) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  const freezes = () => lines.filter((line) => line === FROZEN).length
  const port = () => lines.map((line) => /^port (\d+)$/.exec(line)?.[1]).find(Boolean)
  // Frozen for the first time: initialised, and waiting for an event.
  await until(() => port() !== undefined && freezes() === 1)
  lines.splice(0, lines.length, `port ${port()}`)
  return {
    /** What was printed since the start, by the environment and by what freezes it. */
    lines: () => lines.slice(1),
    get: async () => (await fetch(`http://127.0.0.1:${port()}`)).text(),
    frozen: (times: number) => until(() => freezes() === times),
  }
}

describe('a Lambda environment', () => {
  it('freezes what goes on after the response, until the next event', async () => {
    const environment = await start('unwrapped')
    expect(await environment.get()).toBe('answer')
    await environment.frozen(1)
    expect(environment.lines()).toEqual([ANSWERED, FROZEN])
    // Twice as long as the work takes.
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(environment.lines()).toEqual([ANSWERED, FROZEN])
  })

  it('streaming: the client has its answer, then the task ends, then comes the freeze', async () => {
    const environment = await start('streaming')
    expect(await environment.get()).toBe('answer')
    await environment.frozen(1)
    expect(environment.lines()).toEqual([ANSWERED, 'task done', FROZEN])
  })

  it('buffered: the task ends before the answer, and a warning says so, once', async () => {
    const environment = await start('buffered')
    for (const times of [1, 2]) {
      expect(await environment.get()).toBe('answer')
      await environment.frozen(times)
    }
    const [warning, ...rest] = environment.lines()
    expect(warning).toMatch(/^\[afterword\] This Lambda function buffers its response/)
    const event = ['task done', ANSWERED, FROZEN]
    expect(rest).toEqual([...event, ...event])
  })
})
