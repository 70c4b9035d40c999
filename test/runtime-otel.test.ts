// The context of OpenTelemetry in a task, as at the call. The traced server beside this file has its own
// lockfile, and is installed here at the first run.
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
