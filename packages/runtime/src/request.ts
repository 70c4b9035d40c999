// One request: what its host tells of it, and what the request APIs have made of that.
import type { Entry } from './context.ts'
import type { CookieJar, RequestCookies } from './cookies.ts'
import type { ReadonlyHeaders } from './headers.ts'

/** What the client sent. A web `Request` is one. */
export interface RequestMessage {
  readonly method: string
  /** The URL, or its path and query. */
  readonly url: string
  readonly headers: Headers
}

/** What a host tells of a request. Nothing is read before it is needed. */
export interface RequestSource {
  /** The host's own request object: the same one again is the same request. */
  readonly key: object
  readonly message: RequestMessage
  /** Whether it is too late to write a header of the response. */
  readonly isSent: boolean
  /** Called at the first cookie write, by a host that cannot ask for the jar when it sends headers. */
  sendCookies?(jar: CookieJar): void
}

export interface RequestContext {
  source: RequestSource
  /** The page last rendered for this request, for components that React renders outside its frame. */
  renderEntry?: Entry
  /** The Server Function, route handler or middleware last called for it. */
  handlerEntry?: Entry
  // Made by the request APIs when first asked for: an application without them has none of their code.
  headers?: ReadonlyHeaders
  jar?: CookieJar
  cookies?: Promise<RequestCookies>
}

/**
 * Whether servers forget with the response what nobody has asked for: from then on Bun says that the URL is
 * empty and that there are no headers, and Deno throws.
 */
export const forgetsMessages = 'Bun' in globalThis || 'Deno' in globalThis

/** Reads what such a server forgets. */
export function keepMessage(request: RequestContext): void {
  const { key, message } = request.source
  try {
    void message.url
    void message.headers
  } catch {
    const forgotten = { method: '', url: '', headers: new Headers() }
    request.source = { key, message: forgotten, isSent: true }
  }
}

/**
 * Once the response is over: keeps what the request APIs read, and lets go of the host's objects,
 * which lead to sockets and bodies.
 */
export function detachRequest(request: RequestContext): void {
  const { method, url, headers } = request.source.message
  request.source = { key: {}, message: { method, url, headers }, isSent: true }
}
