// One request's life: open, then closed (response over and handler settled), flushing, settled.
import { defaultTimeout, type Outcome } from './configure.ts'
import { type Frame, runInFrame, shared } from './context.ts'
import { AfterError } from './errors.ts'
import { notify, type Observer } from './notify.ts'
import type { WaitUntil } from './platform.ts'
import type { TaskErrorHandler } from './report.ts'
import type { RequestContext } from './request.ts'
import {
  type AfterTask,
  createTask,
  startDeadline,
  startTask,
  type Task,
  type TaskCall,
} from './task.ts'
import { runNextTurn, startTimer } from './timers.ts'

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
  /** Told of everything that happens. */
  readonly observer?: Observer | undefined
  /** Calls back after a turn of the event loop, for a host whose timers may be replaced. */
  readonly runNextTurn?: (body: () => void) => void
}

export interface Scope extends ScopeOptions {
  readonly runNextTurn: (body: () => void) => void
  /** The request, unique across processes; made when first asked for. */
  id?: string
  /** The context of the request's own code. */
  frame: Frame
  /** `performance.now()` when the request began: what `maxDuration` counts from. */
  readonly startedAt: number
  /** That when the response was over, kept for those who listen to events. */
  closedAt?: number
  /** How the response ended; `undefined` while it is going on. */
  outcome?: Outcome
  /** Handlers at work: the host's own, and those of sub-requests that joined. */
  handlerCount: number
  /** The first sub-request that an entry point served: it has the answer where the host only hands it on. */
  subRequest?: RequestContext
  /** When handlers are waited for no more. */
  deadline?: ReturnType<typeof setTimeout> | undefined
  taskCount: number
  /** Tasks that are not settled, or whose error is being reported; queued ones too, in order. */
  readonly tasks: Set<Task>
  /** Functions whose turn has not come, in order. */
  readonly queue: Task[]
  /** Functions at work, those whose turn it is: what the concurrency limit counts. */
  turnCount: number
  isStarting?: boolean
  /** `performance.now()` when starting tasks last gave other work a turn. */
  burstStart?: number | undefined
  /** Whether the platform has a promise for the tasks. */
  isHeld?: boolean
  /** Whether the process neither waits for it nor gives it up. */
  isApart?: boolean
  /** Its place among those that are not settled, from 1; 0 once it is. */
  place: number
  /** To call when it settles. */
  readonly waiting: (() => void)[]
}

/** Opens the scope of a request. The host runs its handler in it, and says when the response is over. */
export function openScope(options: ScopeOptions): Scope {
  const scope = {
    runNextTurn,
    ...options,
    startedAt: performance.now(),
    handlerCount: 1,
    taskCount: 0,
    tasks: new Set(),
    queue: [],
    turnCount: 0,
    waiting: [],
  } as Omit<Scope, 'frame' | 'place'> as Scope
  scope.frame = { scope, request: options.request }
  trackScope(scope)
  notify(scope.frame, 'scope:open')
  return scope
}

/** Calls `body` in the request's context. */
export function runInScope<T>(scope: Scope, body: () => T): T {
  return runInFrame(scope.frame, body)
}

/** Whether the response is going on, or a handler still running. */
export function isOpen(scope: Scope): boolean {
  return !scope.outcome || scope.handlerCount > 0
}

/** The host's word that the last byte is out, or that no more will go out. The first one counts. */
export function closeResponse(scope: Scope, outcome: Outcome, status?: number): void {
  if (scope.outcome) return
  scope.outcome = outcome
  notify(scope.frame, 'scope:close', status)
  if (scope.handlerCount) watchHandler(scope)
  else flush(scope)
}

/** Counts one more handler, of a sub-request made while the scope is open. */
export function joinHandler(scope: Scope): void {
  if (isOpen(scope)) scope.handlerCount++
}

/** The host's word that a handler has returned, its promise settled. */
export function settleHandler(scope: Scope): void {
  if (!scope.handlerCount || --scope.handlerCount) return
  clearTimeout(scope.deadline)
  flush(scope)
}

/** Takes a task in. It is started once the scope is closed, and never inside this call. */
export function addTask(work: AfterTask, call: TaskCall, frame: Frame): void {
  const { scope } = frame
  const { waitUntil, needsWaitUntil } = scope
  if (needsWaitUntil && !waitUntil) {
    throw new AfterError(
      'no-wait-until',
      'after() needs a waitUntil on this platform: pass ctx on to the wrapped handler, or give ' +
        'withAfter(handler, { waitUntil }).',
    )
  }
  const task = createTask(work, call, frame, releaseTask)
  trackScope(scope)
  scope.tasks.add(task)
  if (waitUntil && !scope.isHeld) holdPlatform(scope, waitUntil, frame)
  if (task.work) {
    scope.queue.push(task)
    startSoon(scope)
  } else if (!isOpen(scope)) startDeadline(task)
}

/** Resolves once the scope is closed and none of its tasks is left; never rejects. */
export function whenSettled(scope: Scope): Promise<void> {
  return new Promise((resolve) => {
    if (scope.place) scope.waiting.push(resolve)
    else resolve()
  })
}

/** Where a scope that is not settled has its place. */
function listOf(scope: Scope): Scope[] {
  return scope.needsWaitUntil ? [scope] : shared.scopes
}

function trackScope(scope: Scope): void {
  scope.place ||= listOf(scope).push(scope)
}

/** Hands the platform one promise for all tasks, synchronously: later it may not listen. */
function holdPlatform(scope: Scope, waitUntil: WaitUntil, frame: Frame): void {
  scope.isHeld = true
  try {
    waitUntil(whenSettled(scope))
  } catch (error) {
    notify(frame, 'wait-until-failed', error, true)
  }
}

/** Tasks wait for the handler, but no longer than a task may take, and not in silence. */
function watchHandler(scope: Scope): void {
  const timeout = defaultTimeout()
  scope.deadline = startTimer(timeout, () => {
    if (scope.tasks.size > 0) notify(scope.frame, 'handler-not-settled', timeout, true)
    scope.handlerCount = 0
    flush(scope)
  })
}

/** Starts what was waiting for the scope to close. */
function flush(scope: Scope): void {
  if (isOpen(scope)) return
  if (!scope.taskCount) {
    settle(scope)
    return
  }
  // Those that are not functions waiting for their turn are promises.
  for (const task of scope.tasks) if (task.frame && !task.work) startDeadline(task)
  startSoon(scope)
  settleSoon(scope)
}

/**
 * Starts the next task in a microtask: `after` never runs anything, a host's 'close' has other
 * listeners, and what a task does once it has awaited what is there already is part of the burst.
 */
function startSoon(scope: Scope): void {
  if (isOpen(scope) || scope.isStarting || scope.queue.length === 0) return
  scope.isStarting = true
  // Not an async function, whose `await` makes more promises: where contexts are kept by async_hooks, as
  // before Node 24, each is dear. Not queueMicrotask: fake timers replace it.
  Promise.resolve().then(() => startNext(scope))
}

function startNext(scope: Scope): void {
  const now = performance.now()
  scope.burstStart ??= now
  if (now - scope.burstStart > BURST_MS) {
    scope.burstStart = undefined
    scope.runNextTurn(() => startNext(scope))
    return
  }
  scope.isStarting = false
  // Without a limit this is never so.
  if (scope.turnCount >= (shared.settings.concurrency as number)) return
  const task = scope.queue.shift()
  // It may have been given up.
  if (task?.work) {
    task.hasTurn = true
    scope.turnCount++
    startTask(task, now)
  }
  startSoon(scope)
}

function releaseTask(task: Task, scope: Scope, report: Promise<void> | undefined): void {
  const release = () => {
    scope.tasks.delete(task)
    settleSoon(scope)
  }
  if (task.hasTurn) scope.turnCount--
  if (report) report.then(release)
  else release()
  startSoon(scope)
}

/** Settles unless `after` is called within a turn, by what was waiting for a task. */
function settleSoon(scope: Scope): void {
  if (isIdle(scope)) scope.runNextTurn(() => isIdle(scope) && settle(scope))
}

function isIdle(scope: Scope): boolean {
  return !isOpen(scope) && scope.tasks.size === 0
}

function settle(scope: Scope): void {
  const { place } = scope
  if (!place) return
  // The last one takes its place.
  const list = listOf(scope)
  const last = list.pop() as Scope
  if (last !== scope) list[place - 1] = last
  last.place = place
  // A later `after` opens the next round.
  scope.place = 0
  const waiting = scope.waiting.splice(0)
  scope.isHeld = false
  notify(scope.frame, 'scope:settle')
  for (const resolve of waiting) resolve()
}
