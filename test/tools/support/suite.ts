// One suite a row, one test a cell.
import { afterEach, describe, it } from 'vitest'
import { type App, createApp } from './app.ts'
import { type Cell, type CellName, cells } from './cells.ts'
import type { Row } from './row.ts'

export type Results = { [Name in CellName]?: string }

/** Runs rows; `finish` gets each row's results, where a cell has `pass`, `fail` or why it is impossible. */
export function describeRows(
  rows: readonly Row[],
  finish: (row: Row, results: Results) => void = () => {},
): void {
  describe.each(rows)('$name', (row) => {
    const results: Results = {}
    let app: App | undefined
    afterEach(() => app?.remove())

    for (const [name, cell] of Object.entries(cells) as [CellName, Cell][]) {
      const reason = row.impossible?.[name]
      if (reason !== undefined) {
        results[name] = reason
        it.skip(`${cell.title}: ${reason}`, () => {})
        continue
      }
      it(cell.title, async () => {
        results[name] = 'fail'
        app = createApp(row)
        await (row.cells?.[name] ?? cell.run)(app, row)
        results[name] = 'pass'
      })
    }
    it('is recorded', () => finish(row, results))
  })
}
