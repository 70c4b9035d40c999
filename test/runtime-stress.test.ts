// Short runs of the stress test; the long one is `npm run test:stress`.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const run = join(import.meta.dirname, 'stress/run.mjs')

it.each([
  ['http', ['--hosts', 'http', '--requests', '5000', '--shutdowns', '2']],
  [
    'http2, a watched server, Hono, srvx and a bridge of its own',
    ['--hosts', 'http2,server,hono,srvx,bare', '--requests', '600', '--shutdowns', '1'],
  ],
])('stress, %s: every callback once, none before its response was over, none lost', (_, args) => {
  const { NODE_OPTIONS: _options, VITEST: _vitest, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [run, ...args, '--seed', '20251122'],
    { encoding: 'utf8', env },
  )
  expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: '' })
  expect(stdout).toContain('every callback ran once, none before its response was over')
})
