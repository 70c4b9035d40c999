// The host of web handlers: `(request) => Response` functions, and objects with such a `fetch`.
import { checkOptions, invalidOption } from '../configure.ts'
import { currentFrame, runInFrame } from '../context.ts'
import { createError, describeValue, isThenable } from '../errors.ts'
import { findWaitUntil, needsWaitUntil, type WaitUntil } from '../platform.ts'
import { RequestContext } from '../request.ts'
import { openScope } from '../scope.ts'
import { runNextTurn } from '../turn.ts'
import { wrapFunction, wrapMethod } from '../wrap.ts'
import { FetchRequestSource, findRequest } from './fetch-request.ts'
import { sendHeaders, watchResponse } from './fetch-response.ts'

/** A function that serves web requests. */
// biome-ignore lint/suspicious/noExplicitAny: servers differ in what they pass beside the request.
export type FetchHandler = (request: any, ...rest: any[]) => unknown

/** An object that serves web requests: a server's default export, a Hono app. */
export interface FetchHandlerObject {
  fetch: FetchHandler
}

/** Options of {@link withAfter}. */
export interface WithAfterOptions {
  /**
   * Keeps the platform from stopping work after the response. Default: the `waitUntil` of the
   * handler's third or second argument, then that of Vercel, Next.js or Netlify where they host it.
   */
  readonly waitUntil?: WaitUntil | undefined
}

/**
 * Wraps a web handler so that `after` works in it and in everything it calls. Give it a function or
 * an object with `fetch`, and get the same: arguments, `this`, other properties, prototype.
 *
 * Tasks run when the response's body has been read to its end (`sent`) or cancelled (`aborted`), or
 * when its source or the handler fails (`failed`); without a body, once the handler has returned. A
 * body that nobody reads ends after `configure`'s timeout, reported as `body-not-read`. Called
 * inside another request, as an application calls its own `fetch`, the handler joins that request:
 * tasks run when the outer response ends.
 *
 * A call whose first argument is not a Request, nor has one as `request` or `req`, is passed through:
 * `after` then throws `no-request`, unless an outer request is found.
 *
 * @throws AfterError `invalid-handler`, `invalid-options`
 */
export function withAfter<Handler extends FetchHandler | FetchHandlerObject>(
  handler: Handler,
  options: WithAfterOptions = {},
): Handler {
  checkOptions('withAfter()', options, ['waitUntil'])
  const { waitUntil } = options
  if (waitUntil !== undefined && typeof waitUntil !== 'function') {
    throw invalidOption('withAfter()', 'waitUntil', 'a function', waitUntil)
  }
  const serve = (call: () => unknown, args: readonly unknown[]) => serveFetch(call, args, waitUntil)
  const given: unknown = handler
  if (typeof given === 'function' && typeof given.prototype?.fetch !== 'function') {
    return wrapFunction(handler, serve)
  }
  if (
    typeof given === 'object' &&
    typeof (given as FetchHandlerObject | null)?.fetch === 'function'
  ) {
    return wrapMethod(handler as FetchHandlerObject, 'fetch', serve) as Handler
  }
  const problem = typeof given === 'function' ? `the class ${given.name}` : describeValue(given)
  const expected = 'a function (request) => Response or an object with a fetch method'
  throw createError('invalid-handler', ['withAfter()', expected, problem])
}

function serveFetch(
  call: () => unknown,
  args: readonly unknown[],
  waitUntil: WaitUntil | undefined,
): unknown {
  const received = findRequest(args[0])
  const outer = currentFrame()
  // Wrapped twice, the inner one has nothing to add.
  if (!received || outer?.request.source.key === received) return call()
  const source = new FetchRequestSource(received)
  const request = new RequestContext(source)
  if (outer) {
    return settle(
      () => runInFrame({ scope: outer.scope, request }, call),
      (result) => sendHeaders(result, source, request),
      (error) => raise(error),
    )
  }
  const scope = openScope({
    request,
    waitUntil: waitUntil ?? findWaitUntil([args[2], args[1]]),
    needsWaitUntil: needsWaitUntil(),
  })
  return settle(
    () => scope.run(call),
    (result) => {
      scope.handlerSettled()
      return watchResponse(sendHeaders(result, source, request), received, scope)
    },
    (error) => {
      scope.handlerSettled()
      // The caller answers for the error first.
      runNextTurn(() => scope.responseClosed('failed'))
      raise(error)
    },
  )
}

/** Passes on what `call` gives or throws, at once or later, as it comes. */
function settle(
  call: () => unknown,
  onResult: (result: unknown) => unknown,
  onError: (error: unknown) => never,
): unknown {
  let result: unknown
  try {
    result = call()
  } catch (error) {
    return onError(error)
  }
  return isThenable(result) ? Promise.resolve(result).then(onResult, onError) : onResult(result)
}

function raise(error: unknown): never {
  throw error
}
