// The Node host as middleware, for frameworks that make the server and answer for errors themselves.
import { createInvalidError } from '../errors.ts'
import type { NodeRequest, NodeResponse } from './node.ts'
import { joinScope, openNodeScope, runUntilSettled } from './node-scope.ts'

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
    const { scope } = openNodeScope(request, response)
    return runUntilSettled(scope.frame, next)
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

/** Mounted without its parentheses, it would be taken for the middleware, and never call next(). */
function refuseArguments(call: string, given: readonly unknown[]): void {
  if (given.length === 0) return
  const expected = `nothing, as it makes the middleware: app.use(${call})`
  throw createInvalidError('invalid-handler', `${call}: its argument`, expected, given[0])
}
