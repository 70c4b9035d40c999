// Where the CPU goes, function by function: node bench/profile.mjs runtime 'Afterword, one call' 'Node 24'
import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateProject } from './check/generate.mjs'
import { listeners } from './runtime/listeners.mjs'
import { sendLoad } from './runtime/load.mjs'
import { findRuntimes } from './runtime/runtimes.mjs'
import { makeFolder } from './support/folder.mjs'
import { printTable } from './support/table.mjs'
import { inputs } from './transform/sources.mjs'

const root = join(import.meta.dirname, '..')
const ROWS = 20
const REQUESTS = 100_000

/** Each runs a process to its end, profiled; `what` it may be, as its help has it. */
const PROFILES = {
  runtime: {
    what: Object.keys(listeners),
    async run(listener, execArgv, runtime) {
      const found = findRuntimes().find(({ name }) => name === runtime)
      const execPath = found?.path ?? process.execPath
      const file = join(root, 'bench/runtime/server.mjs')
      const server = fork(file, [listener], { execArgv, execPath })
      const [{ port }] = await once(server, 'message')
      await sendLoad({ port, count: REQUESTS })
      server.disconnect()
      await once(server, 'exit')
    },
  },
  transform: {
    what: Object.keys(inputs),
    async run(input, execArgv) {
      spawnNode([...execArgv, join(root, 'bench/transform/once.mjs'), input])
    },
  },
  check: {
    what: ['1000', '10000', '50000'],
    async run(modules, execArgv) {
      const { folder } = makeFolder(tmpdir(), 'afterword-bench-')
      generateProject(folder, Number(modules))
      spawnNode([...execArgv, join(root, 'packages/transform/bin/afterword.js'), 'check', folder])
    },
  },
}

function spawnNode(args) {
  const { error, signal } = spawnSync(process.execPath, args, { stdio: 'ignore' })
  if (error) throw error
  if (signal) process.exit(130)
}

const [name, what, ...rest] = process.argv.slice(2)
const profile = PROFILES[name]
if (!profile?.what.includes(what)) {
  const lines = Object.entries(PROFILES).map(([key, { what }]) => {
    return `  ${key}: ${what.map((one) => `'${one}'`).join(', ')}`
  })
  const usage =
    'node bench/profile.mjs <benchmark> <what> [a runtime: Node 20, Node 22, Node 24, Bun]'
  console.error(`${usage}\n\n${lines.join('\n')}`)
  process.exit(2)
}
const { folder } = makeFolder(tmpdir(), 'afterword-profile-')
await profile.run(what, ['--cpu-prof', `--cpu-prof-dir=${folder}`], ...rest)
for (const file of readdirSync(folder)) {
  const profile = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  const title = `${name}, ${what}`
  console.log(printShares(`${title}: by folder`, profile, nameFolder))
  console.log(printShares(`${title}: by function`, profile, nameFunction))
}

/** A table of how long what has the same name was at work itself, most first; of one thread. */
function printShares(title, { nodes, samples, timeDeltas }, nameOf) {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const times = new Map()
  for (const [index, id] of samples.entries()) {
    const name = names.get(id)
    times.set(name, (times.get(name) ?? 0) + timeDeltas[index])
  }
  times.delete('(idle)')
  const total = [...times.values()].reduce((sum, time) => sum + time, 0)
  const most = [...times].sort(([, a], [, b]) => b - a).slice(0, ROWS)
  return printTable({
    title: `${title}, of ${(total / 1000).toFixed(0)} ms`,
    columns: ['', 'share'],
    rows: most.map(([name, time]) => [name, `${((time / total) * 100).toFixed(1)} %`]),
  })
}

function nameFolder({ functionName, url }) {
  if (url === '') return functionName.startsWith('(') ? functionName : 'native'
  if (/^(?:node|internal|bun):/.test(url)) return "the runtime's own"
  const [, installed] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? []
  return installed ?? dirname(nameFile(url))
}

function nameFunction({ functionName, url, lineNumber }) {
  const name = (functionName || '(anonymous)').slice(0, 60)
  return url === '' ? name : `${name}  ${nameFile(url)}:${lineNumber + 1}`
}

function nameFile(url) {
  const file = url.startsWith('file:') ? relative(root, fileURLToPath(url)) : url
  return file.replace(/^.*node_modules\//, '')
}
