// Finds what keeps a process alive after its response, on platforms that stop it then.
import { globals, shared } from './context.ts'

/** Keeps the platform from stopping this request's work until the promise settles. */
export type WaitUntil = (promise: Promise<unknown>) => unknown

/** What a platform gives one request for the time after its response. */
export interface Platform {
  readonly waitUntil: WaitUntil
  /** Milliseconds that tasks have until the platform stops the request's work, where it says so. */
  readonly timeLeft?: (() => number) | undefined
}

/** A platform's own context object. */
export interface PlatformContext {
  waitUntil: WaitUntil
}

/** Milliseconds before the platform's end at which tasks are stopped, so that it can be reported. */
export const REPORT_TIME = 500

/**
 * The first platform among the values given (a handler's own arguments), then the ambient one. Its
 * `waitUntil` is called on its object: a detached one throws "Illegal invocation".
 */
export function findPlatform(candidates: readonly unknown[]): Platform | undefined {
  // Found there only with nodejs_compat: '@afterword/runtime/cloudflare' imports it.
  const workers = needsWaitUntil() && globals.process?.getBuiltinModule?.('cloudflare:workers')
  const context = [...candidates, workers].find(hasWaitUntil)
  return context
    ? { waitUntil: (promise) => context.waitUntil(promise) }
    : shared.server?.findPlatform()
}

export function hasWaitUntil(value: unknown): value is PlatformContext {
  return typeof (value as PlatformContext | null | undefined)?.waitUntil === 'function'
}

/** Whether un-waited work is dropped here, in silence: Cloudflare Workers name themselves so. */
export function needsWaitUntil(): boolean {
  return globals.navigator?.userAgent === 'Cloudflare-Workers'
}
