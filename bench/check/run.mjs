// `afterword check`, as whole processes, beside plain reading, ESLint and oxlint, and how it grows with the modules.
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { makeFolder } from '../support/folder.mjs'
import { runProcess } from '../support/process.mjs'
import { median } from '../support/statistics.mjs'
import { formatRatio } from '../support/table.mjs'
import { generateProject } from './generate.mjs'

const bench = resolve(import.meta.dirname, '..')
const afterword = resolve(bench, '../packages/transform/bin/afterword.js')

export const packages = ['eslint', '@typescript-eslint/parser', 'oxlint']

export const options = {
  /** A repository to check in place of generated ones. */
  folder: { type: 'string' },
  modules: { type: 'string', default: '1000,10000,50000' },
  'check-rounds': { type: 'string', default: '7' },
  /** The linters take minutes of large ones, and are left out above this. */
  'lint-modules': { type: 'string', default: '10000' },
}

export async function run(values, progress) {
  const rounds = Number(values['check-rounds'])
  const rows = []
  if (values.folder === undefined) {
    for (const modules of values.modules.split(',').map(Number)) {
      const { folder, remove } = makeFolder(tmpdir(), 'afterword-bench-')
      generateProject(folder, modules)
      // What was found is kept where packages are installed.
      mkdirSync(join(folder, 'node_modules'))
      const lint = modules <= Number(values['lint-modules'])
      rows.push(...measureFolder({ folder, name: `${modules} modules`, rounds, lint, progress }))
      remove()
    }
  } else {
    // npm runs scripts in the package's folder, and says where it was called.
    const folder = resolve(process.env.INIT_CWD ?? process.cwd(), values.folder)
    const name = values.folder
    rows.push(...measureFolder({ folder, name, rounds, lint: true, progress }))
  }
  return [
    {
      title: 'Checking a project',
      columns: ['', 'time', 'to reading', 'CPU', 'to reading', 'CPU a module', 'memory'],
      rows,
      note:
        'Whole processes, one after the other; medians, and medians of each round’s ratio to its own ' +
        'reading: a plain script that walks the folder, reads every module and searches it for two ' +
        'words. Memory is the most that the process had at once; with the CPU that a module takes, it ' +
        'tells how a check grows. The linters are run once.',
    },
  ]
}

function measureFolder({ folder, name, rounds: count, lint, progress }) {
  const cache = join(folder, 'node_modules/.cache/afterword')
  const isKept = existsSync(join(folder, 'node_modules'))
  const check = [process.execPath, [afterword, 'check', folder]]
  const read = [process.execPath, [join(bench, 'check/read.mjs'), folder]]
  const eslint = [
    join(bench, 'node_modules/.bin/eslint'),
    [
      '--no-config-lookup',
      '--no-error-on-unmatched-pattern',
      '-c',
      join(bench, 'check/eslint.config.mjs'),
      folder,
    ],
  ]
  const oxlint = [join(bench, 'node_modules/.bin/oxlint'), [folder]]
  // Findings end with 1; anything else is no measurement.
  // ESLint takes no notice of what lies outside of where it is called.
  const time = ([file, args]) => runProcess(file, args, { cwd: folder, statuses: [0, 1] })
  // What follows finds the files in the system's own cache. It says first how many there are.
  const modules = Number.parseInt(time(read).stdout, 10)
  const rounds = Array.from({ length: count }, (_, index) => {
    progress(`${name}, round ${index + 1} of ${count}`)
    const reading = time(read)
    rmSync(cache, { recursive: true, force: true })
    const cold = time(check)
    return isKept ? { reading, cold, warm: time(check) } : { reading, cold }
  })
  if (lint) {
    progress(`${name}, ESLint and oxlint`)
    Object.assign(rounds[0], { eslint: time(eslint), oxlint: time(oxlint) })
  }
  rmSync(cache, { recursive: true, force: true })
  const row = (label, key) => {
    const measured = rounds.filter((round) => round[key])
    const middle = (select) => median(measured.map(select))
    const toReading = (what) => middle((round) => round[key][what] / round.reading[what])
    const cpu = middle((round) => round[key].cpu)
    return [
      `${name}: ${label}`,
      `${middle((round) => round[key].milliseconds).toFixed(0)} ms`,
      formatRatio(toReading('milliseconds')),
      `${cpu.toFixed(0)} ms`,
      formatRatio(toReading('cpu')),
      `${((cpu * 1000) / modules).toFixed(0)} µs`,
      `${middle((round) => round[key].megabytes).toFixed(0)} MB`,
    ]
  }
  return [
    row('walk, read and search', 'reading'),
    row('afterword check, no cache', 'cold'),
    ...(isKept ? [row('afterword check, nothing changed', 'warm')] : []),
    ...(lint
      ? [row('ESLint, one trivial rule', 'eslint'), row('oxlint, its default rules', 'oxlint')]
      : []),
  ]
}
