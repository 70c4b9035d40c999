// The build tools that come with the repository's own packages; the others run in test/tools.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { rows } from './tools/rows.ts'
import { describeRows } from './tools/support/suite.ts'

const names = ['Vite 8', 'Rolldown 1']
describeRows(
  rows
    .filter(({ name }) => names.includes(name))
    .map((row) => ({ ...row, modules: '../../node_modules' })),
)

it('docs/build-tools.md says what the last run of test:tools found', () => {
  const script = fileURLToPath(new URL('../scripts/tools-table.mjs', import.meta.url))
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
})
