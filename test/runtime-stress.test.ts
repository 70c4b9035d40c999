// A short run of the stress test; the long one is `npm run test:stress`.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('stress: 5,000 requests, every callback once and none before its response was over', () => {
  const run = join(import.meta.dirname, 'stress/run.mjs')
  const { NODE_OPTIONS: _, VITEST: __, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [run, '--requests', '5000', '--seed', '20251122'],
    { encoding: 'utf8', env },
  )
  expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: '' })
  expect(stdout).toContain('every callback ran once, none before its response was over')
})
