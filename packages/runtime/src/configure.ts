// Process-wide settings, shared by every copy of the runtime.
import type { Phase } from './context.ts'
import { shared } from './context.ts'
import { createError, describeValue } from './errors.ts'

/**
 * How the response ended: `sent` whole, `aborted` because the client went away first, or `failed`
 * because the server did: its handler threw before it answered, or its body's source broke.
 */
export type Outcome = 'sent' | 'aborted' | 'failed'

/** Where a failed task came from. */
export interface TaskErrorInfo {
  /** The call to `after`, as `file:line:column`; known in compiled code. */
  readonly site: string | undefined
  /** The function that called `after`; known in compiled code, and `''` at a module's top level. */
  readonly caller: string | undefined
  /** The `name` option of the task, or its function's name. */
  readonly name: string | undefined
  /** The route being served: `/posts/[id]`; known in compiled code. */
  readonly route: string | undefined
  /** The entry point being served, as `app/page.tsx#default`; known in compiled code. */
  readonly entry: string | undefined
  /** What kind of entry point that is. */
  readonly phase: Phase | undefined
  /** How the response ended; `undefined` while it is still going on (a promise that rejects early). */
  readonly outcome: Outcome | undefined
  /** The request's method and path: `GET /posts/7`; unknown on Next.js. */
  readonly request: string | undefined
  /** The request, unique across processes; the same in every event about it. */
  readonly requestId: string
}

/** Options of {@link configure}. A key left out keeps its value; `undefined` restores the default. */
export interface ConfigureOptions {
  /**
   * Called once for each task that throws, rejects or passes its deadline, with the error and where
   * the task came from. A promise it returns is waited for, so an error tracker may flush here.
   * Default: a readable `console.error`.
   */
  readonly onTaskError?: ((error: unknown, info: TaskErrorInfo) => unknown) | undefined
  /**
   * Milliseconds a task may take from its start; `Infinity` for no limit. Default: 300,000.
   * `after(task, { timeout })` sets it for one task.
   */
  readonly timeout?: number | undefined
  /** How many tasks of one request run at once, 1 or more. Default: `Infinity`. */
  readonly concurrency?: number | undefined
}

/** The settings as stored; `undefined` is the default. */
export type Settings = {
  -readonly [Key in keyof Required<ConfigureOptions>]: ConfigureOptions[Key]
}

const DEFAULT_TIMEOUT = 300_000
/** The longest delay a timer takes, about 24 days. */
export const LONGEST_TIMER = 2 ** 31 - 1

/**
 * Sets options for every request of the process, merged with those set before.
 *
 * @throws AfterError `invalid-options` when an option is unknown or out of range; nothing is set.
 */
export function configure(options: ConfigureOptions): void {
  const where = 'configure()'
  checkOptions(where, options, ['onTaskError', 'timeout', 'concurrency'])
  const { onTaskError, timeout, concurrency } = options
  if (onTaskError !== undefined && typeof onTaskError !== 'function') {
    throw invalidOption(where, 'onTaskError', 'a function', onTaskError)
  }
  if (timeout !== undefined) checkTimeout(where, timeout)
  if (
    concurrency !== undefined &&
    !(concurrency === Infinity || (Number.isInteger(concurrency) && concurrency >= 1))
  ) {
    throw invalidOption(where, 'concurrency', 'a whole number from 1, or Infinity', concurrency)
  }
  Object.assign(shared.settings, options)
}

export function defaultTimeout(): number {
  return shared.settings.timeout ?? DEFAULT_TIMEOUT
}

export function concurrencyLimit(): number {
  return shared.settings.concurrency ?? Infinity
}

/** Checks that options are an object with known keys only: a misspelt option is never ignored. */
export function checkOptions(
  where: string,
  options: unknown,
  known: readonly string[],
  hint = '',
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const problem = `the options must be an object, and are ${describeValue(options)}.${hint}`
    throw createError('invalid-options', [where, problem])
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    const problem = `there is no option ${JSON.stringify(name)}; there is ${known.join(', ')}.`
    throw createError('invalid-options', [where, problem])
  }
}

/** Checks a `timeout` option: milliseconds a timer can take, or `Infinity`. */
export function checkTimeout(where: string, timeout: unknown): void {
  const valid =
    typeof timeout === 'number' && timeout > 0 && (timeout <= LONGEST_TIMER || timeout === Infinity)
  if (valid) return
  const expected = `a number of milliseconds above 0 and up to ${LONGEST_TIMER}, or Infinity`
  throw invalidOption(where, 'timeout', expected, timeout)
}

export function invalidOption(where: string, name: string, expected: string, given: unknown) {
  const problem = `${name} must be ${expected}, and is ${describeValue(given)}.`
  return createError('invalid-options', [where, problem])
}
