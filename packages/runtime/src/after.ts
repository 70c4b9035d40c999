// after(): checks its arguments where it was called, and hands the task to the request's scope.
import { createInvalidError, isThenable } from './errors.ts'
import { requireFrame } from './guards.ts'
import { checkOptions, type OptionRule, timeoutRule } from './options.ts'
import { addTask } from './scope.ts'
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
  scheduleTask(args)
}

/** Where a call came from, when the compiler said so, and the arguments as they were written. */
export function scheduleTask(args: CallArguments, site?: string, caller?: string): void {
  const [task] = args
  try {
    addTask(task as AfterTask, checkCall(args, site, caller), requireFrame('after()'))
  } catch (error) {
    // The caller learns of this; that nobody takes the promise must not end the process.
    if (isThenable(task)) Promise.resolve(task).catch(() => {})
    throw error
  }
}

/** The arguments of a call to `after`, as they were written. */
export type CallArguments = readonly [task?: unknown, options?: AfterOptions, ...rest: unknown[]]

/** Checks the arguments of a call; gives what there is to know of it. */
export function checkCall(
  [task, options = {}]: CallArguments,
  site?: string,
  caller?: string,
): TaskCall {
  const isFunction = typeof task === 'function'
  if (!isFunction && !isThenable(task)) {
    const expected = 'a function or a promise, as in after(() => work())'
    throw createInvalidError('invalid-task', 'after(): the task', expected, task)
  }
  checkOptions('after()', options, optionRules)
  const { name = (isFunction && task.name) || undefined, timeout } = options
  return { site, caller, name, timeout }
}

const optionRules = {
  name: ['a non-empty string', (value) => typeof value === 'string' && value !== ''],
  timeout: timeoutRule,
} satisfies Record<string, OptionRule>
