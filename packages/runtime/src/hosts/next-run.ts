// Runs a task that Next.js has scheduled, to its end or its deadline.
import { AsyncResource } from 'node:async_hooks'
import { findAmbientPlatform } from '../ambient-platform.ts'
import type { TaskErrorInfo } from '../configure.ts'
import { shared } from '../context.ts'
import { type AfterError, isThenable } from '../errors.ts'
import { publishTaskEvent } from '../publish.ts'
import { describeTask, explainNavigation, reportError } from '../report.ts'
import { createTimeoutError } from '../task.ts'
import { startTimer } from '../timers.ts'
import { describeNextTask, type NextTaskRecord, releaseTask, runInTask } from './next-task.ts'

/** What a task's function is called with. Next.js does not say how the response ended. */
export interface NextTaskContext {
  /** Aborts when the task's time is up; `signal.reason` is an AfterError `task-timeout`. */
  readonly signal: AbortSignal
}

/** How long a task may take. */
export interface Limits {
  /** Milliseconds from the task's start. */
  readonly timeout: number
  /** Seconds. */
  readonly maxDuration: number
  /** When those are over, in the time of `performance.now()`. */
  readonly endsAt: number
}

/** Runs a task to its end or its deadline; rejects only while pages are prerendered. */
export function runTask(
  record: NextTaskRecord,
  work: (context: NextTaskContext) => unknown,
  limits: Limits,
): Promise<void> {
  return new Promise((resolve, reject) => {
    // The context of the task, for its error's report; let go of with the task.
    let resource: AsyncResource | undefined = new AsyncResource('AfterTask')
    let abort: AbortController | undefined
    let stopReason: AfterError | undefined
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      const current = resource
      resource = undefined
      abort = undefined
      // Given up, it may still end by itself: that is no longer news.
      current?.runInAsyncScope(finish)
      releaseTask(record)
    }
    const end = () =>
      settle(() => {
        publishTaskEvent(record, 'task:end')
        resolve()
      })
    const fail = (error: unknown, event: 'task:error' | 'task:timeout' = 'task:error') =>
      settle(() => {
        const explained = explainNavigation(error)
        publishTaskEvent(record, event, explained)
        if (isPrerendering()) reject(error)
        else resolve(reportTaskError(explained, describeNextTask(record)))
      })
    const { time, limit } = findDeadline(limits)
    const timer = startTimer(time, () => {
      stopReason = createTimeoutError(record.task.call, limit)
      abort?.abort(stopReason)
      fail(stopReason, 'task:timeout')
    })
    publishTaskEvent(record, 'task:start', time)
    const getSignal = () => {
      abort ??= new AbortController()
      if (stopReason) abort.abort(stopReason)
      return abort.signal
    }
    try {
      const context = {
        get signal() {
          return getSignal()
        },
      }
      const result = runInTask(record, () => work(context))
      if (!isThenable(result)) return end()
      const promise = Promise.resolve(result)
      // From outside, so that a promise that never settles does not keep the request's context.
      shared.outside.runInAsyncScope(() => promise.then(end, (error) => fail(error)))
    } catch (error) {
      fail(error)
    }
  })
}

/** What comes first, in milliseconds from now, and how it is called. */
function findDeadline({ timeout, maxDuration, endsAt }: Limits): { time: number; limit: string } {
  const ofRoute = endsAt - performance.now()
  const ofPlatform = findAmbientPlatform()?.timeLeft?.() ?? Infinity
  const time = Math.min(timeout, ofRoute, ofPlatform)
  if (time === timeout) return { time, limit: `${timeout} ms` }
  return time === ofRoute
    ? { time, limit: `the route's maxDuration of ${maxDuration} s` }
    : { time, limit: 'the time that the platform leaves it' }
}

function isPrerendering(): boolean {
  return globalThis.process?.env.NEXT_PHASE === 'phase-production-build'
}

function reportTaskError(error: unknown, info: TaskErrorInfo): Promise<void> | undefined {
  const print = () => console.error(`[afterword] ${describeTask(info)} failed\n `, error)
  return reportError(error, info, shared.settings.onTaskError ?? print)
}
