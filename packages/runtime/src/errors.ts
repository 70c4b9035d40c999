// The errors the runtime raises and reports, and the words for a value that is not what it must be.

/** The code of an {@link AfterError}: what went wrong, stable across versions. */
export type AfterErrorCode =
  | 'no-request'
  | 'no-wait-until'
  | 'invalid-task'
  | 'invalid-options'
  | 'invalid-handler'
  | 'invalid-cookie'
  | 'navigation-in-after'
  | 'task-timeout'
  | 'task-abandoned'
  | 'wait-until-failed'
  | 'handler-not-settled'
  | 'body-not-read'
  | 'request-api-in-after'
  | 'cookie-write-in-after'
  | 'cookie-write-in-render'
  | 'draft-mode-write-in-after'
  | 'draft-mode-write-in-render'
  | 'headers-sent'
  | 'headers-read-only'
  | 'prerender-task-failed'
  | 'inspector-in-production'

/**
 * An error raised or reported by the runtime. `code` says which; the message names what was passed
 * or called, and the fix.
 */
export class AfterError extends Error {
  static {
    // On the prototype, where the stack's first line takes it from.
    AfterError.prototype.name = 'AfterError'
  }

  /** What went wrong, stable across versions. */
  declare readonly code: AfterErrorCode
  /** With code `prerender-task-failed`, the error of every task that failed; otherwise absent. */
  declare readonly errors?: readonly unknown[]

  // Messages are written where they are thrown: a bundle has those of the code it uses.
  constructor(code: AfterErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** The codes of errors about a value that was passed. */
type InvalidCode = Extract<AfterErrorCode, `invalid-${string}`>

/** The error of a value that is not what it must be: `after(): timeout must be …, not …`. */
export function createInvalidError(
  code: InvalidCode,
  subject: string,
  expected: string,
  given: unknown,
): AfterError {
  return new AfterError(code, `${subject} must be ${expected}, not ${describeValue(given)}.`)
}

/** Names a value in a message: its type, and the beginning of what it prints as. */
function describeValue(value: unknown): string {
  if (value == null) return String(value)
  if (typeof value === 'object') return `an instance of ${value.constructor?.name}`
  return `the ${typeof value} \`${String(value).slice(0, 40)}\``
}

/** Whether awaiting the value would wait: it has a `then` method. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}
