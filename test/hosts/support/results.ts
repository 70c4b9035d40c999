// Keeps what the last run of each row found, for scripts/hosts-table.mjs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type CellName, cells } from './cells.ts'
import type { Row } from './row.ts'
import { thisNode } from './runtimes.ts'

const path = new URL('../results.json', import.meta.url)

/** Replaces one row's part of results.json; others keep theirs, unless there is no such row now. */
export function recordRow(
  row: Row,
  results: { readonly [Name in CellName]?: string },
  rows: readonly Row[],
): void {
  // A run of some tests only is no result.
  if (Object.keys(cells).some((name) => !(name in results))) return
  const all = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { cells: {}, rows: {} }
  all.cells = Object.fromEntries(
    Object.entries(cells).map(([name, { title, meaning }]) => [name, { title, meaning }]),
  )
  all.rows[row.name] = {
    group: row.group,
    runs: [...row.packages.map(readVersion), (row.runtime ?? thisNode).title].join(', '),
    protocol: row.client,
    example: `test/hosts/apps/${row.example}`,
    cells: results,
  }
  const names = rows.map(({ name }) => name)
  const sorted = names.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  all.rows = Object.fromEntries(
    sorted.filter((name) => name in all.rows).map((name) => [name, all.rows[name]]),
  )
  writeFileSync(path, `${JSON.stringify(all, null, 2)}\n`)
}

function readVersion(folder: string): string {
  const manifest = new URL(`../node_modules/${folder}/package.json`, import.meta.url)
  const { name, version } = JSON.parse(readFileSync(manifest, 'utf8'))
  return `${name} ${version}`
}
