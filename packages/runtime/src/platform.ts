// Finds what keeps a process alive after its response, on platforms that stop it then.

/** Keeps the platform from stopping this request's work until the promise settles. */
export type WaitUntil = (promise: Promise<unknown>) => unknown

/** An object that has `waitUntil`: a platform's context. */
interface WaitUntilHolder {
  waitUntil: WaitUntil
}

/**
 * Where platforms keep the current request's context, by well-known symbol. A table, so that the
 * next platform is one line.
 */
const contextReaders: readonly { symbol: symbol; read: (store: never) => unknown }[] = [
  {
    symbol: Symbol.for('@vercel/request-context'),
    read: (store: { get?(): unknown }) => store.get?.(),
  },
  {
    symbol: Symbol.for('@next/request-context'),
    read: (store: { get?(): unknown }) => store.get?.(),
  },
  {
    symbol: Symbol.for('@netlify/functions/request-context-store'),
    read: (store: { getStore?(): { context?: unknown } | undefined }) =>
      store.getStore?.()?.context,
  },
]

/**
 * The first `waitUntil` among the values given (a handler's own arguments), then the platform's
 * ambient one. Bound to its object: a detached one throws "Illegal invocation".
 */
export function findWaitUntil(candidates: readonly unknown[]): WaitUntil | undefined {
  const holder = candidates.find(hasWaitUntil) ?? findAmbientContext()
  return holder && ((promise) => holder.waitUntil(promise))
}

function findAmbientContext(): WaitUntilHolder | undefined {
  for (const { symbol, read } of contextReaders) {
    const store = (globalThis as { [key: symbol]: unknown })[symbol]
    if (!store) continue
    const context = read(store as never)
    if (hasWaitUntil(context)) return context
  }
  return undefined
}

function hasWaitUntil(value: unknown): value is WaitUntilHolder {
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
