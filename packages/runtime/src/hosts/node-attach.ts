// The scope of each request of a server or application that is already made, which stays the same object.
import type { EventEmitter } from 'node:events'
import type { NodeRequest, NodeResponse } from './node.ts'
import { afterFastify, type FastifyInstanceLike } from './node-fastify.ts'
import { afterKoa, afterMiddleware } from './node-frameworks.ts'
import { watchServer } from './node-server.ts'

/** A method, as far as it is looked at: frameworks declare theirs in types of their own. */
// biome-ignore lint/suspicious/noExplicitAny: whatever they take.
type Method = (...args: any[]) => any

/** A server of http, https or http2, or an application of Express, Connect, Koa or Fastify. */
export type NodeApplication =
  | { readonly emit: Method; readonly rawListeners: Method }
  | { handle: Method; readonly use: Method }
  | { readonly use: Method; readonly middleware: readonly Method[] }
  | { readonly addHook: Method }

/** Attaches the scope by what the target is known by; `false` where that is nothing. */
export function attachScope(target: unknown): boolean {
  const { handle, addHook, middleware, use, emit, rawListeners } = (target ?? {}) as {
    readonly [name: string]: unknown
  }
  // Express's and Koa's applications emit events, too. GraphQL Yoga's `handle` is for web requests.
  if (typeof target === 'function' && typeof handle === 'function' && typeof use === 'function') {
    attachToExpress(target as never)
  } else if (typeof addHook === 'function') {
    // Called and not registered: a plugin's hooks come after those the application adds by itself.
    afterFastify(target as FastifyInstanceLike, {}, () => {})
  } else if (Array.isArray(middleware) && typeof use === 'function') {
    ;(target as { readonly use: Method }).use(afterKoa())
  } else if (typeof emit === 'function' && typeof rawListeners === 'function') {
    watchServer(target as EventEmitter)
  } else {
    return false
  }
  return true
}

/** Around the method that every request goes through: `use()` would end the time for settings. */
function attachToExpress(application: { handle: Method }): void {
  const { handle } = application
  const middleware = afterMiddleware()
  application.handle = function (this: unknown, ...args: unknown[]) {
    const [request, response] = args as [NodeRequest, NodeResponse]
    return middleware(request, response, () => Reflect.apply(handle, this, args))
  }
}
