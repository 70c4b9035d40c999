// The host of web handlers: `(request) => Response` functions, and objects with such a `fetch`.
import { shared } from '../context.ts'
import { createInvalidError } from '../errors.ts'
import { loadServer } from '../notify.ts'
import { checkOptions, functionRule } from '../options.ts'
import { findPlatform, needsWaitUntil, type WaitUntil } from '../platform.ts'
import { isFixed, markWrapped, wrapFunction, wrapMethod } from '../wrap.ts'
import { type PlatformFinder, serveFetch } from './fetch-serve.ts'

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
 * Except on Workers, where code must be small, the first call in a process waits for a module to be
 * loaded, and gives a promise.
 *
 * @throws AfterError `invalid-handler`, `invalid-options`
 */
export function withAfter<Handler extends FetchHandler | FetchHandlerObject>(
  handler: Handler,
  options: WithAfterOptions = {},
): Handler {
  checkOptions('withAfter()', options, { waitUntil: functionRule })
  // Given, or in the handler's own arguments, `(request, env, ctx)` or `(request, ctx)`, or around it.
  const find: PlatformFinder = (args) => findPlatform([options, args[2], args[1]])
  return wrapHandler(handler, find, prepareServer())
}

/** Loads what a server has room for, if it is not there; calls wait for it. */
function prepareServer(): Promise<void> | undefined {
  return shared.server || needsWaitUntil()
    ? undefined
    : loadServer().then(({ server }) => {
        shared.server = server
      })
}

/**
 * Wraps a web handler for a host that knows how to find its platform.
 *
 * @throws AfterError `invalid-handler`
 */
export function wrapHandler<Handler extends FetchHandler | FetchHandlerObject>(
  handler: Handler,
  findPlatform: PlatformFinder,
  loading?: Promise<void>,
): Handler {
  const serve = (call: () => unknown, args: readonly unknown[]): unknown =>
    loading && !shared.server
      ? loading.then(() => serveFetch(call, args, findPlatform))
      : serveFetch(call, args, findPlatform)
  const isFunction = typeof handler === 'function'
  // A class whose instances have `fetch` is not a handler.
  const canCall = isFunction && typeof handler.prototype?.fetch !== 'function'
  let wrapped = canCall ? wrapFunction(handler, serve) : handler
  // GraphQL Yoga is both, a function and an object with `fetch`. A fixed property is shown by a copy,
  // which could not be called.
  const hasFetch = typeof (handler as FetchHandlerObject | null)?.fetch === 'function'
  if (hasFetch && !(isFunction && isFixed(handler, 'fetch'))) {
    wrapped = wrapMethod(wrapped as FetchHandlerObject & Handler, 'fetch', serve)
  }
  if (wrapped === handler) {
    const expected = 'a function or an object with fetch(request)'
    throw createInvalidError('invalid-handler', 'withAfter(): the handler', expected, handler)
  }
  return markWrapped(handler, wrapped)
}
