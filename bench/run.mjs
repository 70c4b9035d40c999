// Runs the benchmarks: npm run bench -- [name …] [--json file] [options of the benchmark]
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { describeMachine, readVersions } from './support/machine.mjs'
import { printTable } from './support/table.mjs'

const NAMES = ['runtime', 'foreground', 'events', 'transform', 'check', 'builds']
const benchmarks = new Map()
for (const name of NAMES) benchmarks.set(name, await import(`./${name}/run.mjs`))

const help = `npm run bench -- [name …] [options]

Names: ${NAMES.join(', ')}; all of them by default.

  --json <file>   writes the figures as JSON; docs/performance.md is made of it (npm run performance)
  --help          prints this

${[...benchmarks]
  .map(([name, { options }]) => {
    const lines = Object.entries(options).map(
      ([option, rule]) => `  --${option} <value>   ${rule.default ?? ''}`,
    )
    return [`${name}:`, ...lines].join('\n')
  })
  .join('\n')}`

function parse() {
  const own = { json: { type: 'string' }, help: { type: 'boolean', default: false } }
  const theirs = [...benchmarks.values()].map(({ options }) => options)
  try {
    const parsed = parseArgs({ allowPositionals: true, options: Object.assign(own, ...theirs) })
    const unknown = parsed.positionals.find((name) => !benchmarks.has(name))
    if (unknown !== undefined) throw new Error(`There is no benchmark named '${unknown}'`)
    for (const [name, rule] of Object.entries(Object.assign({}, ...theirs))) {
      // Its default tells what it takes.
      if (/^\d+$/.test(rule.default) && !/^[1-9]\d*$/.test(parsed.values[name])) {
        throw new Error(`--${name} takes a number from 1, not '${parsed.values[name]}'`)
      }
    }
    return parsed
  } catch (error) {
    console.error(`${error.message}.\n\n${help}`)
    process.exit(2)
  }
}

const { values, positionals } = parse()
if (values.help) {
  console.log(help)
  process.exit()
}

function showProgress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`)
}

// npm runs scripts in the package's folder, and says where it was called.
const file = values.json && resolve(process.env.INIT_CWD ?? process.cwd(), values.json)

/** After each benchmark: what is measured is not lost when the next one is stopped. */
function writeResults() {
  if (file) writeFileSync(file, `${JSON.stringify({ machine, results }, null, 2)}\n`)
}

process.on('SIGINT', () => process.exit(130))

const machine = describeMachine()
console.log(
  `${machine.cpu}, ${machine.cores} cores, ${machine.memory}, ${machine.system}, Node ${machine.node}\n`,
)
const results = []
writeResults()
for (const name of positionals.length > 0 ? positionals : NAMES) {
  const { packages, run } = benchmarks.get(name)
  const tables = await run(values, showProgress)
  showProgress('')
  const versions = readVersions(packages)
  const beside = Object.entries(versions).map(([key, version]) => `${key} ${version}`)
  if (beside.length > 0) console.log(`Beside ${beside.join(', ')}\n`)
  for (const table of tables) console.log(printTable(table))
  results.push({ name, versions, tables })
  writeResults()
}
