// The host of Deno: the fetch host, which knows Deno's handlers, and the end of its servers.
import { createInvalidError } from '../errors.ts'
import { type FetchHandler, type FetchHandlerObject, withAfter as wrapFetch } from './fetch.ts'
import {
  type GracefulShutdownOptions,
  gracefulShutdown as shutDownNodeServer,
} from './node-shutdown.ts'

export type { FetchHandler, FetchHandlerObject } from './fetch.ts'
export type { GracefulShutdownOptions } from './node-shutdown.ts'

/** What {@link withAfter} reads of the options of `Deno.serve`. */
export interface DenoServeOptions {
  readonly handler: FetchHandler
}

/**
 * `Deno.serve(withAfter(handler))`, `Deno.serve(withAfter({ port, handler }))`, or
 * `export default withAfter({ fetch })` for `deno serve`. Tasks run at `info.completed`, Deno's word
 * for the end of a response; the handler's second argument must reach it. Their `outcome` tells an
 * abort for streams; of whole bodies (a string, a buffer) Deno does not say whether the client took
 * them, and the outcome is `sent`.
 *
 * @throws AfterError `invalid-handler`
 */
export function withAfter<Target extends FetchHandler | FetchHandlerObject | DenoServeOptions>(
  target: Target,
): Target {
  const isOptions = typeof target === 'object' && target !== null && 'handler' in target
  return isOptions
    ? { ...target, handler: wrapFetch(target.handler) }
    : wrapFetch(target as Target & FetchHandler)
}

/**
 * On SIGTERM or SIGINT: `server.shutdown()`, then waits with a limit for open requests and their
 * tasks, says what it had to give up, and raises the signal again. A second signal ends the process
 * at once.
 *
 * @returns A function that takes the signal handlers away.
 * @throws AfterError `invalid-handler`, `invalid-options`
 */
export function gracefulShutdown(
  server: { shutdown(): unknown },
  options?: GracefulShutdownOptions,
): () => void {
  if (typeof server?.shutdown !== 'function') {
    const expected = 'what Deno.serve() returns'
    throw createInvalidError(
      'invalid-handler',
      'gracefulShutdown(): its argument',
      expected,
      server,
    )
  }
  return shutDownNodeServer({ close: () => server.shutdown(), on() {}, off() {} }, options)
}
