// The host of web handlers: `(request) => Response` functions, and objects with such a `fetch`.
import { checkOptions, invalidOption } from '../configure.ts'
import { createError, describeValue } from '../errors.ts'
import { findPlatform, type Platform, type WaitUntil } from '../platform.ts'
import { wrapFunction, wrapMethod } from '../wrap.ts'
import { serveFetch } from './fetch-serve.ts'

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
