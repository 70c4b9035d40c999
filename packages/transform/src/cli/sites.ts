/** `afterword sites`: lists the calls of after(), as a table or as JSON. */

import type { SiteReport } from '../check.ts'
import { createPaint } from '../diagnostics/paint.ts'
import type { Run } from './commands.ts'
import { openProject } from './project.ts'

export const run: Run = async (invocation) => {
  const { options, terminal } = invocation
  const project = await openProject(invocation)
  const sites = await (await project.check()).listSites()
  const [format = 'table'] = options.get('format') ?? []
  if (format === 'json') terminal.print(JSON.stringify({ sites }, null, 2))
  else if (sites.length === 0) terminal.tell('No calls of after()')
  else terminal.print(printTable(sites, terminal.color.output))
  return 0
}

const COLUMNS: readonly (readonly [title: string, cell: (site: SiteReport) => string])[] = [
  ['call site', ({ file, line, column }) => `${file}:${line}:${column}`],
  ['in', ({ caller }) => caller || '(module)'],
  ['context', ({ contexts }) => contexts.join(', ') || 'unknown'],
  ['argument', ({ form }) => form],
  ['captures', ({ captured }) => captured.join(', ') || '-'],
  ['reached from', ({ entries }) => abridge(entries)],
  ['reaches', ({ filesReached }) => abridge(filesReached)],
]

function printTable(sites: readonly SiteReport[], color: boolean): string {
  const rows = [
    COLUMNS.map(([title]) => title),
    ...sites.map((site) => COLUMNS.map(([, cell]) => cell(site))),
  ]
  const widths = COLUMNS.map((_, index) =>
    Math.max(...rows.map((row) => (row[index] ?? '').length)),
  )
  return rows
    .map((row, index) => {
      const line = row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()
      return index === 0 ? createPaint(color)('bold', line) : line
    })
    .join('\n')
}

/** The first; JSON has them all. */
function abridge(list: readonly string[]): string {
  const [first = '-', ...rest] = list
  return rest.length > 0 ? `${first} +${rest.length}` : first
}
