// Writes docs/performance.md from the figures of a run: npm run performance -- results.json
// Benchmarks that were run one by one have a file each; of one that is in several the last counts.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { printMarkdown } from '../bench/support/table.mjs'

const files = process.argv.slice(2)
if (files.length === 0) {
  console.error('Which results? npm run bench -- --json results.json writes them.')
  process.exit(2)
}
// npm runs scripts in the package's folder, and says where it was called.
const from = process.env.INIT_CWD ?? process.cwd()
const runs = files.map((file) => JSON.parse(readFileSync(resolve(from, file), 'utf8')))
const [{ machine }] = runs
if (runs.some((run) => JSON.stringify(run.machine) !== JSON.stringify(machine))) {
  console.error('These are results of several machines, or of several versions of Node.')
  process.exit(2)
}
const results = new Map(runs.flatMap((run) => run.results.map((result) => [result.name, result])))
const page = new URL('../docs/performance.md', import.meta.url)
const marker = '<!-- below: written by scripts/performance.mjs -->'
const [head] = readFileSync(page, 'utf8').split(marker)
const sections = [...results.values()].flatMap(({ name, versions, tables }) => {
  const beside = Object.entries(versions).map(([key, version]) => `${key} ${version}`)
  return [
    `## ${name}`,
    '',
    ...(beside.length > 0 ? [`Beside ${beside.join(', ')}.`, ''] : []),
    ...tables.map(printMarkdown),
  ]
})
const { cpu, cores, memory, system, node } = machine
const about = `Measured on ${cpu}, ${cores} cores, ${memory}, ${system}, Node ${node}.`
writeFileSync(page, `${head}${marker}\n\n${about}\n\n${sections.join('\n').trimEnd()}\n`)
