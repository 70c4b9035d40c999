// The host of Node servers: http, https and http2's compatibility API.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { createInvalidError } from '../errors.ts'
import { settleHandler } from '../scope.ts'
import { markWrapped, wrapFunction } from '../wrap.ts'
import { attachScope, type NodeApplication } from './node-attach.ts'
import { joinScope, openNodeScope, runListener } from './node-scope.ts'

export type { NodeApplication } from './node-attach.ts'
export { afterFastify, type FastifyInstanceLike } from './node-fastify.ts'
export { afterKoa, afterMiddleware, type KoaContext } from './node-frameworks.ts'
export { type GracefulShutdownOptions, gracefulShutdown } from './node-shutdown.ts'

/** A request of http, https or http2. */
export type NodeRequest = IncomingMessage | Http2ServerRequest

/** A response of http, https or http2. */
export type NodeResponse = ServerResponse | Http2ServerResponse

/** A listener for a server's `request` event. */
// biome-ignore lint/suspicious/noExplicitAny: frameworks narrow the request and response types.
export type NodeListener = (request: any, response: any, ...rest: any[]) => unknown

/**
 * Makes `after` work in what serves requests, and in everything it calls, and gives it back:
 *
 * - a request listener, wrapped: `http.createServer(withAfter(listener))`. Name, own properties and
 *   `this` stay the listener's.
 * - a server of http, https or http2, whatever listeners it has or gets: `withAfter(http.createServer())`.
 * - an application of Express, Connect, Koa or Fastify: `withAfter(express())`, before it is given
 *   middleware or hooks of its own.
 *
 * Tasks run when the response has closed, its last byte handed to the client or the client gone, and
 * the listener or handler has returned (a promise: settled, except Express's, which it keeps to
 * itself). A listener that throws before it answers is answered for with status 500; after that its
 * connection is closed. The error goes on to where it would have gone, `uncaughtException` or
 * `unhandledRejection`, once the tasks are done. An application answers for errors itself.
 *
 * @throws AfterError `invalid-handler`
 */
export function withAfter<Target extends NodeListener | NodeApplication>(target: Target): Target {
  if (attachScope(target)) return target
  if (typeof target !== 'function') {
    const expected =
      'a function (request, response) => void, a server, or an application of Express, Koa or Fastify'
    throw createInvalidError('invalid-handler', 'withAfter(): its argument', expected, target)
  }
  const wrapped = wrapFunction(target, (call, args) =>
    serveNode(args[0] as NodeRequest, args[1] as NodeResponse, call),
  )
  return markWrapped(target, keepApply(wrapped))
}

/**
 * Node calls a listener by its `apply`. One that is a proxy itself, as GraphQL Yoga's, may give that of
 * the function behind it, and be called around us.
 */
function keepApply<Listener extends object>(listener: Listener): Listener {
  const { apply } = Function.prototype
  if ((listener as { readonly apply?: unknown }).apply === apply) return listener
  return new Proxy(listener, {
    get: (target, key) => (key === 'apply' ? apply : Reflect.get(target, key)),
  })
}

function serveNode(request: NodeRequest, response: NodeResponse, call: () => unknown): unknown {
  const joined = joinScope(request, response, call)
  if (joined) return joined.result
  const opened = openNodeScope(request, response)
  return runListener(opened, call, settleHandler)
}
