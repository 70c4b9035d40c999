// runWithAfter in a real Jest run. Jest is no dependency of this repository: the project beside this
// file has its own lockfile, and is installed here at the first run.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { beforeAll, expect, it } from 'vitest'
import { installProject } from './support/install.ts'

const cwd = join(import.meta.dirname, 'jest-project')

beforeAll(() => installProject(cwd))

it('runWithAfter works in Jest, under its fake timers too', () => {
  const { NODE_OPTIONS: _, VITEST: __, NODE_ENV: ___, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js'],
    { cwd, env, encoding: 'utf8' },
  )
  const output = stripVTControlCharacters(stdout + stderr)
  expect(status, output).toBe(0)
  expect(output).toMatch(/Tests: +6 passed, 6 total/)
})
