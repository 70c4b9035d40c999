// Prints the table of build tools and writes it, with each tool's configuration, into docs/build-tools.md
// from the last runs of test:tools. `--check` writes nothing, and fails when the page says something else.
import { readFileSync, writeFileSync } from 'node:fs'

const docsFile = new URL('../docs/build-tools.md', import.meta.url)
const { cells, rows } = JSON.parse(
  readFileSync(new URL('../test/tools/results.json', import.meta.url), 'utf8'),
)
const columns = Object.entries(cells)
const marks = { pass: '✓', fail: '✗' }
const mark = (row, column) => marks[row.cells[column]] ?? '–'

function printTable() {
  const width = Math.max(...Object.keys(rows).map((name) => name.length))
  for (const [name, row] of Object.entries(rows)) {
    const results = columns.map(([column, { title }]) => `${mark(row, column)} ${title}`)
    console.log(`${name.padEnd(width)}  ${results.join('  ')}`)
  }
}

function renderTable() {
  const print = (fields) => `| ${fields.join(' | ')} |`
  const head = ['', 'tested with', ...columns.map(([, { title }]) => title)]
  const body = Object.entries(rows).map(([name, row]) => [
    name,
    row.runs,
    ...columns.map(([column]) => mark(row, column)),
  ])
  return [
    ...columns.map(([, { title, meaning }]) => `- **${title}**: ${meaning}.`),
    '',
    print(head),
    print(head.map(() => '---')),
    ...body.map(print),
    '',
    ...renderReasons(),
  ]
}

/** Why cells cannot pass: rows and columns with one reason stand in one line. */
function renderReasons() {
  const reasons = new Map()
  for (const [name, row] of Object.entries(rows)) {
    for (const [column, { title }] of columns) {
      const reason = row.cells[column]
      if (reason in marks) continue
      const known = reasons.get(reason) ?? { names: new Set(), titles: new Set() }
      reasons.set(reason, { names: known.names.add(name), titles: known.titles.add(title) })
    }
  }
  const lines = [...reasons].map(
    ([reason, { names, titles }]) =>
      `- – ${[...names].join(', ')}, ${[...titles].join(', ')}: ${reason}`,
  )
  return lines.length > 0 ? [...lines, ''] : []
}

/** Rows with the same configuration have one section. */
function renderConfigurations() {
  const sections = new Map()
  for (const [name, { example }] of Object.entries(rows)) {
    if (example !== null) sections.set(example, [...(sections.get(example) ?? []), name])
  }
  return [...sections].flatMap(([example, names]) => {
    const file = example.split('/').at(-1)
    const code = readFileSync(new URL(`../${example}`, import.meta.url), 'utf8').trimEnd()
    const isConfiguration = file.endsWith('.mjs')
    return [
      `### ${names.join(', ')}`,
      '',
      `\`\`\`${isConfiguration ? 'js' : 'json'}`,
      ...(isConfiguration ? [`// ${file}`] : []),
      code,
      '```',
      '',
    ]
  })
}

/** Puts generated lines between `<!-- generated: name -->` and `<!-- end -->`. */
function replacePart(text, name, lines) {
  const pattern = new RegExp(`(<!-- generated: ${name} -->\n)[\\s\\S]*?(<!-- end -->)`)
  if (!pattern.test(text)) throw new Error(`docs/build-tools.md has no part "${name}"`)
  return text.replace(pattern, (_, start, end) => `${start}${lines.join('\n')}${end}`)
}

const current = readFileSync(docsFile, 'utf8')
const parts = { table: ['', ...renderTable()], configurations: ['', ...renderConfigurations()] }
const docs = Object.entries(parts).reduce(
  (text, [name, lines]) => replacePart(text, name, [...lines, '']),
  current,
)
if (process.argv.includes('--check')) {
  if (current !== docs) {
    console.error('docs/build-tools.md is stale: run `node scripts/tools-table.mjs`.')
    process.exitCode = 1
  }
} else {
  printTable()
  writeFileSync(docsFile, docs)
}
