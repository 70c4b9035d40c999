// What Lambda's freeze does to work after the response. The environment is a process that is really
// stopped between events: test/hosts/apps/lambda/server.mjs.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readLines } from './support/lines.ts'

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
  const { lines, waitFor } = readLines(child)
  const until = (isThere: () => boolean, what: string) => waitFor(() => isThere() || null, what)
  const frozen = (times: number) =>
    until(() => lines.filter((line) => line === FROZEN).length === times, `freeze ${times}`)
  const read = (pattern: RegExp) => lines.flatMap((line) => pattern.exec(line)?.slice(1) ?? [])
  // Frozen for the first time: initialised, and waiting for an event.
  await until(() => read(/^port (\d+)$/).length > 0, 'the port')
  await frozen(1)
  const [port] = read(/^port (\d+)$/)
  const [gate, pid] = read(/^gate (\d+) of (\d+)$/)
  lines.length = 0
  return {
    lines,
    get: async () => (await fetch(`http://127.0.0.1:${port}`)).text(),
    frozen,
    printed: (pattern: RegExp) =>
      until(() => lines.some((line) => pattern.test(line)), `${pattern}`),
    /** Lets all work end; the system takes the connection of a process that is frozen, too. */
    release: () => once(connect(Number(gate), '127.0.0.1'), 'connect'),
    /** `T` for a stopped one: proc(5). */
    state: () => /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1],
  }
}

describe('a Lambda environment', () => {
  it.runIf(process.platform === 'linux')(
    'freezes what goes on after the response, until the next event',
    async () => {
      const environment = await start('unwrapped')
      expect(await environment.get()).toBe('answer')
      await environment.frozen(1)
      await environment.release()
      expect(environment.state()).toBe('T')
      expect(environment.lines).toEqual([ANSWERED, FROZEN])
      expect(await environment.get()).toBe('answer')
      await environment.printed(/^floating done$/)
    },
  )

  it('streaming: the client has its answer, then the task ends, then comes the freeze', async () => {
    const environment = await start('streaming')
    expect(await environment.get()).toBe('answer')
    // The client may know of its answer before the environment does.
    await environment.printed(/"answered"/)
    await environment.release()
    await environment.frozen(1)
    expect(environment.lines).toEqual([ANSWERED, 'task done', FROZEN])
  })

  it('buffered: the task ends before the answer, and a warning says so, once', async () => {
    const environment = await start('buffered')
    const answer = environment.get()
    await environment.printed(/^\[afterword\] This Lambda function buffers its response/)
    await environment.release()
    expect(await answer).toBe('answer')
    await environment.frozen(1)
    expect(await environment.get()).toBe('answer')
    await environment.frozen(2)
    const event = ['task done', ANSWERED, FROZEN]
    expect(environment.lines.slice(1)).toEqual([...event, ...event])
  })
})
