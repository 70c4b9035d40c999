// What a server of a stress run does for each request: what the plan says, and writes down what ran.
import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { after } from '@afterword/runtime'
import { SHORT_TIMEOUT } from './plan.mjs'

export class PlannedError extends Error {}

const body = Buffer.alloc(70_000, 'x')

/** One request: its plan, and what is known of its life. */
class Serving {
  isCalling = false
  isHandlerDone = false
  /** How many functions it has scheduled, and the place of the last that was started. */
  scheduled = 0
  started = 0

  /** @param {object} run `storage` with the number of the request, and `write` and `violate` to be told */
  constructor(run, number, plan) {
    this.run = run
    this.number = number
    this.plan = plan
  }

  schedule(tasks) {
    for (const task of tasks) this.scheduleTask(task)
  }

  scheduleTask(task) {
    const { form } = task
    const number = this.run.storage.getStore()
    const options = form.startsWith('endless') ? { timeout: SHORT_TIMEOUT } : undefined
    this.isCalling = true
    if (form.endsWith('promise')) after(this.runAsPromise(task), options)
    else {
      const place = ++this.scheduled
      after(({ outcome }) => this.runTask(task, { outcome, number, place }), options)
    }
    this.isCalling = false
  }

  /** A promise runs already: only what it schedules waits for the response. */
  async runAsPromise(task) {
    await turn()
    this.run.write(this.number, task)
    this.schedule(task.nested)
    if (task.form === 'endless promise') await new Promise(() => {})
  }

  runTask(task, { outcome, number, place }) {
    const { violate, storage, write } = this.run
    const name = `request ${this.number}, callback ${task.id}`
    if (this.isCalling) violate(`${name} ran inside the call`)
    if (!this.isOver) violate(`${name} ran before its response was over`)
    if (!this.isHandlerDone) violate(`${name} ran beside its handler`)
    if (storage.getStore() !== number) violate(`${name} ran in the context of another`)
    if (place < this.started) violate(`${name} ran behind one that was scheduled later`)
    this.started = place
    write(this.number, task, outcome)
    if (task.form === 'throw') {
      this.schedule(task.nested)
      throw new PlannedError('task')
    }
    if (task.form === 'stall') stall(5)
    const isSync = task.form === 'sync' || task.form === 'stall'
    return isSync ? this.schedule(task.nested) : this.runLater(task)
  }

  async runLater(task) {
    if (task.form === 'turn') await turn()
    if (task.form === 'timer') await new Promise((resolve) => setTimeout(resolve, 1))
    this.schedule(task.nested)
    if (task.form === 'reject') throw new PlannedError('task')
    if (task.form === 'endless') await new Promise(() => {})
  }

  /** What all handlers begin with. */
  async begin() {
    const { kind, tasks, turns, stall: time } = this.plan
    this.schedule(tasks)
    for (let i = 0; i < turns; i++) await turn()
    stall(time)
    if (kind === 'reject') throw new PlannedError('handler')
  }

  throwAtOnce() {
    this.schedule(this.plan.tasks)
    this.isHandlerDone = true
    throw new PlannedError('handler')
  }

  get chunk() {
    return body.subarray(0, this.plan.chunkSize)
  }
}

/** A request of http or http2, with its response. */
export class NodeServing extends Serving {
  constructor(run, number, plan, response) {
    super(run, number, plan)
    this.response = response
  }

  get isOver() {
    return isClosed(this.response)
  }

  answer() {
    return this.plan.kind === 'throw' ? this.throwAtOnce() : this.answerLater()
  }

  async answerLater() {
    const { kind, lateTasks, chunks } = this.plan
    const { response } = this
    try {
      await this.begin()
      if (kind === 'whole') return response.end(this.chunk)
      if (kind === 'twice') {
        response.end(this.chunk)
        return response.end()
      }
      response.write(this.chunk)
      if (kind === 'break') {
        await turn()
        throw new PlannedError('handler')
      }
      if (kind === 'hang') {
        if (!isClosed(response)) await once(response, 'close')
        await turn()
        return this.schedule(lateTasks)
      }
      for (let i = 1; i < chunks; i++) {
        await turn()
        response.write(this.chunk)
      }
      this.schedule(lateTasks)
      response.end()
    } finally {
      this.isHandlerDone = true
    }
  }
}

/** A web request; `isSent` says whether its response is over. */
export class FetchServing extends Serving {
  constructor(run, number, plan, isSent) {
    super(run, number, plan)
    this.isSent = isSent
  }

  get isOver() {
    return this.isSent()
  }

  answer() {
    return this.plan.kind === 'throw' ? this.throwAtOnce() : this.answerLater()
  }

  async answerLater() {
    const { kind } = this.plan
    try {
      await this.begin()
      return kind === 'whole' ? new Response(this.chunk) : new Response(this.createBody())
    } finally {
      this.isHandlerDone = true
    }
  }

  createBody() {
    const { kind, lateTasks, chunks } = this.plan
    let sent = 0
    // A body that is cancelled may be on its way to its end.
    let isLate = false
    const scheduleLate = () => {
      if (!isLate) this.schedule(lateTasks)
      isLate = true
    }
    return new ReadableStream({
      pull: async (controller) => {
        if (sent > 0 && kind === 'hang') return new Promise(() => {})
        await turn()
        if (sent > 0 && kind === 'break') throw new PlannedError('body')
        if (sent++ < chunks || kind === 'break') return controller.enqueue(this.chunk)
        scheduleLate()
        controller.close()
        // Closed twice, a stream says so to its source alone.
        if (kind === 'twice') controller.close()
        return undefined
      },
      cancel: async () => {
        await turn()
        scheduleLate()
      },
    })
  }
}

export function isClosed(response) {
  return 'stream' in response ? response.stream.destroyed : response.closed
}

/** Blocks the event loop. */
function stall(milliseconds) {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}

export function createStorage() {
  return new AsyncLocalStorage()
}
