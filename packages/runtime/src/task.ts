// One task: queued, running, settled; with its context, its deadline, and nothing kept afterwards.
import { AsyncResource } from 'node:async_hooks'
import { defaultTimeout, LONGEST_TIMER, type Outcome, type TaskErrorInfo } from './configure.ts'
import { type Entry, entryOf, type Frame, runInFrame, shared } from './context.ts'
import { type AfterError, createError, isThenable } from './errors.ts'
import { hasListeners, publishEvent, type TaskEventName } from './events.ts'
import {
  describeEntry,
  describeTask,
  explainNavigation,
  reportError,
  type TaskErrorHandler,
} from './report.ts'

/** What a task's function is called with. */
export interface TaskContext {
  /**
   * Aborts when the task's time is up (`task-timeout`) or the server gives up on it while shutting
   * down (`task-abandoned`); `signal.reason` is the AfterError. Pass it to `fetch` and the like.
   */
  readonly signal: AbortSignal
  /** How the response ended. */
  readonly outcome: Outcome
}

/** Work for after the response: a function called then, or a promise of work already going on. */
export type AfterTask = ((context: TaskContext) => unknown) | PromiseLike<unknown>

/** One call of `after`, its arguments checked. */
export interface TaskCall {
  readonly task: AfterTask
  readonly site: string | undefined
  readonly caller: string | undefined
  readonly name: string | undefined
  readonly timeout: number | undefined
}

/** What a task needs of the scope it belongs to. */
export interface TaskOwner {
  readonly id: string
  /** `performance.now()` when the request began: what `maxDuration` counts from. */
  readonly startedAt: number
  /** Milliseconds left before the platform stops the request's work; `Infinity` where it does not. */
  readonly timeLeft: number
  readonly outcome: Outcome | undefined
  readonly onTaskError: TaskErrorHandler | undefined
  readonly observer: TaskObserver | undefined
  /** Called once, with the report of its error if that is still being sent. */
  taskSettled(task: Task, report: Promise<void> | undefined): void
}

/** The last event of a task: exactly one of these comes. */
export type FinalEvent = `afterword:task:${'end' | 'error' | 'timeout' | 'abandon'}`

/** Hears of every task of a scope, and of what became of it. */
export interface TaskObserver {
  taskScheduled(id: string, origin: TaskErrorInfo): void
  /** With `end`, `result` is what the task gave; else the error. */
  taskSettled(id: string, event: FinalEvent, result: unknown): void
}

export class Task {
  readonly id: string
  /** The entry point of the outermost `after`: nested tasks inherit it, and with it the phase. */
  readonly entry: Entry | undefined
  /** Whether it is a promise: it runs already, and takes no turn. */
  readonly isPromise: boolean
  state: 'queued' | 'running' | 'settled'
  /** Whether it holds one of the turns that the concurrency limit counts. */
  hasTurn = false
  readonly #parentId: string | undefined
  readonly #site: string | undefined
  readonly #caller: string | undefined
  readonly #name: string | undefined
  readonly #timeout: number | undefined
  #stopReason: AfterError | undefined
  // These lead to the application's memory, and are dropped when the task settles or is given up.
  #owner: TaskOwner | undefined
  #work: AfterTask | undefined
  #frame: Frame | undefined
  #resource: AsyncResource | undefined
  #abort: AbortController | undefined
  #link: Link | undefined
  #deadline: ReturnType<typeof setTimeout> | undefined

  constructor(id: string, owner: TaskOwner, call: TaskCall, frame: Frame) {
    this.id = id
    this.entry = entryOf(frame)
    this.isPromise = typeof call.task !== 'function'
    this.state = this.isPromise ? 'running' : 'queued'
    this.#parentId = frame.task?.id
    this.#site = call.site
    this.#caller = call.caller
    this.#name = call.name
    this.#timeout = call.timeout
    this.#owner = owner
    this.#work = call.task
    this.#frame = { scope: frame.scope, request: frame.request, entry: this.entry, task: this }
    // The user's context is captured here: at 'close' Node has lost it after an abort and on
    // HTTP/2. One AsyncResource costs a fraction of AsyncLocalStorage.snapshot() on Node 20.
    this.#resource = new AsyncResource('AfterTask')
  }

  /** Announces the task; a promise is watched from now on, so that it is never unhandled. */
  schedule(): void {
    this.#publish('afterword:task:schedule')
    this.#owner?.observer?.taskScheduled(this.id, this.describe())
    if (!this.isPromise) return
    this.#publish('afterword:task:start')
    this.#watch(this.#work as PromiseLike<unknown>)
    this.#work = undefined
  }

  /** Calls the function, in the context its `after` was called in. */
  start(): void {
    const work = this.#work as (context: TaskContext) => unknown
    const outcome = this.#owner?.outcome
    if (this.state !== 'queued' || outcome === undefined) return
    this.state = 'running'
    this.#work = undefined
    this.#publish('afterword:task:start')
    this.#runInContext(() => {
      this.#startTimer()
      try {
        const result = work(this.#createContext(outcome))
        if (isThenable(result)) this.#watch(result)
        else this.#settle('afterword:task:end', result)
      } catch (error) {
        this.#fail(error)
      }
    })
  }

  /** Starts the clock of a promise: its time counts from the end of the response, or from now. */
  startDeadline(): void {
    if (this.state === 'running' && !this.#deadline) this.#runInContext(() => this.#startTimer())
  }

  /** Gives the task up. Its function, if it runs, cannot be stopped; its signal aborts. */
  abandon(): void {
    if (this.state === 'settled') return
    const reason = createError('task-abandoned', [describeTask(this.describe())])
    this.#stop('afterword:task:abandon', reason)
  }

  /** Where the task comes from; while it is not settled. */
  describe(): TaskErrorInfo {
    const owner = this.#owner!
    return {
      site: this.#site,
      caller: this.#caller,
      name: this.#name,
      ...describeEntry(this.entry),
      outcome: owner.outcome,
      request: this.#frame?.request.describe(),
      requestId: owner.id,
    }
  }

  #runInContext(body: () => void): void {
    const frame = this.#frame
    if (frame) this.#resource?.runInAsyncScope(runInFrame, undefined, frame, body)
  }

  #createContext(outcome: Outcome): TaskContext {
    const getSignal = () => this.#getSignal()
    return {
      // Few tasks ask for it, so the controller is made for those.
      get signal() {
        return getSignal()
      },
      outcome,
    }
  }

  #getSignal(): AbortSignal {
    this.#abort ??= new AbortController()
    if (this.#stopReason) this.#abort.abort(this.#stopReason)
    return this.#abort.signal
  }

  #startTimer(): void {
    const { startedAt, timeLeft } = this.#owner!
    const { maxDuration = Infinity } = this.entry ?? {}
    const own = this.#timeout ?? defaultTimeout()
    const ofRoute = startedAt + maxDuration * 1000 - performance.now()
    const delay = Math.max(0, Math.min(own, ofRoute, timeLeft))
    let limit = `${own} ms`
    if (ofRoute < own) limit = `the route's maxDuration of ${maxDuration} s`
    if (timeLeft < Math.min(own, ofRoute)) limit = 'the time that the platform leaves it'
    if (delay > LONGEST_TIMER) return
    this.#deadline = setTimeout(() => {
      const error = createError('task-timeout', [describeTask(this.describe()), limit])
      // Its own code may keep its context for ever, by a promise that never settles.
      this.#frame?.request.detach()
      this.#stop('afterword:task:timeout', error)
    }, delay)
    // A deadline alone is no reason to keep a process alive.
    this.#deadline.unref?.()
  }

  #watch(work: PromiseLike<unknown>): void {
    const promise = Promise.resolve(work)
    // A promise keeps what waits for it, and the context of that. One that never settles must not
    // keep a request that way: it is waited for from outside, and by a link that is cut.
    const link: Link = { task: this }
    this.#link = link
    shared.outside.runInAsyncScope(watchPromise, undefined, promise, link)
  }

  /** What its promise settled with: the word of {@link watchPromise}. */
  promiseSettled(isFulfilled: boolean, result: unknown): void {
    if (isFulfilled) this.#settle('afterword:task:end', result)
    else this.#fail(result)
  }

  #fail(error: unknown): void {
    this.#settle('afterword:task:error', explainNavigation(error))
  }

  #stop(event: FinalEvent, reason: AfterError): void {
    // Until it is printed, a stack leads to the objects on it, and from the timer to the context.
    void reason.stack
    this.#stopReason = reason
    this.#abort?.abort(reason)
    this.#settle(event, reason)
  }

  #settle(event: FinalEvent, result: unknown): void {
    // Given up, it may still end by itself: that is no longer news.
    if (this.state === 'settled') return
    this.state = 'settled'
    const error = event === 'afterword:task:end' ? undefined : result
    this.#publish(event, error)
    const owner = this.#owner!
    owner.observer?.taskSettled(this.id, event, result)
    let report: Promise<void> | undefined
    if (event === 'afterword:task:error' || event === 'afterword:task:timeout') {
      this.#runInContext(() => {
        report = reportError(error, this.describe(), owner.onTaskError)
      })
    }
    clearTimeout(this.#deadline)
    if (this.#link) this.#link.task = undefined
    this.#link = undefined
    this.#owner = undefined
    this.#work = undefined
    this.#frame = undefined
    this.#resource = undefined
    this.#abort = undefined
    this.#deadline = undefined
    if (event !== 'afterword:task:abandon') shared.finishedTaskCount++
    owner.taskSettled(this, report)
  }

  #publish(name: TaskEventName, error?: unknown): void {
    if (!hasListeners(name)) return
    const { outcome: _, request: __, ...origin } = this.describe()
    publishEvent(name, {
      ...origin,
      taskId: this.id,
      parentTaskId: this.#parentId,
      time: performance.now(),
      ...(error !== undefined && { error }),
    })
  }
}

/** What a promise holds of the task that waits for it. */
interface Link {
  task: Task | undefined
}

// A function of its own: a closure of the task's would hold the task.
function watchPromise(promise: Promise<unknown>, link: Link): void {
  promise.then(
    (value) => link.task?.promiseSettled(true, value),
    (error) => link.task?.promiseSettled(false, error),
  )
}
