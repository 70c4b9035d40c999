// Handlers of a Worker that are called for an event, and answer nobody.
import { currentFrame } from '../context.ts'
import type { Platform } from '../platform.ts'
import { RequestContext } from '../request.ts'
import { openScope } from '../scope.ts'
import { settle } from './fetch-serve.ts'

/** Their names, in objects and in classes of entry points. */
export const eventNames = ['scheduled', 'queue', 'email', 'tail'] as const

export type EventName = (typeof eventNames)[number]

/** A handler `(event, env, ctx)`; of a class, `(event)`. */
// biome-ignore lint/suspicious/noExplicitAny: the arguments are Cloudflare's.
export type EventHandler = (...args: any[]) => unknown

/** Runs a call of an event's handler. Its tasks run when it has settled. */
export function serveEvent(
  name: EventName,
  call: () => unknown,
  args: readonly unknown[],
  platform: Platform | undefined,
): unknown {
  // Called by a handler of the same Worker, it is part of that.
  if (currentFrame()?.scope.isOpen) return call()
  const { cron, queue } = (args[0] ?? {}) as { readonly cron?: string; readonly queue?: string }
  const scope = openScope({
    request: new RequestContext({
      key: {},
      method: name,
      readPath: () => cron ?? queue ?? '',
      readHeaders: () => new Headers(),
      hasSentHeaders: () => true,
      sendCookies() {},
    }),
    waitUntil: platform?.waitUntil,
    timeLeft: platform?.timeLeft,
    needsWaitUntil: true,
  })
  return settle(
    () => scope.run(call),
    (result) => {
      scope.handlerSettled()
      scope.responseClosed('sent')
      return result
    },
    (error) => {
      scope.handlerSettled()
      scope.responseClosed('failed')
      throw error
    },
  )
}
