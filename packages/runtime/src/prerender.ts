// Runs code that makes a page ahead of any request, and its tasks once the page is complete.
import type { TaskErrorInfo } from './configure.ts'
import { createInvalidError } from './errors.ts'
import { observe } from './observe.ts'
import { checkOptions, headersRule, stringRule, urlRule } from './options.ts'
import { describeTask, reportError } from './report.ts'
import type { RequestContext } from './request.ts'
import { createRequestError } from './request-errors.ts'
import { closeResponse, openScope, runInScope, settleHandler, whenSettled } from './scope.ts'
import { keepAlive } from './timers.ts'

/** Options of {@link prerender}. */
export interface PrerenderOptions {
  /** The URL or path being made, for messages and events. Default: `/`. */
  readonly url?: string | undefined
  /** The route being made: `/posts/[id]`. Reports name it where the compiled entry point does not. */
  readonly route?: string | undefined
  /** What `headers()` and `cookies()` read. Default: none, as there is no visitor. */
  readonly headers?: ConstructorParameters<typeof Headers>[0]
}

/**
 * Calls `fn` as a request that nobody made, waits for its output and then for its tasks, nested and
 * late ones too, and resolves to the output. A ReadableStream, or a Response's body, is read to its
 * end before the tasks run, and given as one that has all its chunks.
 *
 * @throws AfterError (a rejection) `prerender-task-failed` when tasks fail: `errors` has the error of
 * each, and the message names them all. What `fn` throws comes through as it is, once the tasks it
 * left have run; their own failures then go to `onTaskError`.
 */
export async function prerender<T>(
  fn: () => T | PromiseLike<T>,
  options: PrerenderOptions = {},
): Promise<T> {
  checkOptions('prerender()', options, { url: urlRule, route: stringRule, headers: headersRule })
  if (typeof fn !== 'function') {
    throw createInvalidError('invalid-options', 'prerender(): the first argument', 'a function', fn)
  }
  const failures: { readonly error: unknown; readonly info: TaskErrorInfo }[] = []
  const { url = '/' } = options
  const { pathname } = new URL(url, 'http://localhost')
  let isComplete = false
  const request: RequestContext = {
    source: {
      key: {},
      message: { method: 'GET', url: pathname, headers: new Headers(options.headers) },
      get isSent() {
        return isComplete
      },
    },
  }
  const scope = openScope({
    request,
    observer: observe,
    onTaskError: (error, info) => {
      failures.push({ error, info: { ...info, route: info.route ?? options.route } })
    },
  })
  let result: T
  try {
    result = await runInScope(scope, async () => completeOutput(await fn()))
    if (result instanceof Response && request.jar) result = request.jar.appendTo(result) as T
  } catch (error) {
    settleHandler(scope)
    closeResponse(scope, 'failed')
    await keepAlive(whenSettled(scope))
    for (const failure of failures) reportError(failure.error, failure.info)
    throw error
  }
  isComplete = true
  settleHandler(scope)
  closeResponse(scope, 'sent', result instanceof Response ? result.status : undefined)
  await keepAlive(whenSettled(scope))
  if (failures.length === 0) return result
  const lines = failures.map(({ error, info }) => `${describeTask(info)}: ${printError(error)}`)
  const errors = failures.map(({ error }) => error)
  const error = createRequestError('prerender-task-failed', [pathname, lines], { cause: errors[0] })
  throw Object.defineProperty(error, 'errors', { value: errors })
}

/** Reads a stream, or a Response's body, to its end: the page is not complete before. */
export async function completeOutput<T>(output: T): Promise<T> {
  if (output instanceof ReadableStream) return (await completeStream(output)) as T
  if (!(output instanceof Response) || output.body === null) return output
  return new Response(await output.arrayBuffer(), output) as T
}

async function completeStream<Chunk>(
  stream: ReadableStream<Chunk>,
): Promise<ReadableStream<Chunk>> {
  const chunks: Chunk[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
}

function printError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
