// runWithAfter in a real Jest run. Jest is no dependency of this repository: the project beside this
// file has its own lockfile, and is installed here at the first run.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'

const cwd = join(import.meta.dirname, 'jest-project')
const jest = 'node_modules/jest/bin/jest.js'

function run(command: string, args: readonly string[]) {
  const { NODE_OPTIONS: _, VITEST: __, NODE_ENV: ___, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' })
  return { status, output: stripVTControlCharacters(stdout + stderr) }
}

it('runWithAfter works in Jest, under its fake timers too', { timeout: 180_000 }, () => {
  if (!existsSync(join(cwd, jest))) {
    // Not `ci`: that wants every platform's optional binaries in the lockfile.
    const install = run('npm', ['install', '--no-save', '--no-audit', '--no-fund'])
    expect(install.status, install.output).toBe(0)
  }
  const { status, output } = run(process.execPath, ['--experimental-vm-modules', jest])
  expect(status, output).toBe(0)
  expect(output).toMatch(/Tests: +6 passed, 6 total/)
})
