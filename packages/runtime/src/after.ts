// after(): checks its arguments where it was called, and hands the task to the request's scope.
import { checkOptions, checkTimeout, invalidOption } from './configure.ts'
import { createError, describeValue, isThenable } from './errors.ts'
import { requireFrame } from './guards.ts'
import type { AfterTask, TaskCall } from './task.ts'

/** Options of {@link after}. */
export interface AfterOptions {
  /** Names the task in errors, events and reports. Default: the function's name. */
  readonly name?: string | undefined
  /**
   * Milliseconds the task may take, from its start (a promise: from the end of the response);
   * `Infinity` for no limit. Past it the task's signal aborts, the timeout is reported, and the task
   * is no longer waited for. The route's `maxDuration` limits it too. Default: `configure`'s.
   */
  readonly timeout?: number | undefined
}

/**
 * Runs a task once the response is finished: the last byte is out, or the client has gone and the
 * handler has returned. Behaves as `after` of `next/server`.
 *
 * A function is called then, with `{ signal, outcome }`, in the async context of this call. A promise
 * is kept alive, and its rejection reported. Tasks start in the order they were registered and run
 * concurrently; one that fails touches neither the others nor the response.
 *
 * @throws AfterError at the call: `no-request` outside a request, `invalid-task` for anything that is
 * neither a function nor a promise, `invalid-options`, or `no-wait-until` on a platform that would
 * drop the task.
 */
export function after(...args: [task: AfterTask, options?: AfterOptions]): void {
  scheduleTask(undefined, undefined, args)
}

/** Where a call came from, when the compiler said so, and the arguments as they were written. */
export function scheduleTask(
  site: string | undefined,
  caller: string | undefined,
  args: readonly [task?: unknown, options?: unknown, ...rest: unknown[]],
): void {
  try {
    const call = checkCall(args)
    const frame = requireFrame('after()')
    frame.scope.schedule({ ...call, site, caller }, frame)
  } catch (error) {
    // The caller learns of this; that nobody takes the promise must not end the process.
    if (isThenable(args[0])) Promise.resolve(args[0]).then(undefined, () => {})
    throw error
  }
}

/** Checks the arguments of a call, as they were written. */
export function checkCall(
  args: readonly [task?: unknown, options?: unknown, ...rest: unknown[]],
): Pick<TaskCall, 'task' | 'name' | 'timeout'> {
  const [task, options] = args
  if (typeof task !== 'function' && !isThenable(task)) {
    throw createError('invalid-task', [args.length === 0 ? 'no argument' : describeValue(task)])
  }
  const { name, timeout } = options === undefined ? {} : checkAfterOptions(options)
  const functionName = typeof task === 'function' ? task.name || undefined : undefined
  return { task: task as AfterTask, name: name ?? functionName, timeout }
}

function checkAfterOptions(options: unknown): AfterOptions {
  const hint =
    typeof options === 'number'
      ? ' Array methods pass the index too: write tasks.forEach((task) => after(task)).'
      : ''
  checkOptions('after()', options, ['name', 'timeout'], hint)
  const { name, timeout } = options as AfterOptions
  if (name !== undefined && (typeof name !== 'string' || name === '')) {
    throw invalidOption('after()', 'name', 'a string that is not empty', name)
  }
  if (timeout !== undefined) checkTimeout('after()', timeout)
  return { name, timeout }
}
