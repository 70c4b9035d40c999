// The host of web handlers: `(request) => Response` functions, and objects with such a `fetch`.
import { checkOptions, invalidOption, type Outcome } from '../configure.ts'
import { currentFrame, runInFrame } from '../context.ts'
import { createError, describeValue, isThenable } from '../errors.ts'
import { findPlatform, needsWaitUntil, type Platform, type WaitUntil } from '../platform.ts'
import { RequestContext } from '../request.ts'
import { openScope, type Scope } from '../scope.ts'
import { runNextTurn } from '../turn.ts'
import { wrapFunction, wrapMethod } from '../wrap.ts'
import { findResponseEnd, type ResponseEnd } from './fetch-end.ts'
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
   * handler's third or second argument, then that of Vercel, Next.js, Netlify, Cloudflare or Supabase
   * where they host it.
   */
  readonly waitUntil?: WaitUntil | undefined
}

/**
 * Wraps a web handler so that `after` works in it and in everything it calls. Give it a function or
 * an object with `fetch`, and get the same: arguments, `this`, other properties, prototype.
 *
 * Tasks run when the server says that the response is over, where it does: on a Node bridge that
 * passes the Node response on (@hono/node-server, srvx, h3, GraphQL Yoga), and on Deno. Elsewhere they
 * run when the body has been read to its end (`sent`) or cancelled (`aborted`), or when its source or
 * the handler fails (`failed`); without a body, once the handler has returned. A body that nobody
 * reads ends after `configure`'s timeout, reported as `body-not-read`. Called
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
  const explicit = waitUntil && { waitUntil }
  return wrapHandler(handler, (args) => explicit ?? readPlatform(args))
}

/** The platform in a handler's own arguments, `(request, env, ctx)` or `(request, ctx)`, or around it. */
export function readPlatform(args: readonly unknown[]): Platform | undefined {
  return findPlatform([args[2], args[1]])
}

/**
 * Wraps a web handler for a host that knows how to find its platform, given a call's arguments.
 *
 * @throws AfterError `invalid-handler`
 */
export function wrapHandler<Handler extends FetchHandler | FetchHandlerObject>(
  handler: Handler,
  findPlatform: (args: readonly unknown[]) => Platform | undefined,
): Handler {
  const serve = (call: () => unknown, args: readonly unknown[]) =>
    serveFetch(call, args, findPlatform)
  const given: unknown = handler
  if (typeof given === 'function' && typeof given.prototype?.fetch !== 'function') {
    const wrapped = wrapFunction(handler, serve)
    // GraphQL Yoga is both, a function and an object with `fetch`.
    return hasOwnFetch(wrapped) ? wrapMethod(wrapped, 'fetch', serve) : wrapped
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

function hasOwnFetch(value: unknown): value is FetchHandlerObject {
  if (typeof (value as Partial<FetchHandlerObject>).fetch !== 'function') return false
  // A fixed property is shown by a copy, which could not be called.
  return Object.getOwnPropertyDescriptor(value, 'fetch')?.configurable !== false
}

/** Runs a call of a web handler as a request, or as part of the one it is made in. */
export function serveFetch(
  call: () => unknown,
  args: readonly unknown[],
  findPlatform: (args: readonly unknown[]) => Platform | undefined,
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
  const platform = findPlatform(args)
  const scope = openScope({
    request,
    waitUntil: platform?.waitUntil,
    timeLeft: platform?.timeLeft,
    needsWaitUntil: needsWaitUntil(),
  })
  const end = findResponseEnd(args)
  const close = createClose(scope, end)
  return settle(
    () => scope.run(call),
    (result, isPromise) => {
      scope.handlerSettled()
      const response = sendHeaders(result, source, request)
      const hasEnd = end !== undefined
      return watchResponse(response, received, {
        scope,
        // The body is watched also where the server tells its end: its source runs when it is read,
        // outside of the request as far as the server is concerned.
        close: end?.tellsOutcome ? (outcome) => outcome === 'failed' && close(outcome) : close,
        hasEnd,
        canWait: isPromise || hasEnd,
      })
    },
    (error) => {
      scope.handlerSettled()
      // The caller answers for the error first.
      if (end) close('failed')
      else runNextTurn(() => close('failed'))
      raise(error)
    },
  )
}

/** Closes the scope as soon as it is told how the response ended, and the server that it has. */
function createClose(scope: Scope, end: ResponseEnd | undefined) {
  let seen: { readonly outcome: Outcome; readonly status: number | undefined } | undefined
  end?.watch((outcome, status) =>
    scope.responseClosed(seen?.outcome ?? outcome, seen?.status ?? status),
  )
  return (outcome: Outcome, status?: number) => {
    seen ??= { outcome, status }
    if (!end) scope.responseClosed(outcome, status)
  }
}

/** Passes on what `call` gives or throws, at once or later, as it comes. */
function settle(
  call: () => unknown,
  onResult: (result: unknown, isPromise: boolean) => unknown,
  onError: (error: unknown) => never,
): unknown {
  let result: unknown
  try {
    result = call()
  } catch (error) {
    return onError(error)
  }
  if (!isThenable(result)) return onResult(result, false)
  return Promise.resolve(result).then((value) => onResult(value, true), onError)
}

function raise(error: unknown): never {
  throw error
}
