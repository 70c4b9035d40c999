// The server of a stress run, in a process of its own: does what the plan says, and writes down what
// ran. Arguments: seed, number of requests. Its parent asks for figures by message.
import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import http from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import { after, configure, drain } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/node'
import { MOST_CALLBACKS, planRequest } from './plan.mjs'

const [seed, requests] = process.argv.slice(2).map(Number)
// One byte for each request or callback, made once: what is written down must not look like a leak.
const seen = new Uint8Array(requests)
const ran = new Uint8Array(requests * MOST_CALLBACKS)
const outcomes = new Uint8Array(requests * MOST_CALLBACKS)
const outcomeCodes = { sent: 1, aborted: 2, failed: 3 }
const counts = { taskErrors: 0, thrown: 0, rejected: 0 }
const violations = []
const storage = new AsyncLocalStorage()
const body = Buffer.alloc(70_000, 'x')

class PlannedError extends Error {}

configure({
  onTaskError(error) {
    if (error instanceof PlannedError) counts.taskErrors++
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

function violate(text) {
  if (violations.length < 20) violations.push(text)
}

/** One request: its plan, and what is known of its life. */
class Serving {
  isCalling = false
  isHandlerDone = false

  constructor(number, response) {
    this.number = number
    this.response = response
    this.plan = planRequest(seed, number)
  }

  schedule(tasks) {
    for (const task of tasks) this.scheduleTask(task)
  }

  scheduleTask(task) {
    this.isCalling = true
    if (task.form === 'promise') after(this.runAsPromise(task))
    else after(({ outcome }) => this.run(task, outcome))
    this.isCalling = false
  }

  /** A promise runs already: only what it schedules waits for the response. */
  async runAsPromise(task) {
    await turn()
    this.write(task)
    this.schedule(task.nested)
  }

  run(task, outcome) {
    const name = `request ${this.number}, callback ${task.id}`
    if (this.isCalling) violate(`${name} ran inside the call`)
    if (!this.response.closed) violate(`${name} ran before its response was over`)
    if (!this.isHandlerDone) violate(`${name} ran beside its handler`)
    if (storage.getStore() !== this.number) violate(`${name} ran in the context of another`)
    this.write(task, outcome)
    if (task.form === 'throw') {
      this.schedule(task.nested)
      throw new PlannedError('task')
    }
    return task.form === 'sync' ? this.schedule(task.nested) : this.runLater(task)
  }

  async runLater(task) {
    if (task.form === 'turn') await turn()
    if (task.form === 'timer') await new Promise((resolve) => setTimeout(resolve, 1))
    this.schedule(task.nested)
    if (task.form === 'reject') throw new PlannedError('task')
  }

  write(task, outcome) {
    const index = this.number * MOST_CALLBACKS + task.id
    ran[index]++
    outcomes[index] = outcomeCodes[outcome] ?? 0
  }

  async answer() {
    const { kind, tasks, lateTasks, chunks, chunkSize, turns } = this.plan
    const { response } = this
    try {
      this.schedule(tasks)
      for (let i = 0; i < turns; i++) await turn()
      if (kind === 'reject') throw new PlannedError('handler')
      if (kind === 'whole') return response.end(body.subarray(0, chunkSize))
      response.write(body.subarray(0, chunkSize))
      if (kind === 'break') {
        await turn()
        throw new PlannedError('handler')
      }
      if (kind === 'hang') {
        if (!response.closed) await once(response, 'close')
        await turn()
        return this.schedule(lateTasks)
      }
      for (let i = 1; i < chunks; i++) {
        await turn()
        response.write(body.subarray(0, chunkSize))
      }
      this.schedule(lateTasks)
      response.end()
    } finally {
      this.isHandlerDone = true
    }
  }
}

const server = http.createServer(
  withAfter((request, response) => {
    const number = Number(request.url.slice(1))
    seen[number]++
    const serving = new Serving(number, response)
    return storage.run(number, () => {
      if (serving.plan.kind !== 'throw') return serving.answer()
      serving.schedule(serving.plan.tasks)
      serving.isHandlerDone = true
      throw new PlannedError('handler')
    })
  }),
)
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))

process.on('message', async (message) => {
  const { abandoned, openRequests } = await drain({ timeout: 30_000 })
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
    abandoned,
    openRequests,
  }
  process.send(report, () => {
    process.disconnect()
    server.closeAllConnections()
    server.close()
  })
})
