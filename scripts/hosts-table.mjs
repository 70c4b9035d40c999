// Prints the matrix of hosts and writes docs/hosts.md from the last runs of test:hosts.
// `--check` writes nothing, and fails when docs/hosts.md says something else.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const resultsFile = new URL('../test/hosts/results.json', import.meta.url)
const docsFile = new URL('../docs/hosts.md', import.meta.url)
const groups = ['Node', 'Frameworks', 'Built applications', 'Other runtimes and platforms']

const { cells, rows } = JSON.parse(readFileSync(resultsFile, 'utf8'))
const columns = Object.entries(cells)
const byGroup = groups
  .map((group) => [group, Object.entries(rows).filter(([, row]) => row.group === group)])
  .filter(([, members]) => members.length > 0)

const marks = { pass: '✓', fail: '✗' }
const mark = (row, column) => marks[row.cells[column]] ?? '–'

function printTable() {
  const width = Math.max(...Object.keys(rows).map((name) => name.length))
  columns.forEach(([, { title }], index) => {
    console.log(`${' '.repeat(width)} ${' │'.repeat(index)} ┌ ${title}`)
  })
  for (const [group, members] of byGroup) {
    console.log(group)
    for (const [name, row] of members) {
      console.log(
        `${name.padEnd(width)} ${columns.map(([column]) => ` ${mark(row, column)}`).join('')}`,
      )
    }
  }
  const all = Object.values(rows).flatMap((row) => columns.map(([column]) => mark(row, column)))
  const count = (wanted) => all.filter((one) => one === wanted).length
  console.log(
    `${Object.keys(rows).length} hosts: ${count('✓')} cells pass, ${count('✗')} fail, ${count('–')} are impossible`,
  )
}

function renderDocs() {
  const lines = [
    '# Hosts',
    '',
    'Written by `npm run test:hosts` from its last run: do not edit. Each row is a server, started as a',
    'process of its own and used over real sockets; each column is a moment of a response’s life.',
    '✓ passes, – is impossible there for the reason given below, ✗ fails. The code shown below is run, too:',
    'whole programs as they stand there, the rest in the app that is named above it.',
    '',
    ...columns.map(([, { title, meaning }], index) => `${index + 1}. **${title}**: ${meaning}`),
    '',
    ...renderTable(),
  ]
  for (const [group, members] of byGroup) {
    lines.push(`## ${group}`, '')
    for (const alike of groupByExample(members)) lines.push(...renderSection(alike))
  }
  return `${lines.join('\n').trimEnd()}\n`
}

function renderTable() {
  const head = ['', ...columns.map((_, index) => index + 1)]
  const body = byGroup.flatMap(([, members]) =>
    members.map(([name, row]) => [
      `[${name}](#${slug(findSection(members, row))})`,
      ...columns.map(([column]) => mark(row, column)),
    ]),
  )
  const print = (fields) => `| ${fields.join(' | ')} |`
  return [print(head), print(head.map(() => '---')), ...body.map(print), '']
}

/** Rows that run the same code, as on several Nodes, have one section, named after the first. */
function groupByExample(members) {
  const byExample = new Map()
  for (const member of members) {
    const { example } = member[1]
    byExample.set(example, [...(byExample.get(example) ?? []), member])
  }
  return byExample.values()
}

function findSection(members, { example }) {
  return members.find(([, row]) => row.example === example)[0]
}

function renderSection(alike) {
  const [name, row] = alike[0]
  const reasons = new Map()
  for (const [column, { title }] of columns) {
    for (const [, { cells: results }] of alike) {
      const result = results[column]
      if (result === 'pass') continue
      const reason = result === 'fail' ? 'fails.' : result
      reasons.set(reason, (reasons.get(reason) ?? new Set()).add(title))
    }
  }
  const runs = [...new Set(alike.map(([, { runs }]) => runs))].join('; ')
  return [
    `### ${name}`,
    '',
    `Tested with ${runs}, over ${protocols[row.protocol]}, as [${row.example}](../${row.example}).`,
    '',
    '```js',
    readExample(row.example),
    '```',
    '',
    ...[...reasons].map(([reason, titles]) => `- – ${[...titles].join(', ')}: ${reason}`),
    ...(reasons.size > 0 ? [''] : []),
  ]
}

/**
 * The program in test/hosts/examples that is named after an app's file; of an app that needs more than
 * one file, what is between `#region example` and `#endregion`.
 */
function readExample(file) {
  const name = file.replace(/^test\/hosts\/apps\/|(\/server)?\.\w+$/g, '').replaceAll('/', '-')
  const program = new URL(`../test/hosts/examples/${name}.mjs`, import.meta.url)
  if (existsSync(program)) return readFileSync(program, 'utf8').trimEnd()
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
  const match = /#region example[^\n]*\n([\s\S]*?)\n[^\n]*#endregion/.exec(text)
  if (!match) throw new Error(`${file} has no #region example`)
  return match[1]
}

const protocols = { http1: 'HTTP/1.1', https: 'HTTP/1.1 with TLS', http2: 'HTTP/2' }

/** The anchor GitHub gives a heading. */
function slug(name) {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}

const docs = renderDocs()
if (process.argv.includes('--check')) {
  if (!existsSync(docsFile) || readFileSync(docsFile, 'utf8') !== docs) {
    console.error('docs/hosts.md is stale: run `node scripts/hosts-table.mjs`.')
    process.exitCode = 1
  }
} else {
  printTable()
  writeFileSync(docsFile, docs)
}
