// Writes docs/performance.md from the figures of a run: npm run performance -- results.json
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { printMarkdown } from '../bench/support/table.mjs'

const [file] = process.argv.slice(2)
if (file === undefined) {
  console.error('Which results? npm run bench -- --json results.json writes them.')
  process.exit(2)
}
// npm runs scripts in the package's folder, and says where it was called.
const path = resolve(process.env.INIT_CWD ?? process.cwd(), file)
const { machine, results } = JSON.parse(readFileSync(path, 'utf8'))
const page = new URL('../docs/performance.md', import.meta.url)
const marker = '<!-- below: written by scripts/performance.mjs -->'
const [head] = readFileSync(page, 'utf8').split(marker)
const sections = results.flatMap(({ name, versions, tables }) => {
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
