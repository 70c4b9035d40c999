// The rows of Next.js in the table of docs/build-tools.md.
import { allRows } from '../tools/rows.ts'
import { nextRows } from '../tools/rows-next.ts'
import { recordRow } from '../tools/support/results.ts'
import { describeRows } from '../tools/support/suite.ts'

describeRows(nextRows, (row, results) => recordRow(row, results, allRows))
