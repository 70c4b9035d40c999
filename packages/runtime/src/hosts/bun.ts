// The host of Bun: wraps the options of Bun.serve.
import { shared } from '../context.ts'
import { createInvalidError } from '../errors.ts'
import { findPlatform } from '../platform.ts'
import { server } from '../server.ts'
import { markWrapped, wrapFunction } from '../wrap.ts'
import { type FetchHandler, type FetchHandlerObject, wrapHandler } from './fetch.ts'
import { type PlatformFinder, serveFetch } from './fetch-serve.ts'
import {
  type GracefulShutdownOptions,
  gracefulShutdown as shutDownNodeServer,
} from './node-shutdown.ts'

export type { GracefulShutdownOptions } from './node-shutdown.ts'

/** What {@link withAfter} reads of the options of `Bun.serve`. */
export interface BunServeOptions {
  readonly fetch?: FetchHandler | undefined
  /** A list is that of an application, and left to it. */
  readonly routes?: Routes | readonly unknown[] | undefined
}

/** By path: a handler, handlers by method, or what Bun serves by itself. */
type Routes = { readonly [path: string]: unknown }

/**
 * Wraps what `Bun.serve` is given, so that `after` works in its `fetch` and its `routes`:
 * `Bun.serve(withAfter({ routes, fetch }))`, or `export default withAfter(app)`. What else the
 * options hold stays.
 *
 * Bodies of strings, buffers and files are left to Bun, with their content-length, unless the request
 * has tasks and the body is larger than 64 KB, or a file: Bun sends a watched body in chunks. See
 * `withAfter` of `@afterword/runtime/fetch` for when tasks run.
 *
 * @throws AfterError `invalid-handler`
 */
export function withAfter<Options extends FetchHandler | BunServeOptions>(
  options: Options,
): Options {
  shared.server ??= server
  const { routes } = (options ?? {}) as BunServeOptions
  // Applications of Hono and Elysia have a list.
  if (typeof options === 'function' || routes === undefined || Array.isArray(routes)) {
    return wrapHandler(options as FetchHandlerObject, readPlatform) as Options
  }
  if (typeof routes !== 'object' || routes === null) {
    throw createInvalidError('invalid-handler', 'withAfter(): routes', 'an object', routes)
  }
  const { fetch } = options as BunServeOptions
  return markWrapped(options, {
    ...options,
    routes: mapValues(routes as Routes, (route) => wrapRoute(route, true)),
    ...(fetch && { fetch: wrapHandler(fetch, readPlatform) }),
  })
}

/** Bun calls a handler with its server. */
const readPlatform: PlatformFinder = (args) => findPlatform([args[2], args[1]])

/** A handler, or an object of handlers by method; anything else is Bun's to serve. */
function wrapRoute(route: unknown, hasMethods: boolean): unknown {
  if (typeof route === 'function') {
    return wrapFunction(route, (call, args) => serveFetch(call, args, readPlatform))
  }
  const isPlain = Object.getPrototypeOf(route ?? 0) === Object.prototype
  if (!hasMethods || !isPlain) return route
  return mapValues(route as { readonly [method: string]: unknown }, (handler) =>
    wrapRoute(handler, false),
  )
}

function mapValues(object: { readonly [key: string]: unknown }, map: (value: unknown) => unknown) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]))
}

/**
 * On SIGTERM or SIGINT: `server.stop()`, then waits with a limit for open requests and their tasks,
 * says what it had to give up, and raises the signal again. A second signal ends the process at once.
 *
 * @returns A function that takes the signal handlers away.
 * @throws AfterError `invalid-handler`, `invalid-options`
 */
export function gracefulShutdown(
  server: { stop(): unknown },
  options?: GracefulShutdownOptions,
): () => void {
  if (typeof server?.stop !== 'function') {
    const expected = 'what Bun.serve() returns'
    throw createInvalidError(
      'invalid-handler',
      'gracefulShutdown(): its argument',
      expected,
      server,
    )
  }
  return shutDownNodeServer({ close: () => server.stop(), on() {}, off() {} }, options)
}
