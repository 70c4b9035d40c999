// What `after` costs a request: CPU and p99 beside bare http, a listener by hand, Next's own and others.
import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { measureRounds, medianOf, percentile, ratioOf } from '../support/statistics.mjs'
import { formatRatio } from '../support/table.mjs'
import { listeners } from './listeners.mjs'
import { sendLoad } from './load.mjs'
import { findRuntimes } from './runtimes.mjs'

const BARE = 'bare http'
const HAND = 'by hand, same context'
const NEXT = 'Next, one call'
const ALL = 'all'

export const packages = ['next', 'on-finished', 'vinext']

export const options = {
  rounds: { type: 'string', default: '9' },
  requests: { type: 'string', default: '20000' },
  /** Names as in the titles: `Node 24,Bun`. */
  runtimes: { type: 'string', default: ALL },
}

export async function run({ rounds: count, requests, runtimes }, progress) {
  const tables = []
  for (const { title, path } of chooseRuntimes(runtimes)) {
    const measure = (listener) => measureListener(listener, path, Number(requests))
    const report = (text) => progress(`${title}, ${text}`)
    const rounds = await measureRounds(Object.keys(listeners), Number(count), measure, report)
    tables.push(printListeners(title, rounds), printMemory(title, path))
  }
  return tables
}

function chooseRuntimes(choice) {
  const wanted = choice.split(',')
  return findRuntimes().flatMap(({ name, path, version }) => {
    if (choice !== ALL && !wanted.includes(name)) return []
    if (version !== undefined) return [{ title: `${name.split(' ', 1)} ${version}`, path }]
    console.log(`${name} is left out: npm has no binary of it for this machine.\n`)
    return []
  })
}

/** CPU microseconds a request and the p99 in milliseconds, of a server that is warm. */
async function measureListener(name, execPath, requests) {
  const server = fork(join(import.meta.dirname, 'server.mjs'), [name], { execPath })
  const ask = async () => {
    server.send('usage')
    const [answer] = await once(server, 'message')
    return answer
  }
  const [{ port }] = await once(server, 'message')
  await sendLoad({ port, count: requests / 4 })
  const before = await ask()
  const latencies = await sendLoad({ port, count: requests })
  const after = await untilRun(ask, before.tasks + requests * listeners[name].tasks)
  server.disconnect()
  await once(server, 'exit')
  return { cpu: (after.cpu - before.cpu) / requests, p99: percentile(latencies, 0.99) }
}

/** Waits for the tasks of the last requests: they run after the load has its answers. */
async function untilRun(ask, expected) {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const answer = await ask()
    if (answer.tasks === expected) return answer
    if (answer.tasks > expected) break
  }
  throw new Error(`${expected} tasks should have run, and no more`)
}

function printListeners(runtime, rounds) {
  const added = (name) =>
    rounds.map((round) => round[name].cpu - round[BARE].cpu).sort((a, b) => a - b)[
      rounds.length >> 1
    ]
  return {
    title: `A request, on ${runtime}`,
    columns: ['listener', 'CPU a request', 'to bare', 'to by hand', 'added', "to Next's", 'p99'],
    rows: Object.keys(listeners).map((name) => [
      name,
      `${medianOf(rounds, name, 'cpu').toFixed(1)} µs`,
      formatRatio(ratioOf(rounds, name, BARE, 'cpu')),
      formatRatio(ratioOf(rounds, name, HAND, 'cpu')),
      name === BARE ? '' : `${added(name).toFixed(1)} µs`,
      name === BARE ? '' : formatRatio(added(name) / added(NEXT)),
      `${medianOf(rounds, name, 'p99').toFixed(2)} ms`,
    ]),
    note:
      'CPU of the server’s process, user and system, over a load of 50 keep-alive connections from ' +
      'another process; medians of paired rounds, and of the ratios within each. “added” is what ' +
      'the listener costs over bare http, “to Next’s” that in proportion to Next’s for one call.',
  }
}

function printMemory(runtime, execPath) {
  const measure = (name) => {
    const file = join(import.meta.dirname, 'memory.mjs')
    const { status, stdout, stderr } = spawnSync(execPath, ['--expose-gc', file, name], {
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`memory of ${name}: ${stderr}`)
    return Number(stdout)
  }
  return {
    title: `Bytes held for a task that waits, on ${runtime}`,
    columns: ['', 'bytes'],
    rows: ['by hand, same context', 'Afterword', 'Next'].map((system) => [
      system,
      measure(system).toFixed(0),
    ]),
    note: 'The heap after collection, with 100,000 tasks of one request whose response is open.',
  }
}
