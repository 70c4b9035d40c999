// The host of Node servers: http, https and http2's compatibility API.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { currentFrame, runInFrame } from '../context.ts'
import { createError, describeValue, isThenable } from '../errors.ts'
import { RequestContext } from '../request.ts'
import { openScope, type Scope } from '../scope.ts'
import { runNextTurn } from '../turn.ts'
import { wrapFunction } from '../wrap.ts'
import { NodeRequestSource } from './node-request.ts'
import { answerError, readOutcome, watchClose } from './node-response.ts'

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
    const expected = 'a listener (request, response) => void'
    throw createError('invalid-handler', ['withAfter()', expected, describeValue(listener)])
  }
  return wrapFunction(listener, (call, args) =>
    serveNode(args[0] as NodeRequest, args[1] as NodeResponse, call),
  )
}

/**
 * The same as middleware, for servers built by a framework. It calls and returns `next()`; the
 * framework answers for errors. Mount it first: Express `app.use(afterMiddleware())`, Koa
 * `app.use((ctx, next) => middleware(ctx.req, ctx.res, next))`, Fastify
 * `app.addHook('onRequest', (q, r, done) => middleware(q.raw, r.raw, done))`.
 */
export function afterMiddleware(): <T>(
  request: NodeRequest,
  response: NodeResponse,
  next: () => T,
) => T {
  return (request, response, next) => {
    const joined = joinScope(request, response, next)
    if (joined) return joined.result
    const { scope } = openNodeScope(request, response)
    // What runs after next() cannot be seen from here: the response decides.
    scope.handlerSettled()
    return scope.run(next)
  }
}

function serveNode(request: NodeRequest, response: NodeResponse, call: () => unknown): unknown {
  const joined = joinScope(request, response, call)
  if (joined) return joined.result
  const { scope, fail } = openNodeScope(request, response)
  let result: unknown
  try {
    result = scope.run(call)
  } catch (error) {
    fail()
    scope.handlerSettled()
    // Thrown where nobody can catch it, as it would have been by the server's emit().
    scope.whenSettled().then(() => process.nextTick(throwError, error))
    return undefined
  }
  if (!isThenable(result)) {
    scope.handlerSettled()
    return result
  }
  return Promise.resolve(result).then(
    (value) => {
      scope.handlerSettled()
      return value
    },
    async (error) => {
      fail()
      scope.handlerSettled()
      await scope.whenSettled()
      throw error
    },
  )
}

/** Runs `call` in the scope it is already part of, if there is one. */
function joinScope<T>(
  request: NodeRequest,
  response: NodeResponse,
  call: () => T,
): { readonly result: T } | undefined {
  const outer = currentFrame()
  // A server that was started by a request keeps that request's context long after it is over.
  if (!outer?.scope.isOpen) return undefined
  if (outer.request.source.key === request) return { result: call() }
  const context = new RequestContext(new NodeRequestSource(request, response))
  return { result: runInFrame({ scope: outer.scope, request: context }, call) }
}

function openNodeScope(
  request: NodeRequest,
  response: NodeResponse,
): { readonly scope: Scope; readonly fail: () => void } {
  const scope = openScope({ request: new RequestContext(new NodeRequestSource(request, response)) })
  let hasFailed = false
  watchClose(request, response, () => {
    const outcome = hasFailed ? 'failed' : readOutcome(request, response)
    const close = () => scope.responseClosed(outcome, response.statusCode)
    // HTTP/2 sends the frame that ends a stream in the turn after its 'close'.
    if ('stream' in response) runNextTurn(close)
    else close()
  })
  return {
    scope,
    fail() {
      hasFailed = !response.writableEnded
      if (!response.headersSent) answerError(response)
      else if (hasFailed) response.destroy()
    },
  }
}

function throwError(error: unknown): never {
  throw error
}
