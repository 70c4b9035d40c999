// Stress: many requests at 50 connections against a server in a process of its own, with aborts,
// throws, streams and nested tasks. Every callback must have run once, none before its response was
// over, and the heap must be back where it was. What the server did is checked against what the
// client saw.
//
//   node test/stress/run.mjs [--requests 100000] [--connections 50] [--seed n]
import { fork } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { MOST_CALLBACKS, planRequest } from './plan.mjs'

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    connections: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
  },
})
const [requests, connections, seed] = [values.requests, values.connections, values.seed].map(Number)
// Until then the engine compiles and fills its caches, and the heap grows for reasons of its own.
const warmUp = Math.min(10_000, requests)
const total = warmUp + requests
console.log(`seed ${seed}: ${warmUp} + ${requests} requests at ${connections} connections`)

const child = fork(
  fileURLToPath(new URL('server.mjs', import.meta.url)),
  [String(seed), String(total)],
  // V8 drops the bytecode of functions that have not been called for a while: on Node 24 a sixth of
  // this heap, at a time of its own.
  { execArgv: ['--expose-gc', '--no-flush-bytecode'] },
)
child.on('exit', (code, signal) => {
  if (code === 0) return
  console.error(`FAILED the server ended: ${signal ?? code}`)
  process.exit(1)
})
const [{ port }] = await once(child, 'message')
const agent = new http.Agent({ keepAlive: true, maxSockets: connections })

/** What the client saw of each request: the log that the server's is checked against. */
const log = new Array(total)

/** Makes a request and resolves to what came of it. */
function request(number) {
  const { kind, abort } = planRequest(seed, number)
  return new Promise((resolve) => {
    const outgoing = http.get({ port, agent, path: `/${number}` })
    let sawHead = false
    let isLeaving = false
    const leave = () => {
      isLeaving = true
      outgoing.destroy()
    }
    outgoing.on('error', (error) => {
      if (!isLeaving) resolve(sawHead ? 'cut' : `error ${error.code}`)
    })
    outgoing.on('close', () => {
      if (isLeaving) resolve(sawHead ? 'left' : 'left early')
      else resolve(sawHead ? 'cut' : 'closed')
    })
    // Written to the socket, or into its buffer at least.
    if (abort === 'sent') outgoing.on('finish', () => setImmediate(leave))
    outgoing.on('response', (response) => {
      sawHead = true
      if (abort === 'head') return leave()
      response.on('error', () => {
        if (!isLeaving) resolve('cut')
      })
      response.on('end', () => resolve(`whole ${response.statusCode}`))
      response.on('data', () => {
        if (kind === 'hang') leave()
      })
    })
  })
}

let next = 0
async function makeRequests(end) {
  while (next < end) {
    const number = next++
    log[number] = await request(number)
  }
}

async function runUntil(end) {
  await Promise.all(Array.from({ length: connections }, () => makeRequests(end)))
}

async function ask(message) {
  child.send(message)
  return (await once(child, 'message'))[0]
}

await runUntil(warmUp)
const { heap: startHeap } = await ask('measure')
const startedAt = performance.now()
await runUntil(total)
const seconds = (performance.now() - startedAt) / 1000
const { heap: endHeap } = await ask('measure')
const report = await ask('report')
agent.destroy()

const failures = [...report.violations]
const fail = (text) => failures.length < 40 && failures.push(text)
const [seen, ran, outcomes] = [report.seen, report.ran, report.outcomes].map((text) =>
  Buffer.from(text, 'base64'),
)
const outcomeNames = [undefined, 'sent', 'aborted', 'failed']
const tally = { requests: 0, callbacks: 0, taskErrors: 0, thrown: 0, rejected: 0 }
const logTally = {}

for (let number = 0; number < total; number++) {
  const plan = planRequest(seed, number)
  const saw = log[number]
  logTally[saw] = (logTally[saw] ?? 0) + 1
  const where = `request ${number} (${plan.kind}, client ${plan.abort ?? 'stays'}: ${saw})`
  const expected = expectLog(plan)
  if (!expected.includes(saw))
    fail(`${where}: the client should have seen ${expected.join(' or ')}`)
  // One that the client gave up at once may never have reached the listener.
  if (seen[number] !== 1 && !(seen[number] === 0 && saw === 'left early')) {
    fail(`${where}: the server saw it ${seen[number]} times`)
  }
  const times = seen[number] ? 1 : 0
  tally.requests += times
  for (let id = 0; id < MOST_CALLBACKS; id++) {
    const index = number * MOST_CALLBACKS + id
    const wanted = id < plan.count ? times : 0
    if (ran[index] !== wanted)
      fail(`${where}: callback ${id} ran ${ran[index]} times, not ${wanted}`)
    const outcome = outcomeNames[outcomes[index]]
    const allowed = expectOutcomes(plan, saw)
    if (outcome && !allowed.includes(outcome)) {
      fail(`${where}: callback ${id} was told ${outcome}, not ${allowed.join(' or ')}`)
    }
  }
  if (!times) continue
  tally.callbacks += plan.count
  tally.taskErrors += countErrors(plan.tasks) + countErrors(plan.lateTasks)
  if (plan.kind === 'throw') tally.thrown++
  if (plan.kind === 'reject' || plan.kind === 'break') tally.rejected++
}
for (const name of ['taskErrors', 'thrown', 'rejected']) {
  if (report.counts[name] !== tally[name])
    fail(`${name}: ${report.counts[name]}, not ${tally[name]}`)
}
if (report.openRequests || report.abandoned.length) fail('the server was left with open requests')
const growth = endHeap / startHeap - 1
if (Math.abs(growth) > 0.1) fail(`the heap is not back within 10 %: ${percent(growth)}`)

console.log(`${Math.round(requests / seconds)} requests a second; the client saw:`, logTally)
console.log('the server did:', tally)
console.log(`heap: ${megabytes(startHeap)} MB, then ${megabytes(endHeap)} MB (${percent(growth)})`)
for (const failure of failures) console.error(`FAILED ${failure}`)
if (failures.length > 0) {
  console.error(`Again: node test/stress/run.mjs --requests ${requests} --seed ${seed}`)
  process.exitCode = 1
} else {
  console.log('every callback ran once, none before its response was over')
}

function expectLog({ kind, abort }) {
  if (abort === 'sent') return ['left early', 'left', 'whole 200']
  if (abort === 'head' || kind === 'hang') return ['left']
  if (kind === 'throw' || kind === 'reject') return ['whole 500']
  return kind === 'break' ? ['cut'] : ['whole 200']
}

function expectOutcomes({ kind }, saw) {
  if (kind === 'throw' || kind === 'reject' || kind === 'break') return ['failed']
  if (kind === 'hang') return ['aborted']
  return saw === 'whole 200' ? ['sent'] : ['sent', 'aborted']
}

function countErrors(tasks) {
  return tasks.reduce((count, { form, nested }) => {
    return count + (form === 'throw' || form === 'reject' ? 1 : 0) + countErrors(nested)
  }, 0)
}

function megabytes(bytes) {
  return (bytes / 1024 / 1024).toFixed(2)
}

function percent(share) {
  return `${share >= 0 ? '+' : ''}${(share * 100).toFixed(1)} %`
}
