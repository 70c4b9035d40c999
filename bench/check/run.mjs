// Measures `afterword check` beside plain reading, ESLint and oxlint: npm run bench:check -- [folder] [--rounds 9]
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { generateProject } from './generate.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '9' },
    // How often the slow ones are run.
    'lint-rounds': { type: 'string', default: '1' },
    files: { type: 'string', default: '4200' },
  },
})
const bench = resolve(import.meta.dirname, '..')
const afterword = resolve(bench, '../packages/transform/bin/afterword.js')
const [given] = positionals
// npm runs scripts in the package's folder, and says where it was called.
const here = process.env.INIT_CWD ?? process.cwd()
const folder =
  given === undefined ? mkdtempSync(join(tmpdir(), 'afterword-bench-')) : resolve(here, given)
const hadModules = existsSync(join(folder, 'node_modules'))
const cache = join(folder, 'node_modules/.cache/afterword')

const check = [process.execPath, [afterword, 'check', folder]]
const read = [process.execPath, [join(bench, 'check/read.mjs'), folder]]
const eslintFlags = [
  '--no-config-lookup',
  '--no-error-on-unmatched-pattern',
  '-c',
  'check/eslint.config.mjs',
]
const eslint = [join(bench, 'node_modules/.bin/eslint'), [...eslintFlags, folder]]
const oxlint = [join(bench, 'node_modules/.bin/oxlint'), [folder]]

try {
  if (given === undefined) generateProject(folder, Number(values.files))
  measure()
} finally {
  if (given === undefined) rmSync(folder, { recursive: true })
  else if (!hadModules) tidy()
}

function measure() {
  // What follows finds the files in the system's own cache.
  console.log(`${given ?? 'a generated application'}: ${run(read).stdout.trim()}`)
  console.log(`Node ${process.version}, ${availableParallelism()} cores\n`)
  const rounds = Array.from({ length: Number(values.rounds) }, () => {
    const reading = time(read)
    rmSync(cache, { recursive: true, force: true })
    return { reading, cold: time(check), warm: time(check) }
  })
  const lint = Array.from({ length: Number(values['lint-rounds']) }, () => ({
    reading: time(read),
    eslint: time(eslint),
    oxlint: time(oxlint),
  }))
  print('walk, read and search', rounds, 'reading')
  print('afterword check, no cache', rounds, 'cold')
  print('afterword check, nothing changed', rounds, 'warm')
  print('ESLint, one trivial rule', lint, 'eslint')
  print('oxlint, its default rules', lint, 'oxlint')
  rmSync(cache, { recursive: true, force: true })
  const peak = ['--import', join(bench, 'check/peak.mjs'), afterword, 'check', folder]
  const [, megabytes] = /^peak (\d+)$/m.exec(run([process.execPath, peak]).stderr) ?? []
  console.log(`\nMemory at most, without cache: ${megabytes} MB`)
}

/** The median of the rounds, and that of each round's ratio to its own reading. */
function print(name, rounds, key) {
  const milliseconds = median(rounds.map((round) => round[key]))
  const ratio = median(rounds.map((round) => round[key] / round.reading))
  const columns = [name.padEnd(34), `${milliseconds.toFixed(0)} ms`.padStart(9)]
  console.log(`${columns.join('')}${ratio.toFixed(2).padStart(9)} x`)
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Milliseconds from the start of the process to its end. */
function time(command) {
  const begin = performance.now()
  run(command)
  return performance.now() - begin
}

function run([file, args]) {
  const result = spawnSync(file, args, { cwd: bench, encoding: 'utf8', maxBuffer: 1 << 30 })
  if (result.error) throw result.error
  // Findings end with 1; anything else is no measurement.
  if (result.status !== 0 && result.status !== 1) {
    throw new Error(`${file} ${args.join(' ')} ended with ${result.status}\n${result.stderr}`)
  }
  return result
}

/** Leaves a folder without packages as it was. */
function tidy() {
  rmSync(cache, { recursive: true, force: true })
  for (const path of ['node_modules/.cache', 'node_modules']) {
    if (existsSync(join(folder, path))) rmdirSync(join(folder, path))
  }
}
