// Tells the application about failed tasks: never swallowed, never thrown.
import { defaultTimeout, type TaskErrorInfo } from './configure.ts'
import { type Entry, shared } from './context.ts'
import { createError, isThenable } from './errors.ts'

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
    console.error('[afterword] onTaskError failed while reporting the error above:', handlerError)
  }
  try {
    const result = handler(error, info)
    if (!isThenable(result)) return undefined
    return withLimit(
      Promise.resolve(result).then(() => undefined, printBoth),
      defaultTimeout(),
    )
  } catch (handlerError) {
    printBoth(handlerError)
    return undefined
  }
}

/** A handler that never settles must not hold the request for ever. */
function withLimit(promise: Promise<void>, ms: number): Promise<void> {
  if (ms === Infinity) return promise
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    timer.unref?.()
    promise.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

function printTaskError(error: unknown, info: TaskErrorInfo): void {
  const lines = [`[afterword] ${describeTask(info)} failed`]
  if (info.entry) {
    const route = info.route ? `, route ${info.route}` : ''
    lines.push(`  entry:    ${info.entry} (${info.phase}${route})`)
  }
  const request = [info.request, info.requestId && `(${info.requestId})`].filter(Boolean).join(' ')
  if (request) lines.push(`  request:  ${request}, response ${info.outcome ?? 'still going on'}`)
  console.error(`${lines.join('\n')}\n `, error)
}

/** Names a task in a message: `Task sendMail (app/page.tsx:4:3, in Page)`. */
export function describeTask(info: Pick<TaskErrorInfo, 'name' | 'site' | 'caller'>): string {
  const where = [info.site, info.caller && `in ${info.caller}`].filter(Boolean).join(', ')
  return `Task ${info.name ?? '(unnamed)'}${where && ` (${where})`}`
}

/** An entry point as reports name it. */
export function describeEntry(
  entry: Entry | undefined,
): Pick<TaskErrorInfo, 'entry' | 'phase' | 'route'> {
  return {
    entry: entry && `${entry.file}#${entry.name}`,
    phase: entry?.phase,
    route: entry?.route,
  }
}

/**
 * Gives the thrown value to report. Next's `redirect()` and `notFound()` throw to unwind a render;
 * in a task there is nothing left to navigate, so they are reported by name.
 */
export function explainNavigation(error: unknown): unknown {
  const digest = (error as { digest?: unknown } | null | undefined)?.digest
  const call = typeof digest === 'string' ? nameNavigation(digest) : undefined
  return call ? createError('navigation-in-after', [call], { cause: error }) : error
}

function nameNavigation(digest: string): string | undefined {
  const [kind, first, second] = digest.split(';')
  if (kind === 'NEXT_REDIRECT') return second ? `redirect(${JSON.stringify(second)})` : 'redirect()'
  if (kind === 'NEXT_NOT_FOUND') return 'notFound()'
  if (kind !== 'NEXT_HTTP_ERROR_FALLBACK') return undefined
  if (first === '403') return 'forbidden()'
  return first === '401' ? 'unauthorized()' : 'notFound()'
}
