// The host of Deno: the fetch host, which knows Deno's handlers, and the end of its servers.
import { createInvalidError } from '../errors.ts'
import {
  type GracefulShutdownOptions,
  gracefulShutdown as shutDownNodeServer,
} from './node-shutdown.ts'

/**
 * `Deno.serve(withAfter(handler))`, or `export default withAfter({ fetch })` for `deno serve`. Tasks
 * run at `info.completed`, Deno's word for the end of a response; the handler's second argument must
 * reach it. Their `outcome` tells an abort for streams; of whole bodies (a string, a buffer) Deno does
 * not say whether the client took them, and the outcome is `sent`.
 */
export { type FetchHandler, type FetchHandlerObject, withAfter } from './fetch.ts'
export type { GracefulShutdownOptions } from './node-shutdown.ts'

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
