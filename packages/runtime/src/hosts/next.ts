// Native mode on Next.js: its own `after` schedules and drains; this adds what it lacks.
import { type AfterOptions, type CallArguments, checkCall } from '../after.ts'
import { defaultTimeout } from '../configure.ts'
import { publishTaskEvent } from '../publish.ts'
import type { AfterTask } from '../task.ts'
import { type Limits, type NextTaskContext, runTask } from './next-run.ts'
import { recordTask } from './next-task.ts'

export type { NextTaskContext } from './next-run.ts'

/** Work for after the response: a function called then, or a promise of work already going on. */
export type NextTask = ((context: NextTaskContext) => unknown) | PromiseLike<unknown>

/**
 * `after(task, options)` of `next/server` as compiled. When the task runs, with which request APIs,
 * and who waits for it is Next.js's affair. Added: the call site, a deadline (`timeout`) with its
 * signal, and errors told to `onTaskError` in place of Next's log. While `next build` prerenders,
 * errors stay Next's, for they fail the build.
 *
 * @param site `file:line:column` of the call, counted from 1, relative to the project.
 * @param caller Name of the enclosing function, or `''`.
 * @param after The `after` that the source calls: the import from `next/server`.
 * @throws AfterError `invalid-task`, `invalid-options`; and what `after` itself throws.
 */
export function afterAt(
  site: string,
  caller: string,
  after: NextAfter,
  ...args: NextArguments
): void {
  schedule({ site, caller, after, args })
}

/**
 * The same in a file with a literal `maxDuration`, which limits its tasks, too.
 *
 * @param maxDuration Seconds, from the call on: Next.js does not say when the request began.
 */
export function afterWithin(
  maxDuration: number,
  site: string,
  caller: string,
  after: NextAfter,
  ...args: NextArguments
): void {
  schedule({ site, caller, after, args, maxDuration })
}

type NextAfter = (task: Promise<void> | (() => Promise<void>)) => unknown
type NextArguments = [task: NextTask, options?: AfterOptions]

interface Call {
  readonly site: string
  readonly caller: string
  readonly after: NextAfter
  readonly args: NextArguments
  readonly maxDuration?: number
}

function schedule({ site, caller, after, args, maxDuration = Infinity }: Call): void {
  const [task] = args
  const { name, timeout = defaultTimeout() } = checkCall(args as CallArguments)
  const endsAt = performance.now() + maxDuration * 1000
  const limits: Limits = { timeout, maxDuration, endsAt }
  const record = recordTask({ site, caller, name }, task as AfterTask)
  if (typeof task !== 'function') {
    const settled = runTask(record, () => task, limits)
    // Next.js handles it, unless it throws here: outside a request, say.
    settled.catch(() => {})
    after(settled)
    return
  }
  const run = (context: NextTaskContext) => {
    // Who listens may have put something around it.
    const work = record.task.work as typeof task
    record.task.work = undefined
    return work(context)
  }
  try {
    after(() => runTask(record, run, limits))
  } catch (error) {
    publishTaskEvent(record, 'task:abandon', error)
    throw error
  }
}
