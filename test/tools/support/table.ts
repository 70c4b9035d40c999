// Prints the table and writes docs/build-tools.md when the suite is over, whatever came of it.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export function teardown(): void {
  const script = fileURLToPath(new URL('../../../scripts/tools-table.mjs', import.meta.url))
  spawnSync(process.execPath, [script], { stdio: 'inherit' })
}
