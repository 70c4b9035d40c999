// Keeps what the last run of each row found, for scripts/tools-table.mjs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cells } from './cells.ts'
import type { Row } from './row.ts'
import type { Results } from './suite.ts'

const path = new URL('../results.json', import.meta.url)

/** Replaces one row's part of results.json; others keep theirs, unless there is no such row now. */
export function recordRow(row: Row, results: Results, rows: readonly Row[]): void {
  // A run of some tests only is no result.
  if (Object.keys(cells).some((name) => !(name in results))) return
  const all = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { rows: {} }
  const manifest = new URL(
    `../${row.modules ?? 'node_modules'}/${row.package}/package.json`,
    import.meta.url,
  )
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'))
  all.cells = Object.fromEntries(
    Object.entries(cells).map(([name, { title, meaning }]) => [name, { title, meaning }]),
  )
  all.rows[row.name] = {
    runs: `${row.package} ${version}`,
    example: row.example && `test/tools/apps/${row.folder}/${row.example}`,
    cells: results,
  }
  all.rows = Object.fromEntries(
    rows.filter(({ name }) => name in all.rows).map(({ name }) => [name, all.rows[name]]),
  )
  writeFileSync(path, `${JSON.stringify(all, null, 2)}\n`)
}
