// The Node host as a plugin of Fastify, which tells of its handlers by diagnostics channels.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { currentFrame } from '../context.ts'
import { createInvalidError } from '../errors.ts'
import { isOpen, joinHandler, settleHandler } from '../scope.ts'
import type { NodeRequest, NodeResponse } from './node.ts'
import { afterMiddleware } from './node-frameworks.ts'

type Done = () => void

/** What {@link afterFastify} needs of a Fastify instance. */
export interface FastifyInstanceLike {
  addHook(
    name: 'onRequest',
    hook: (
      request: { readonly raw: NodeRequest },
      reply: { readonly raw: NodeResponse },
      done: Done,
    ) => void,
  ): unknown
  addHook(name: 'onClose', hook: (instance: unknown, done: Done) => void): unknown
}

/**
 * A Fastify plugin: `app.register(afterFastify)`, before any other. Its hook holds for the whole
 * application, not only for the plugin's own context. Tasks run when the response has closed; if the
 * client has gone, when the handler has settled too. One that has taken the reply over, by
 * `reply.hijack()`, is not waited for.
 *
 * @throws AfterError `invalid-handler` when it is called instead of registered.
 */
export function afterFastify(instance: FastifyInstanceLike, _options: unknown, done: Done): void {
  if (typeof instance?.addHook !== 'function') {
    const expected = 'a Fastify instance, as in app.register(afterFastify)'
    throw createInvalidError('invalid-handler', 'afterFastify(): its argument', expected, instance)
  }
  const middleware = afterMiddleware()
  // In callback style: what follows in an async hook would run outside its context.
  instance.addHook('onRequest', (request, reply, next) => middleware(request.raw, reply.raw, next))
  const stop = watchHandlers()
  instance.addHook('onClose', (_, next) => {
    stop()
    next()
  })
  done()
}
// What the package fastify-plugin does: without it, hooks stay in the plugin's own context.
Object.assign(afterFastify, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@afterword/runtime',
})

/** What Fastify publishes of a handler: the same object with each event. */
interface HandlerCall {
  readonly reply: { readonly raw: NodeResponse; readonly sent: boolean }
  /** Whether the handler gave a promise; known when it has returned. */
  readonly async?: boolean
}

/** Counts each handler in its request's scope. Fastify keeps the promises themselves to itself. */
function watchHandlers(): () => void {
  const settlers = new WeakMap<object, () => void>()
  const settle = (call: unknown) => {
    settlers.get(call as HandlerCall)?.()
    settlers.delete(call as HandlerCall)
  }
  const listeners = {
    start(call: unknown) {
      const scope = currentFrame()?.scope
      if (!scope || !isOpen(scope)) return
      joinHandler(scope)
      settlers.set(call as HandlerCall, () => settleHandler(scope))
      const { reply } = call as HandlerCall
      // Fastify tells nothing of a promise whose handler has taken the reply over.
      reply.raw.once('close', () => reply.sent && settle(call))
    },
    end(call: unknown) {
      if (!(call as HandlerCall).async) settle(call)
    },
    asyncEnd: settle,
  }
  const events = Object.entries(listeners).map(
    ([event, listener]) => [`tracing:fastify.request.handler:${event}`, listener] as const,
  )
  for (const [name, listener] of events) subscribe(name, listener)
  return () => {
    for (const [name, listener] of events) unsubscribe(name, listener)
  }
}
