// Tells the application about failed tasks: never swallowed, never thrown.
import { defaultTimeout, type Outcome, type TaskErrorInfo } from './configure.ts'
import { entryOf, type Frame, shared } from './context.ts'
import { AfterError, isThenable } from './errors.ts'
import type { RequestMessage } from './request.ts'
import type { Scope } from './scope.ts'
import type { TaskCall } from './task.ts'
import { startTimer } from './timers.ts'

/** Who hears of a task's error. */
export type TaskErrorHandler = (error: unknown, info: TaskErrorInfo) => unknown

/**
 * Hands an error to `onTaskError`, or prints it. Returns a promise, never rejected, while the
 * handler is at work; what the handler throws is printed beside the task's own error.
 */
export function reportError(
  error: unknown,
  info: TaskErrorInfo,
  handler: TaskErrorHandler = shared.settings.onTaskError ?? printTaskError,
): Promise<void> | undefined {
  const printBoth = (handlerError: unknown) => {
    printTaskError(error, info)
    console.error('[afterword] onTaskError failed on the error above:', handlerError)
  }
  try {
    const result = handler(error, info)
    if (!isThenable(result)) return undefined
    return new Promise((resolve) => {
      // A handler that never settles must not hold the request for ever.
      startTimer(defaultTimeout(), resolve)
      Promise.resolve(result)
        .catch(printBoth)
        .then(() => resolve())
    })
  } catch (handlerError) {
    printBoth(handlerError)
    return undefined
  }
}

function printTaskError(error: unknown, info: TaskErrorInfo): void {
  const { entry, phase, route, request, requestId, outcome = 'still going on' } = info
  const lines = [`[afterword] ${describeTask(info)}${route ? ` (route ${route})` : ''} failed`]
  if (entry) lines.push(`  entry:    ${entry} (${phase})`)
  if (request) lines.push(`  request:  ${request} (${requestId}), response ${outcome}`)
  console.error(`${lines.join('\n')}\n `, error)
}

/** Names a task in a message: `Task sendMail (app/page.tsx:4:3, in Page)`. */
export function describeTask({
  name = '(unnamed)',
  site,
  caller = '',
}: Partial<Pick<TaskErrorInfo, 'name' | 'site' | 'caller'>>): string {
  return `Task ${name}${site ? ` (${site}${caller && `, in ${caller}`})` : ''}`
}

/** Identifies a request across processes, in reports and events. */
export function readRequestId(scope: Pick<Scope, 'id'>): string {
  if (scope.id) return scope.id
  shared.processId ??= Math.random().toString(36).slice(2, 8)
  shared.requestCount = (shared.requestCount ?? 0) + 1
  scope.id = `${shared.processId}-${shared.requestCount.toString(36)}`
  return scope.id
}

/** Path of a request, without its query. */
export function readPath({ url }: Pick<RequestMessage, 'url'>): string {
  // To a proxy the whole URL is sent, `GET http://host/path`, and to a server itself `OPTIONS *`.
  if (!url.startsWith('/')) return URL.canParse(url) ? new URL(url).pathname : url
  return url.split('?', 1)[0] as string
}

/** Where an error comes from: a task, or a request as a whole. */
export function describeOrigin(
  frame: Frame,
  outcome: Outcome | undefined = frame.scope.outcome,
): TaskErrorInfo {
  const { scope, request, task } = frame
  const { site, caller, name }: TaskCall = task?.call ?? {}
  const entry = entryOf(frame)
  const { message } = request.source
  return {
    site,
    caller,
    name,
    route: entry?.route,
    entry: entry && `${entry.file}#${entry.name}`,
    phase: entry?.phase,
    outcome,
    // Of an event that is no HTTP request, what there is.
    request: `${message.method} ${readPath(message)}`.trim(),
    requestId: readRequestId(scope),
  }
}

/**
 * Gives the thrown value to report. Next's `redirect()` and `notFound()` throw to unwind a render;
 * in a task there is nothing left to navigate, so they are reported by name.
 */
export function explainNavigation(error: unknown): unknown {
  const digest = (error as { digest?: unknown } | null | undefined)?.digest
  const call = typeof digest === 'string' && nameNavigation(digest)
  return call
    ? new AfterError(
        'navigation-in-after',
        `${call} was called in a task and has no effect: the response is finished. ` +
          'Navigate before it, outside of after().',
        { cause: error },
      )
    : error
}

function nameNavigation(digest: string): string | undefined {
  const [kind, first, second] = digest.split(';')
  if (kind === 'NEXT_REDIRECT') return `redirect(${second ? JSON.stringify(second) : ''})`
  if (kind === 'NEXT_NOT_FOUND') return 'notFound()'
  if (kind !== 'NEXT_HTTP_ERROR_FALLBACK') return undefined
  if (first === '403') return 'forbidden()'
  return first === '401' ? 'unauthorized()' : 'notFound()'
}
