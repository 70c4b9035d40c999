// Events for who imports nothing but a host, on every runtime that has node:diagnostics_channel.
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { startNode } from '../support/process.ts'
import { bun, deno, findNode } from './support/runtimes.ts'

const apps = fileURLToPath(new URL('apps', import.meta.url))
const runtimes = [findNode(20), findNode(22), findNode(24), bun, deno]

describe.each(runtimes)('$title', ({ command, title }) => {
  it.skipIf(!command)('a request’s life, in order', async () => {
    // Nothing but what the script needs to be read.
    const flags = title.startsWith('Deno') ? ['run', '--allow-read'] : []
    const run = startNode([...flags, 'shared/events.mjs'], apps, {}, command)
    expect((await run.exited).code).toBe(0)
    expect(run.lines.filter((line) => /^(scope|task):/.test(line))).toEqual([
      'scope:open /a',
      'task:schedule good',
      'task:schedule bad',
      'scope:close /a',
      'task:start good',
      'task:end good',
      'task:start bad',
      'task:error bad lost',
      'scope:settle /a',
    ])
  })
})
