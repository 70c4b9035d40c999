// The host of Cloudflare Workers: the platform is asked to wait, and no request waits for another.
import * as workers from 'cloudflare:workers'
import { findPlatform, REPORT_TIME } from '../platform.ts'
import { type FetchHandler, type FetchHandlerObject, wrapHandler } from './fetch.ts'
import { serveFetch } from './fetch-serve.ts'

/** How long production lets work go on after the response; the local workerd sets no limit. */
const TIME_AFTER_RESPONSE = 30_000

/** A class of entry points: `class extends WorkerEntrypoint`, or a Durable Object. */
// biome-ignore lint/suspicious/noExplicitAny: the arguments are Cloudflare's.
type EntryPointClass = new (...args: any[]) => { fetch(...args: any[]): unknown }

/**
 * Wraps a Worker: `export default withAfter({ fetch })`, a bare `fetch` function, or a class of entry
 * points with a `fetch` method. Other handlers of the object stay as they are.
 *
 * Tasks are handed to `waitUntil` at the first `after`: that of the handler's `ctx`, else the one that
 * `cloudflare:workers` exports. They run when the response's body has been read to its end or
 * cancelled, and their signal aborts shortly before Cloudflare stops them, 30 seconds later. Needs the
 * compatibility flag `nodejs_als` or `nodejs_compat`.
 *
 * @throws AfterError `invalid-handler`
 */
export function withAfter<Handler extends FetchHandler | FetchHandlerObject | EntryPointClass>(
  handler: Handler,
): Handler {
  return isEntryPointClass(handler)
    ? wrapClass(handler)
    : (wrapHandler(handler as FetchHandlerObject, createPlatform) as Handler)
}

function isEntryPointClass(value: unknown): value is EntryPointClass {
  return typeof value === 'function' && typeof value.prototype?.fetch === 'function'
}

function wrapClass<Class extends EntryPointClass>(original: Class): Class {
  const wrapped = class extends original {
    override fetch(...args: unknown[]): unknown {
      return serveFetch(() => super.fetch(...args), args, createPlatform)
    }
  }
  Object.defineProperty(wrapped, 'name', { value: original.name })
  return wrapped
}

function createPlatform(args: readonly unknown[]) {
  const platform = findPlatform([args[2], args[1], workers])
  if (!platform) return undefined
  let end: number | undefined
  return {
    ...platform,
    timeLeft() {
      // First asked when the response is over and the first task starts.
      end ??= Date.now() + TIME_AFTER_RESPONSE - REPORT_TIME
      return end - Date.now()
    },
  }
}
