// Handlers of a Worker that are called for an event, and answer nobody.
import { currentFrame } from '../context.ts'
import { closeResponse, isOpen, openScope, runInScope, settleHandler } from '../scope.ts'
import { settle } from '../settle.ts'
import type { HostPlatform } from './fetch-serve.ts'

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
  platform: HostPlatform,
): unknown {
  // Called by a handler of the same Worker, it is part of that.
  const outer = currentFrame()
  if (outer && isOpen(outer.scope)) return call()
  const { cron, queue } = (args[0] ?? {}) as { readonly cron?: string; readonly queue?: string }
  const scope = openScope({
    ...platform,
    request: {
      source: {
        key: {},
        message: { method: name, url: cron ?? queue ?? '', headers: new Headers() },
        isSent: true,
      },
    },
    needsWaitUntil: true,
  })
  return settle(
    () => runInScope(scope, call),
    (result) => {
      settleHandler(scope)
      closeResponse(scope, 'sent')
      return result
    },
    (error) => {
      settleHandler(scope)
      closeResponse(scope, 'failed')
      throw error
    },
  )
}
