// The host of Node servers: http, https and http2's compatibility API.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { createInvalidError } from '../errors.ts'
import { settleHandler } from '../scope.ts'
import { wrapFunction } from '../wrap.ts'
import { joinScope, openNodeScope, runListener } from './node-scope.ts'

export { afterFastify, type FastifyInstanceLike } from './node-fastify.ts'
export { afterKoa, afterMiddleware, type KoaContext } from './node-frameworks.ts'
export { type GracefulShutdownOptions, gracefulShutdown } from './node-shutdown.ts'

/** A request of http, https or http2. */
export type NodeRequest = IncomingMessage | Http2ServerRequest

/** A response of http, https or http2. */
export type NodeResponse = ServerResponse | Http2ServerResponse

/** A listener for a server's `request` event; an Express or Connect application is one. */
// biome-ignore lint/suspicious/noExplicitAny: frameworks narrow the request and response types.
export type NodeListener = (request: any, response: any, ...rest: any[]) => unknown

/**
 * Wraps a request listener so that `after` works in it and in everything it calls:
 * `http.createServer(withAfter(listener))`. Name, own properties and `this` stay the listener's.
 *
 * Tasks run when the response has closed, its last byte handed to the client or the client gone, and
 * the listener has returned (a promise: settled). A listener that throws before it answers is
 * answered for with status 500; after that its connection is closed. The error goes on to where it
 * would have gone, `uncaughtException` or `unhandledRejection`, once the tasks are done.
 *
 * @throws AfterError `invalid-handler`
 */
export function withAfter<Listener extends NodeListener>(listener: Listener): Listener {
  if (typeof listener !== 'function') {
    const expected = 'a function (request, response) => void'
    throw createInvalidError('invalid-handler', 'withAfter(): the listener', expected, listener)
  }
  return wrapFunction(listener, (call, args) =>
    serveNode(args[0] as NodeRequest, args[1] as NodeResponse, call),
  )
}

function serveNode(request: NodeRequest, response: NodeResponse, call: () => unknown): unknown {
  const joined = joinScope(request, response, call)
  if (joined) return joined.result
  const opened = openNodeScope(request, response)
  return runListener(opened, call, () => settleHandler(opened.scope))
}
