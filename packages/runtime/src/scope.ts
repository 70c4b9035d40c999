// One request's life: open, then closed (response over and handler settled), flushing, settled.
import { concurrencyLimit, defaultTimeout, type Outcome } from './configure.ts'
import { type Entry, entryOf, type Frame, type Phase, runInFrame, shared } from './context.ts'
import { type AfterError, createError } from './errors.ts'
import { hasListeners, publishEvent } from './events.ts'
import type { WaitUntil } from './platform.ts'
import { describeEntry, reportError, type TaskErrorHandler } from './report.ts'
import type { RequestContext } from './request.ts'
import { Task, type TaskCall, type TaskObserver, type TaskOwner } from './task.ts'
import { runNextTurn } from './turn.ts'

/** How long a burst of starting tasks may hold the event loop before other work gets a turn. */
const BURST_MS = 8

export interface ScopeOptions {
  readonly request: RequestContext
  /** What keeps the platform from stopping this request's work, if it has such a thing. */
  readonly waitUntil?: WaitUntil | undefined
  /**
   * Whether tasks would be lost without `waitUntil`. Such a platform ends requests by itself, without
   * a word, and lets none wait for another: the process does not keep track of them.
   */
  readonly needsWaitUntil?: boolean | undefined
  /** Milliseconds that tasks have left before the platform stops them. */
  readonly timeLeft?: (() => number) | undefined
  /** Hears of task errors in place of the configured handler. */
  readonly onTaskError?: TaskErrorHandler | undefined
  /** Told of every task. */
  readonly observer?: TaskObserver | undefined
  /** Calls back after a turn of the event loop, for a host whose timers may be replaced. */
  readonly runNextTurn?: ((body: () => void) => void) | undefined
}

/** A task that was given up, and how far it had come. */
export interface AbandonedTask {
  readonly site: string | undefined
  readonly name: string | undefined
  readonly route: string | undefined
  readonly entry: string | undefined
  readonly phase: Phase | undefined
  readonly state: 'queued' | 'running'
}

/** Opens the scope of a request. The host runs its handler in it, and says when the response is over. */
export function openScope(options: ScopeOptions): Scope {
  const scope = new Scope(options)
  if (hasListeners('afterword:scope:open')) {
    const { method } = options.request.source
    const path = options.request.source.readPath()
    publishEvent('afterword:scope:open', {
      requestId: scope.id,
      method,
      path,
      time: performance.now(),
    })
  }
  return scope
}

export class Scope implements TaskOwner {
  readonly id: string
  readonly startedAt = performance.now()
  readonly onTaskError: TaskErrorHandler | undefined
  readonly observer: TaskObserver | undefined
  readonly #runNextTurn: (body: () => void) => void
  readonly #options: ScopeOptions
  #outcome: Outcome | undefined
  /** Handlers at work: the host's own, and those of sub-requests that joined. */
  #handlerCount = 1
  #handlerTimer: ReturnType<typeof setTimeout> | undefined
  #taskCount = 0
  /** Functions whose turn has not come, in order. */
  #queue: Task[] = []
  /** Tasks that are not settled, queued ones too, in order. */
  readonly #unsettled = new Set<Task>()
  /** Functions at work: what the concurrency limit counts. */
  #runningCount = 0
  /** Error reports being sent. */
  #reportCount = 0
  #isStarting = false
  #isSettling = false
  #isSettled = true
  #settled: Deferred | undefined
  #isHeldByPlatform = false

  constructor(options: ScopeOptions) {
    shared.processId ??= Math.random().toString(36).slice(2, 8)
    this.id = `${shared.processId}-${(++shared.requestCount).toString(36)}`
    this.onTaskError = options.onTaskError
    this.observer = options.observer
    this.#runNextTurn = options.runNextTurn ?? runNextTurn
    this.#options = options
    this.#begin()
  }

  /** Milliseconds left before the platform stops this request's work. */
  get timeLeft(): number {
    return this.#options.timeLeft?.() ?? Infinity
  }

  /** How the response ended; `undefined` while it is going on. */
  get outcome(): Outcome | undefined {
    return this.#outcome
  }

  /** Whether the response is going on, or the handler still running. */
  get isOpen(): boolean {
    return this.#outcome === undefined || this.#handlerCount > 0
  }

  /** Whether a task waits or runs. */
  get hasTasks(): boolean {
    return this.#unsettled.size > 0
  }

  /** Calls `body` in this request's context. */
  run<T>(body: () => T): T {
    return runInFrame({ scope: this, request: this.#options.request }, body)
  }

  /** The host's word that the last byte is out, or that no more will go out. The first one counts. */
  responseClosed(outcome: Outcome, status?: number): void {
    if (this.#outcome !== undefined) return
    this.#outcome = outcome
    if (hasListeners('afterword:scope:close')) {
      const time = performance.now()
      publishEvent('afterword:scope:close', { requestId: this.id, outcome, status, time })
    }
    if (this.#handlerCount > 0) this.#watchHandler()
    this.#closeIfOver()
  }

  /** Counts one more handler, of a sub-request that joined while the scope is open. */
  handlerJoined(): void {
    this.#handlerCount++
  }

  /** The host's word that a handler has returned, its promise settled. */
  handlerSettled(): void {
    if (this.#handlerCount === 0) return
    this.#handlerCount--
    if (this.#handlerCount > 0) return
    clearTimeout(this.#handlerTimer)
    this.#closeIfOver()
  }

  /** Takes a task in. It is started once the scope is closed, and never inside this call. */
  schedule(call: TaskCall, frame: Frame): void {
    const { waitUntil, needsWaitUntil } = this.#options
    if (needsWaitUntil && !waitUntil) throw createError('no-wait-until', [])
    const task = new Task(`${this.id}.${++this.#taskCount}`, this, call, frame)
    this.#begin()
    this.#unsettled.add(task)
    task.schedule()
    this.#holdPlatform(frame)
    if (!task.isPromise) {
      this.#queue.push(task)
      this.#startSoon()
    } else if (!this.isOpen) {
      task.startDeadline()
    }
  }

  /** Resolves once the scope is closed and none of its tasks is left; never rejects. */
  whenSettled(): Promise<void> {
    if (this.#isSettled) return Promise.resolve()
    this.#settled ??= createDeferred()
    return this.#settled.promise
  }

  /** Reports what went wrong with the request's tasks as a whole. */
  report(error: AfterError, entry: Entry | undefined = this.#options.request.renderEntry): void {
    const unknown = { site: undefined, caller: undefined, name: undefined }
    const request = this.#options.request.describe()
    const origin = { ...describeEntry(entry), outcome: this.#outcome, request, requestId: this.id }
    reportError(error, { ...unknown, ...origin }, this.onTaskError)
  }

  /** Gives up every task that is not settled, and says which. */
  abandonTasks(): AbandonedTask[] {
    return Array.from(this.#unsettled, (task) => {
      const { site, name, route, entry, phase } = task.describe()
      const state = task.state === 'queued' ? 'queued' : 'running'
      task.abandon()
      return { site, name, route, entry, phase, state }
    })
  }

  taskSettled(task: Task, report: Promise<void> | undefined): void {
    this.#unsettled.delete(task)
    if (task.hasTurn) this.#runningCount--
    if (report) {
      this.#reportCount++
      report.then(() => {
        this.#reportCount--
        this.#settleSoon()
      })
    }
    if (this.isOpen) return
    this.#startSoon()
    this.#settleSoon()
  }

  #begin(): void {
    this.#isSettled = false
    if (!this.#options.needsWaitUntil) shared.scopes.add(this)
  }

  /** Hands the platform one promise for all tasks, synchronously: later it may not listen. */
  #holdPlatform(frame: Frame): void {
    const { waitUntil } = this.#options
    if (!waitUntil || this.#isHeldByPlatform) return
    this.#isHeldByPlatform = true
    try {
      waitUntil(this.whenSettled())
    } catch (cause) {
      this.report(createError('wait-until-failed', [], { cause }), entryOf(frame))
    }
  }

  /** Tasks wait for the handler, but no longer than a task may take, and not in silence. */
  #watchHandler(): void {
    const ms = defaultTimeout()
    if (ms === Infinity) return
    this.#handlerTimer = setTimeout(() => {
      const { size } = this.#unsettled
      if (size > 0) this.report(createError('handler-not-settled', [ms, size]))
      this.#handlerCount = 0
      this.#closeIfOver()
    }, ms)
    this.#handlerTimer.unref?.()
  }

  #closeIfOver(): void {
    if (this.isOpen) return
    for (const task of this.#unsettled) if (task.isPromise) task.startDeadline()
    this.#startSoon()
    if (this.#taskCount === 0) this.#settle()
    else this.#settleSoon()
  }

  #startSoon(): void {
    if (this.isOpen || this.#isStarting || this.#queue.length === 0) return
    this.#isStarting = true
    // Not in the caller's stack: `after` never runs anything, and a host's 'close' has other listeners.
    // Not queueMicrotask: fake timers replace it.
    Promise.resolve().then(() => this.#startTasks())
  }

  #startTasks(): void {
    const burstStart = performance.now()
    while (this.#queue.length > 0 && this.#runningCount < concurrencyLimit()) {
      if (performance.now() - burstStart > BURST_MS) {
        this.#runNextTurn(() => this.#startTasks())
        return
      }
      const task = this.#queue.shift()!
      if (task.state !== 'queued') continue
      task.hasTurn = true
      this.#runningCount++
      task.start()
    }
    this.#isStarting = false
  }

  #settleSoon(): void {
    if (this.#isSettling || !this.#isIdle) return
    this.#isSettling = true
    // What waits for the last task may still call `after`: its microtasks come first.
    this.#runNextTurn(() => {
      this.#isSettling = false
      if (this.#isIdle) this.#settle()
    })
  }

  get #isIdle(): boolean {
    return !this.isOpen && this.#unsettled.size === 0 && this.#reportCount === 0
  }

  #settle(): void {
    if (this.#isSettled) return
    this.#isSettled = true
    shared.scopes.delete(this)
    if (hasListeners('afterword:scope:settle')) {
      publishEvent('afterword:scope:settle', { requestId: this.id, time: performance.now() })
    }
    this.#settled?.resolve()
    // A later `after` opens the next round.
    this.#settled = undefined
    this.#isHeldByPlatform = false
  }
}

interface Deferred {
  readonly promise: Promise<void>
  readonly resolve: () => void
}

function createDeferred(): Deferred {
  let resolve!: () => void
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
