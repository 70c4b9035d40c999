// The errors the runtime raises and reports: one code, one message, in one table.
import type { RequestErrorCode } from './request-errors.ts'

/** What {@link AfterError} takes beside its message. */
export interface ErrorOptions {
  readonly cause?: unknown
  readonly errors?: readonly unknown[]
}

/** Messages by code, each printed from the parts it names. */
export type MessageTable = Readonly<Record<string, (...parts: never[]) => string>>

const messages = {
  'no-request': (call: string) =>
    `${call} was called outside a request. The usual causes: ` +
    '(1) it runs at module scope: move it into the handler, page or function that serves the request; ' +
    '(2) the server is not wrapped: pass its listener or fetch handler through withAfter() ' +
    "from '@afterword/runtime/node' or '@afterword/runtime/fetch'; " +
    '(3) the async context was lost, as in an event emitter or a pool made for another request: ' +
    'bind the callback with AsyncResource.bind(), or make the call before leaving the handler.',
  'no-wait-until': () =>
    'after() was called on a platform that stops work once the response is sent, and no waitUntil ' +
    'was found to keep it alive. Pass the platform context on to the wrapped handler ' +
    '(fetch(request, env, ctx)), or give withAfter(handler, { waitUntil }).',
  'invalid-task': (given: string) =>
    `after() takes a function or a promise, and got ${given}. ` +
    'Pass the work itself: after(() => work()) or after(promise).',
  'invalid-options': (where: string, problem: string) => `${where}: ${problem}`,
  'invalid-handler': (where: string, expected: string, given: string) =>
    `${where} takes ${expected}, and got ${given}.`,
  'navigation-in-after': (call: string) =>
    `${call} was called in a task and has no effect: the response is already finished. ` +
    'Navigate before the response, and leave only the work in after().',
  'task-timeout': (task: string, limit: string) =>
    `${task} did not finish within ${limit}, so it is no longer waited for. ` +
    'Pass its signal on to what it awaits, or raise the limit: after(task, { timeout }).',
  'task-abandoned': (task: string) => `${task} was not finished when drain() ran out of time.`,
  'wait-until-failed': () =>
    "The platform's waitUntil threw when it was handed this request's tasks. They run all the same, " +
    'but the platform may stop them.',
  'handler-not-settled': (ms: number, count: number) =>
    `The response has been over for ${ms} ms, and its handler has still not returned: ` +
    `${count === 1 ? 'the task that waits for it runs' : `the ${count} tasks that wait for it run`} now. The handler ` +
    'probably awaits what never comes once the client has gone: let it watch for the close of the request.',
  'body-not-read': (ms: number) =>
    `The response body was neither read nor cancelled for ${ms} ms, so its tasks run now. ` +
    'A server that drops a Response should cancel its body: response.body?.cancel().',
} satisfies MessageTable

/** The code of an {@link AfterError}: what went wrong, stable across versions. */
export type AfterErrorCode = keyof typeof messages | RequestErrorCode

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
  readonly code: AfterErrorCode
  /** With code `prerender-task-failed`, the error of every task that failed; otherwise absent. */
  declare readonly errors?: readonly unknown[]

  constructor(code: AfterErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    if (options.errors) {
      Object.defineProperty(this, 'errors', { value: options.errors, enumerable: false })
    }
  }
}

/** Makes the error of a code from the parts its message names. */
export function createError<Code extends keyof typeof messages>(
  code: Code,
  parts: Parameters<(typeof messages)[Code]>,
  options?: ErrorOptions,
): AfterError {
  return printError(messages, code, parts, options)
}

/** Makes the error of a code of any table. */
export function printError(
  table: MessageTable,
  code: AfterErrorCode,
  parts: readonly unknown[],
  options?: ErrorOptions,
): AfterError {
  const print = table[code] as (...parts: readonly unknown[]) => string
  return new AfterError(code, print(...parts), options)
}

/** Names a value in a message: its type, and the value where that is short. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value === 'string') {
    const text = JSON.stringify(value)
    return `the string ${text.length > 40 ? `${text.slice(0, 40)}…` : text}`
  }
  if (typeof value === 'object') {
    const name = Object.getPrototypeOf(value)?.constructor?.name
    return name && name !== 'Object' ? `an instance of ${name}` : 'a plain object'
  }
  if (typeof value === 'function') return `the function ${value.name || '(anonymous)'}`
  return `the ${typeof value} ${String(value)}`
}

/** Whether awaiting the value would wait: an object, or a function, with a `then` method. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  )
}
