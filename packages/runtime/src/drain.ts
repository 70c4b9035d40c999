// Waits for what the process still owes: open requests and their tasks.
import { checkOptions, checkTimeout } from './configure.ts'
import { shared } from './context.ts'
import type { AbandonedTask } from './scope.ts'

export type { AbandonedTask } from './scope.ts'

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
  checkOptions('drain()', options, ['timeout'])
  const { timeout = DEFAULT_DRAIN_TIMEOUT } = options
  checkTimeout('drain()', timeout)
  const countBefore = shared.finishedTaskCount
  const isDrained = await waitForScopes(timeout)
  const drained = shared.finishedTaskCount - countBefore
  return isDrained ? { drained, abandoned: [], openRequests: 0 } : { ...abandonAll(), drained }
}

/** Gives up every task there is, at once. */
export function abandonAll(): DrainReport {
  const scopes = [...shared.scopes]
  const openRequests = scopes.filter((scope) => scope.isOpen).length
  const abandoned = scopes.flatMap((scope) => scope.abandonTasks())
  return { drained: 0, abandoned, openRequests }
}

/** Resolves to whether every scope settled in time. */
function waitForScopes(timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    let isOver = false
    const giveUp = () => {
      isOver = true
      resolve(false)
    }
    // Keeps the process alive on purpose: what is given up must be said.
    const timer = timeout === Infinity ? undefined : setTimeout(giveUp, timeout)
    const waitForAll = async () => {
      while (shared.scopes.size > 0 && !isOver) {
        await Promise.all(Array.from(shared.scopes, (scope) => scope.whenSettled()))
      }
      clearTimeout(timer)
      resolve(true)
    }
    waitForAll()
  })
}
