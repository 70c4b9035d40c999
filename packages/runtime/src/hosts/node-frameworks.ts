// The Node host as middleware, for frameworks that make the server and answer for errors themselves.
import { createError, describeValue } from '../errors.ts'
import type { NodeRequest, NodeResponse } from './node.ts'
import { joinScope, openNodeScope, runMiddleware } from './node-scope.ts'

/**
 * Middleware of Express and Connect: `app.use(afterMiddleware())`, before any other. It calls and
 * returns `next()`; where that gives a promise, the handler counts as running until it settles, else
 * the response alone decides when tasks run.
 *
 * @throws AfterError `invalid-handler` when it is mounted without being called.
 */
export function afterMiddleware(
  ...none: readonly []
): <T>(request: NodeRequest, response: NodeResponse, next: () => T) => T {
  refuseArguments('afterMiddleware()', none)
  return (request, response, next) => {
    const joined = joinScope(request, response, next)
    if (joined) return joined.result
    const opened = openNodeScope(request, response)
    return runMiddleware(opened, next, () => opened.scope.handlerSettled())
  }
}

/** What {@link afterKoa} needs of Koa's context. */
export interface KoaContext {
  readonly req: NodeRequest
  readonly res: NodeResponse
}

/**
 * Middleware of Koa and of servers in its style: `app.use(afterKoa())`, before any other. Tasks run
 * when the response has closed and the middleware below has settled.
 *
 * @throws AfterError `invalid-handler` when it is mounted without being called.
 */
export function afterKoa(
  ...none: readonly []
): <T>(context: KoaContext, next: () => Promise<T>) => Promise<T> {
  refuseArguments('afterKoa()', none)
  const middleware = afterMiddleware()
  return (context, next) => middleware(context.req, context.res, next)
}

/** What {@link afterFastify} needs of a Fastify instance. */
export interface FastifyInstanceLike {
  addHook(
    name: 'onRequest',
    hook: (
      request: { readonly raw: NodeRequest },
      reply: { readonly raw: NodeResponse },
      done: () => void,
    ) => void,
  ): unknown
}

/**
 * A Fastify plugin: `app.register(afterFastify)`, before any other. Its hook holds for the whole
 * application, not only for the plugin's own context. Fastify keeps its handlers' promises to
 * itself, so when a client goes away the tasks do not wait for the handler.
 *
 * @throws AfterError `invalid-handler` when it is called instead of registered.
 */
export function afterFastify(
  instance: FastifyInstanceLike,
  _options: unknown,
  done: () => void,
): void {
  if (typeof instance?.addHook !== 'function') {
    const expected = 'a Fastify instance, as in app.register(afterFastify)'
    throw createError('invalid-handler', ['afterFastify()', expected, describeValue(instance)])
  }
  const middleware = afterMiddleware()
  // In callback style: what follows in an async hook would run outside its context.
  instance.addHook('onRequest', (request, reply, next) => middleware(request.raw, reply.raw, next))
  done()
}
// What the package fastify-plugin does: without it, hooks stay in the plugin's own context.
Object.assign(afterFastify, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@afterword/runtime',
})

/** Mounted without its parentheses, it would be taken for the middleware, and never call next(). */
function refuseArguments(call: string, given: readonly unknown[]): void {
  if (given.length === 0) return
  const expected = `no arguments and gives the middleware: app.use(${call})`
  throw createError('invalid-handler', [call, expected, describeValue(given[0])])
}
