// Finds what keeps a process alive after its response, on platforms that stop it then.

/** Keeps the platform from stopping this request's work until the promise settles. */
export type WaitUntil = (promise: Promise<unknown>) => unknown

/** What a platform gives one request for the time after its response. */
export interface Platform {
  readonly waitUntil: WaitUntil
  /** Milliseconds that tasks have until the platform stops the request's work, where it says so. */
  readonly timeLeft?: (() => number) | undefined
}

/** A platform's own context object. */
interface PlatformContext {
  waitUntil: WaitUntil
  /** Vercel: when the function will be stopped; whatever `new Date()` takes. */
  readonly deadline?: unknown
}

/** Milliseconds before the platform's end at which tasks are stopped, so that it can be reported. */
export const REPORT_TIME = 500

const globals = globalThis as { readonly [key: PropertyKey]: unknown }

/** The value of a well-known symbol on the global object, where platforms leave their stores. */
const readGlobal = <Store>(name: string) => globals[Symbol.for(name)] as Store | undefined

/** Where platforms keep the current request's context, in the order they are asked. */
const contextReaders: readonly (() => unknown)[] = [
  () => readGlobal<{ get?(): unknown }>('@vercel/request-context')?.get?.(),
  () => readGlobal<{ get?(): unknown }>('@next/request-context')?.get?.(),
  () =>
    readGlobal<{ getStore?(): { context?: unknown } | undefined }>(
      '@netlify/functions/request-context-store',
    )?.getStore?.()?.context,
  // Cloudflare's module of that name. Other hosts cannot import it, and this finds it only with
  // nodejs_compat: '@afterword/runtime/cloudflare' imports it.
  () => needsWaitUntil() && globalThis.process?.getBuiltinModule?.('cloudflare:workers'),
  // Supabase. Vercel's edge has a string of that name.
  () => globals.EdgeRuntime,
]

/**
 * The first platform among the values given (a handler's own arguments), then the ambient one. Its
 * `waitUntil` is called on its object: a detached one throws "Illegal invocation".
 */
export function findPlatform(candidates: readonly unknown[]): Platform | undefined {
  const context = candidates.find(hasWaitUntil) ?? findAmbientContext()
  if (!context) return undefined
  const { deadline } = context
  const end = deadline === undefined ? Number.NaN : new Date(deadline as string).getTime()
  return {
    waitUntil: (promise) => context.waitUntil(promise),
    ...(!Number.isNaN(end) && { timeLeft: () => end - REPORT_TIME - Date.now() }),
  }
}

function findAmbientContext(): PlatformContext | undefined {
  for (const read of contextReaders) {
    const context = read()
    if (hasWaitUntil(context)) return context
  }
  return undefined
}

function hasWaitUntil(value: unknown): value is PlatformContext {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { waitUntil?: unknown }).waitUntil === 'function'
  )
}

/** Whether un-waited work is dropped here, in silence: Cloudflare Workers name themselves so. */
export function needsWaitUntil(): boolean {
  const { navigator } = globalThis as { navigator?: { readonly userAgent?: string } }
  return navigator?.userAgent === 'Cloudflare-Workers'
}
