// The server of a stress run, in a process of its own: does what the plan says, and writes down what
// ran. Arguments: host, seed, number of requests. Its parent asks for figures by message.
import { setImmediate as turn } from 'node:timers/promises'
import { AfterError, configure, drain } from '@afterword/runtime'
import { isWeb, listen } from './hosts.mjs'
import { MOST_CALLBACKS, planRequest } from './plan.mjs'
import { createStorage, PlannedError } from './servings.mjs'

const [host] = process.argv.slice(2)
const [seed, requests] = process.argv.slice(3).map(Number)
// One byte for each request or callback, made once: what is written down must not look like a leak.
const seen = new Uint8Array(requests)
const ran = new Uint8Array(requests * MOST_CALLBACKS)
const outcomes = new Uint8Array(requests * MOST_CALLBACKS)
const outcomeCodes = { sent: 1, aborted: 2, failed: 3 }
const counts = {
  taskErrors: 0,
  timeouts: 0,
  thrown: 0,
  rejected: 0,
  waitUntilThrown: 0,
  waitUntilErrors: 0,
}
const violations = []
const storage = createStorage()
const run = { storage, write, violate }

configure({
  onTaskError(error) {
    if (error instanceof PlannedError) counts.taskErrors++
    else if (error instanceof AfterError && error.code === 'task-timeout') counts.timeouts++
    else if (error?.cause instanceof PlannedError) counts.waitUntilErrors++
    else violate(`onTaskError got ${error?.stack ?? error}`)
  },
})
process.on('uncaughtException', (error) => {
  if (error instanceof PlannedError) counts.thrown++
  else violate(`uncaught ${error.stack}`)
})
process.on('unhandledRejection', (error) => {
  if (error instanceof PlannedError) counts.rejected++
  else violate(`unhandled ${error?.stack ?? error}`)
})
// What bridges print of a handler's errors is the plan's.
console.error = (...values) => {
  if (!values.some((value) => value instanceof PlannedError)) violate(`printed ${values.join(' ')}`)
}

function violate(text) {
  if (violations.length < 20) violations.push(text)
}

function write(number, task, outcome) {
  const index = number * MOST_CALLBACKS + task.id
  ran[index]++
  outcomes[index] = outcomeCodes[outcome] ?? 0
}

function serve(number, create) {
  seen[number]++
  const serving = create(run, number, planRequest(seed, number))
  return storage.run(number, () => serving.answer())
}

/** A platform's: it is called in the context of the first `after`, which a body's source may not have. */
function waitUntil() {
  const number = storage.getStore()
  if (number === undefined || !planRequest(seed, number).failsWaitUntil) return
  counts.waitUntilThrown++
  throw new PlannedError('waitUntil')
}

// Where Node's host looks for one; a web handler is given it.
if (!isWeb(host)) {
  globalThis[Symbol.for('@vercel/request-context')] = { get: () => ({ waitUntil }) }
}
const server = await listen(host, serve, waitUntil)
// A busy machine may hold up either side for as long as Node keeps an idle connection: closed by its
// timer when the next request is on its way, it would answer that with a reset.
server.keepAliveTimeout = 0
process.send({ port: server.address().port })

/** What was left though nothing more was asked. */
const left = { tasks: 0, requests: 0 }

process.on('message', async (message) => {
  const { abandoned, openRequests } = await drain({ timeout: 30_000 })
  left.tasks += abandoned.length
  left.requests += openRequests
  if (message === 'measure') {
    for (let i = 0; i < 5; i++) {
      await turn()
      globalThis.gc()
    }
    process.send({ heap: process.memoryUsage().heapUsed })
    return
  }
  const encode = (bytes) => Buffer.from(bytes.buffer).toString('base64')
  const report = {
    seen: encode(seen),
    ran: encode(ran),
    outcomes: encode(outcomes),
    counts,
    violations,
    left,
  }
  process.send(report, () => {
    process.disconnect()
    server.closeAllConnections?.()
    server.close()
  })
})
