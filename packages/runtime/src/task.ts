// One task: queued, running, settled; with its context, its deadline, and nothing kept afterwards.
import { AsyncResource } from 'node:async_hooks'
import { defaultTimeout, type Outcome } from './configure.ts'
import { type Entry, entryOf, type Frame, runInFrame, shared } from './context.ts'
import { AfterError, isThenable } from './errors.ts'
import { type FinalEvent, notify } from './notify.ts'
import type { Scope } from './scope.ts'
import { startTimer } from './timers.ts'

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

/** Where a call of `after` was made, and its options. */
export interface TaskCall {
  readonly site?: string | undefined
  readonly caller?: string | undefined
  readonly name?: string | undefined
  readonly timeout?: number | undefined
}

export interface Task {
  /** Counts the tasks of the request, from 1. */
  readonly index: number
  /** That of the task in which `after` was called, for a nested one. */
  readonly parentIndex: number | undefined
  readonly call: TaskCall
  /** The entry point of the outermost `after`: nested tasks inherit it, and with it the phase. */
  readonly entry: Entry | undefined
  /** Called once, with the report of its error if that is still being sent. */
  readonly onSettled: (task: Task, scope: Scope, report: Promise<void> | undefined) => void
  /** Whether it holds one of the turns that the concurrency limit counts. */
  hasTurn?: boolean
  /** `performance.now()` at its `after` and at its start, kept for those who listen to events. */
  scheduledAt?: number
  startedAt?: number
  deadline?: ReturnType<typeof setTimeout> | undefined
  // These lead to the application's memory, and are dropped when the task settles or is given up.
  /** The function, until it is called. */
  work?: AfterTask | undefined
  /** Its own frame, until it is settled. */
  frame?: Frame | undefined
  resource?: AsyncResource | undefined
  /** What its signal is made of. */
  abort?: Abort | undefined
}

interface Abort {
  /** Made when the signal is first asked for: few tasks do. */
  controller?: AbortController
  /** Why the task was given up. */
  reason?: AfterError
}

/**
 * Makes a task in the context of its `after`. A promise runs already: it is watched from now on, so
 * that it is never unhandled.
 */
export function createTask(
  work: AfterTask,
  call: TaskCall,
  outer: Frame,
  onSettled: Task['onSettled'],
): Task {
  const task: Task = {
    index: ++outer.scope.taskCount,
    parentIndex: outer.task?.index,
    call,
    entry: entryOf(outer),
    onSettled,
  }
  // Not spread: Node 20 takes half a microsecond for that.
  const { scope, request, entry } = outer
  const frame: Frame = { scope, request, entry, task }
  task.frame = frame
  // The user's context is captured here: at 'close' Node has lost it after an abort and on
  // HTTP/2. One AsyncResource costs a fraction of AsyncLocalStorage.snapshot() on Node 20.
  task.resource = runInFrame(frame, () => new AsyncResource('after'))
  notify(frame, 'task:schedule')
  if (typeof work === 'function') task.work = work
  else {
    notify(frame, 'task:start')
    watchWork(task, work)
  }
  return task
}

/** Calls a task's function, in the context its `after` was called in. */
export function startTask(task: Task, now: number): void {
  ;(task.resource as AsyncResource).runInAsyncScope(() => {
    const frame = task.frame as Frame
    notify(frame, 'task:start', startDeadline(task, now))
    // Who listens may have put something around it.
    const work = task.work as (context: TaskContext) => unknown
    task.work = undefined
    try {
      task.abort = {}
      const result = work(new RunningContext(task.abort, frame.scope.outcome as Outcome))
      if (isThenable(result)) watchWork(task, result)
      else settleTask(task, 'end', result)
    } catch (error) {
      settleTask(task, 'error', error)
    }
  })
}

class RunningContext implements TaskContext {
  declare readonly outcome: Outcome
  readonly #abort: Abort

  constructor(abort: Abort, outcome: Outcome) {
    this.#abort = abort
    this.outcome = outcome
  }

  get signal(): AbortSignal {
    const abort = this.#abort
    abort.controller ??= new AbortController()
    if (abort.reason) abort.controller.abort(abort.reason)
    return abort.controller.signal
  }
}

/**
 * Starts the clock of a task; gives the milliseconds that it has. Those of a promise count from the end of
 * the response, or from now.
 */
export function startDeadline(task: Task, now = performance.now()): number {
  const { startedAt, timeLeft } = (task.frame as Frame).scope
  const maxDuration = task.entry?.maxDuration ?? Infinity
  const ofRoute = startedAt + maxDuration * 1000 - now
  const ofPlatform = timeLeft?.() ?? Infinity
  let delay = task.call.timeout ?? defaultTimeout()
  let limit = `${delay} ms`
  if (ofRoute < delay) {
    delay = ofRoute
    limit = `the route's maxDuration of ${maxDuration} s`
  }
  if (ofPlatform < delay) {
    delay = ofPlatform
    limit = "the platform's deadline"
  }
  task.deadline = startTimer(delay, () =>
    stopTask(task, 'timeout', createTimeoutError(task.call, limit)),
  )
  return delay
}

/** Gives a task up. Its function, if it runs, cannot be stopped; its signal aborts. */
export function stopTask(task: Task, event: 'timeout' | 'abandon', reason: AfterError): void {
  // Until it is printed, a stack leads to the objects on it, and from the timer to the context.
  void reason.stack
  if (task.abort) {
    task.abort.reason = reason
    task.abort.controller?.abort(reason)
  }
  settleTask(task, event, reason)
}

/** The error of a task that was not done in the time it had. */
export function createTimeoutError({ name = '(unnamed)' }: TaskCall, limit: string): AfterError {
  return new AfterError(
    'task-timeout',
    `Task ${name} did not finish within ${limit}: pass its signal on, or raise its timeout.`,
  )
}

function watchWork(task: Task, work: PromiseLike<unknown>): void {
  // A promise keeps what waits for it, and the context of that. One that never settles must not
  // keep a request that way: it is waited for from outside, and the task lets go of its request.
  const promise = Promise.resolve(work)
  shared.outside.runInAsyncScope(() =>
    promise.then(
      (value) => settleTask(task, 'end', value),
      (error) => settleTask(task, 'error', error),
    ),
  )
}

function settleTask(task: Task, event: FinalEvent, result: unknown): void {
  const { frame, resource } = task
  // Given up, it may still end by itself: that is no longer news.
  if (!frame) return
  const isError = event === 'error' || event === 'timeout'
  // What hears of it sees the context of the call.
  const report = (resource as AsyncResource).runInAsyncScope(
    notify,
    undefined,
    frame,
    `task:${event}`,
    result,
    isError,
  )
  clearTimeout(task.deadline)
  task.work = task.frame = task.resource = task.abort = task.deadline = undefined
  task.onSettled(task, frame.scope, report)
}
