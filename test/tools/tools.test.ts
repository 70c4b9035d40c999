// Every build tool builds the same app; the results are what docs/build-tools.md shows.
import { allRows, rows } from './rows.ts'
import { recordRow } from './support/results.ts'
import { describeRows } from './support/suite.ts'

describeRows(rows, (row, results) => recordRow(row, results, allRows))
