// Waits for what the process still owes: open requests and their tasks.
import { type Phase, shared } from './context.ts'
import { AfterError } from './errors.ts'
import { checkOptions, timeoutRule } from './options.ts'
import { describeOrigin, describeTask } from './report.ts'
import { isOpen, type Scope, whenSettled } from './scope.ts'
import { stopTask } from './task.ts'
import { keepAlive } from './timers.ts'

/** A task that was given up, and how far it had come. */
export interface AbandonedTask {
  readonly site: string | undefined
  readonly name: string | undefined
  readonly route: string | undefined
  readonly entry: string | undefined
  readonly phase: Phase | undefined
  readonly state: 'queued' | 'running'
}

/** Options of {@link drain}. */
export interface DrainOptions {
  /** Milliseconds to wait before giving up; `Infinity` for no limit. Default: 10,000. */
  readonly timeout?: number | undefined
}

/** What {@link drain} achieved. */
export interface DrainReport {
  /** Tasks that finished, failed or timed out meanwhile. */
  readonly drained: number
  /** Tasks that were given up, in the order of their requests and then of their `after` calls. */
  readonly abandoned: readonly AbandonedTask[]
  /** Requests whose response or handler was still going on at the end. */
  readonly openRequests: number
}

const DEFAULT_DRAIN_TIMEOUT = 10_000

/**
 * Waits until no request is open and no task is left, those of requests that arrive meanwhile too.
 * Out of time, it gives up the tasks that remain: their signals abort, they are waited for no more,
 * and the report names them. Never rejects. For a Node server's signals see `gracefulShutdown`.
 *
 * @throws AfterError `invalid-options`
 */
export async function drain(options: DrainOptions = {}): Promise<DrainReport> {
  checkOptions('drain()', options, { timeout: timeoutRule })
  const { timeout = DEFAULT_DRAIN_TIMEOUT } = options
  const { finishedTaskCount: countBefore = 0 } = shared
  const isDrained = await keepAlive(waitForScopes(timeout))
  const drained = (shared.finishedTaskCount ?? 0) - countBefore
  return isDrained ? { drained, abandoned: [], openRequests: 0 } : { ...abandonAll(), drained }
}

/** Gives up every task there is, at once. */
export function abandonAll(): DrainReport {
  const scopes = listScopes().sort((one, other) => one.startedAt - other.startedAt)
  const openRequests = scopes.filter(isOpen).length
  const abandoned = scopes.flatMap(abandonTasks)
  return { drained: 0, abandoned, openRequests }
}

/** Gives up every task of a request that is not settled, and says which. */
export function abandonTasks(scope: Scope): AbandonedTask[] {
  return Array.from(scope.tasks).flatMap((task) => {
    // Settled, and its error being reported.
    if (!task.frame) return []
    const { site, name, route, entry, phase } = describeOrigin(task.frame)
    const state = task.work ? 'queued' : 'running'
    const message =
      `${describeTask(task.call)} was not finished when the wait for it was over: raise that ` +
      'timeout, or have the task watch its signal.'
    stopTask(task, 'abandon', new AfterError('task-abandoned', message))
    return [{ site, name, route, entry, phase, state }]
  })
}

/** What the process has to wait for. */
function listScopes(): Scope[] {
  return shared.scopes.filter(({ isApart }) => !isApart)
}

/** Resolves to whether every scope settled in time. */
function waitForScopes(timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    let isOver = false
    const giveUp = () => {
      isOver = true
      resolve(false)
    }
    const timer = timeout === Infinity ? undefined : setTimeout(giveUp, timeout)
    const waitForAll = async () => {
      while (listScopes().length > 0 && !isOver) await Promise.all(listScopes().map(whenSettled))
      clearTimeout(timer)
      resolve(true)
    }
    waitForAll()
  })
}
