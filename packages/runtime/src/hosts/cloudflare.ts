// The host of Cloudflare Workers: the platform is asked to wait, and no request waits for another.
import * as workers from 'cloudflare:workers'
import { observe } from '../observe.ts'
import { findPlatform, REPORT_TIME } from '../platform.ts'
import { markWrapped, wrapMethod } from '../wrap.ts'
import { type EventHandler, type EventName, eventNames, serveEvent } from './cloudflare-events.ts'
import { type FetchHandler, type FetchHandlerObject, wrapHandler } from './fetch.ts'
import { type HostPlatform, serveFetch } from './fetch-serve.ts'

/** How long production lets work go on after the response; the local workerd sets no limit. */
const TIME_AFTER_RESPONSE = 30_000

/** How long production lets an event take, from its start. */
const TIME_OF_EVENT = 15 * 60_000

/** An object of handlers for events, with or without `fetch`. */
export type EventHandlerObject = { readonly [Name in EventName]?: EventHandler }

/** A class of entry points: `class extends WorkerEntrypoint`, or a Durable Object. */
// biome-ignore lint/suspicious/noExplicitAny: the arguments are Cloudflare's.
type EntryPointClass = new (...args: any[]) => object

/**
 * Wraps a Worker: `export default withAfter({ fetch, scheduled, queue })`, a bare `fetch` function, or
 * a class of entry points with such methods. Wrapped are `fetch`, `scheduled`, `queue`, `email` and
 * `tail`; all else stays as it is.
 *
 * Tasks are handed to `waitUntil` at the first `after`: that of the handler's `ctx`, else the one that
 * `cloudflare:workers` exports. They run when the response's body has been read to its end or
 * cancelled, or the event's handler has settled (`failed` if it throws). Their signal aborts shortly
 * before Cloudflare stops them: 30 seconds after a response, 15 minutes after the start of an event.
 * Needs the compatibility flag `nodejs_als` or `nodejs_compat`.
 *
 * @throws AfterError `invalid-handler`
 */
export function withAfter<
  Handler extends FetchHandler | FetchHandlerObject | EventHandlerObject | EntryPointClass,
>(handler: Handler): Handler {
  const given: unknown = handler
  if (isEntryPointClass(given)) return markWrapped(given, wrapClass(given)) as Handler
  const names = typeof given === 'object' ? findEvents(given) : []
  const wrapped = names.reduce(wrapEvent, given as Record<EventName, unknown>) as unknown
  const isOnlyEvents = names.length > 0 && !('fetch' in (given as object))
  const whole = isOnlyEvents
    ? wrapped
    : wrapHandler(wrapped as FetchHandlerObject, createFetchPlatform)
  return markWrapped(handler, whole as Handler)
}

/** The events that an object or a prototype has handlers for. */
function findEvents(value: object | null): EventName[] {
  return eventNames.filter(
    (name) => typeof (value as EventHandlerObject | null)?.[name] === 'function',
  )
}

function wrapEvent(handler: Record<EventName, unknown>, name: EventName) {
  return wrapMethod(handler, name, (call, args) =>
    serveEvent(name, call, args, createEventPlatform(args)),
  )
}

function isEntryPointClass(value: unknown): value is EntryPointClass {
  if (typeof value !== 'function' || typeof value.prototype !== 'object') return false
  return typeof value.prototype?.fetch === 'function' || findEvents(value.prototype).length > 0
}

function wrapClass<Class extends EntryPointClass>(original: Class): Class {
  const wrapped = class extends original {}
  Object.defineProperty(wrapped, 'name', { value: original.name })
  const override = (name: string, serve: (call: () => unknown, args: unknown[]) => unknown) => {
    const method = function (this: unknown, ...args: unknown[]) {
      return serve(() => Reflect.apply(original.prototype[name], this, args), args)
    }
    Object.defineProperty(wrapped.prototype, name, {
      value: method,
      configurable: true,
      writable: true,
    })
  }
  if (typeof original.prototype.fetch === 'function') {
    override('fetch', (call, args) => serveFetch(call, args, createFetchPlatform))
  }
  for (const name of findEvents(original.prototype)) {
    override(name, (call, args) => serveEvent(name, call, args, createEventPlatform(args)))
  }
  return wrapped
}

function createFetchPlatform(args: readonly unknown[]): HostPlatform {
  let end: number | undefined
  return createPlatform(args, () => {
    // First asked when the response is over and the first task starts.
    end ??= Date.now() + TIME_AFTER_RESPONSE
    return end
  })
}

function createEventPlatform(args: readonly unknown[]): HostPlatform {
  const end = Date.now() + TIME_OF_EVENT
  return createPlatform(args, () => end)
}

function createPlatform(args: readonly unknown[], readEnd: () => number): HostPlatform {
  return {
    ...findPlatform([args[2], args[1], workers]),
    timeLeft: () => readEnd() - REPORT_TIME - Date.now(),
    observer: observe,
  }
}
