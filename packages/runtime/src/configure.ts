// Process-wide settings, shared by every copy of the runtime.
import { type Phase, shared } from './context.ts'
import { checkOptions, functionRule, timeoutRule } from './options.ts'

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
  -readonly [Key in keyof ConfigureOptions]: ConfigureOptions[Key]
}

const DEFAULT_TIMEOUT = 300_000

/**
 * Sets options for every request of the process, merged with those set before.
 *
 * @throws AfterError `invalid-options` when an option is unknown or out of range; nothing is set.
 */
export function configure(options: ConfigureOptions): void {
  checkOptions('configure()', options, {
    onTaskError: functionRule,
    timeout: timeoutRule,
    concurrency: [
      'a whole number from 1, or Infinity',
      (value) => value === Infinity || (Number.isInteger(value) && (value as number) >= 1),
    ],
  })
  Object.assign(shared.settings, options)
}

export function defaultTimeout(): number {
  return shared.settings.timeout ?? DEFAULT_TIMEOUT
}
