// The build tools that come with the repository's own packages; the others run in test/tools.
import { rows } from './tools/rows.ts'
import { describeRows } from './tools/support/suite.ts'

const names = ['Vite 8', 'Rolldown 1']
describeRows(
  rows
    .filter(({ name }) => names.includes(name))
    .map((row) => ({ ...row, modules: '../../node_modules' })),
)
