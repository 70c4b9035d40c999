// cookies(), headers(), draftMode() and connection(): the current request, wherever it is asked for.
import { shared } from './context.ts'
import { CookieJar, RequestCookies } from './cookies.ts'
import { checkCookieWrite, checkDraftModeWrite, requireFrame, requireReadable } from './guards.ts'
import { ReadonlyHeaders } from './headers.ts'
import type { RequestContext } from './request.ts'

/**
 * The cookies of the current request, with those it has set. In a task they are as the handler left
 * them.
 *
 * @throws AfterError, synchronously: `no-request` outside a request; `request-api-in-after` in a task
 * of a Server Component, as in Next.js.
 */
export function cookies(): Promise<RequestCookies> {
  const { request } = requireReadable('cookies()')
  // One promise a request: React's `use()` needs the same one at every render.
  request.cookies ??= Promise.resolve(
    new RequestCookies(openJar(request), (call) => checkCookieWrite(call, request)),
  )
  return request.cookies
}

/**
 * The headers of the current request, read-only.
 *
 * @throws AfterError, synchronously, as {@link cookies} does.
 */
export function headers(): Promise<ReadonlyHeaders> {
  return Promise.resolve(readHeaders(requireReadable('headers()').request))
}

/**
 * Resolves at once: there is a request. In Next.js it keeps a component out of the prerender; here
 * it is for code written for both.
 *
 * @throws AfterError, synchronously, as {@link cookies} does.
 */
export function connection(): Promise<void> {
  requireReadable('connection()')
  return Promise.resolve()
}

/** Draft mode of one request: whether the visitor sees unpublished content. */
export interface DraftMode {
  /** Whether the request carries this server's draft cookie; readable anywhere, in tasks too. */
  readonly isEnabled: boolean
  /**
   * Turns draft mode on for this browser.
   *
   * @throws AfterError `draft-mode-write-in-after` in a task, `draft-mode-write-in-render` while
   * rendering, `headers-sent` once the response has begun.
   */
  enable(): void
  /** Turns draft mode off for this browser. Throws as `enable` does. */
  disable(): void
}

/**
 * Draft mode of the current request, kept in the cookie `__prerender_bypass`. Its secret is the
 * environment variable `AFTERWORD_DRAFT_SECRET`, or is made up per process: set it where several
 * processes serve one site.
 *
 * @throws AfterError `no-request`, synchronously, outside a request.
 */
export function draftMode(): Promise<DraftMode> {
  return Promise.resolve(new RequestDraftMode(requireFrame('draftMode()').request))
}

const DRAFT_COOKIE = '__prerender_bypass'

class RequestDraftMode implements DraftMode {
  readonly #request: RequestContext

  constructor(request: RequestContext) {
    this.#request = request
  }

  get isEnabled(): boolean {
    const value = openJar(this.#request).current.get(DRAFT_COOKIE)
    return value !== undefined && equalInConstantTime(value, draftSecret())
  }

  enable(): void {
    checkDraftModeWrite('draftMode().enable()', this.#request)
    openJar(this.#request).set({
      name: DRAFT_COOKIE,
      value: draftSecret(),
      ...draftCookieOptions(),
    })
  }

  disable(): void {
    checkDraftModeWrite('draftMode().disable()', this.#request)
    openJar(this.#request).delete({ name: DRAFT_COOKIE, ...draftCookieOptions() })
  }
}

/** Editors preview the site inside a frame of their CMS: a cross-site cookie, which needs https. */
function draftCookieOptions() {
  const isLocal = globalThis.process?.env.NODE_ENV === 'development'
  return { httpOnly: true, sameSite: isLocal ? 'lax' : 'none', secure: !isLocal } as const
}

function draftSecret(): string {
  const configured = globalThis.process?.env.AFTERWORD_DRAFT_SECRET
  if (configured) return configured
  shared.draftSecret ??= crypto.randomUUID()
  return shared.draftSecret
}

/** Compares without telling, by the time it takes, how much of a guess was right. */
function equalInConstantTime(left: string, right: string): boolean {
  if (left.length !== right.length) return false
  let difference = 0
  for (let i = 0; i < left.length; i++) difference |= left.charCodeAt(i) ^ right.charCodeAt(i)
  return difference === 0
}

function readHeaders(request: RequestContext): ReadonlyHeaders {
  request.headers ??= new ReadonlyHeaders(request.source.message.headers)
  return request.headers
}

function openJar(request: RequestContext): CookieJar {
  if (request.jar) return request.jar
  const jar: CookieJar = new CookieJar(readHeaders(request).get('cookie') ?? '', () =>
    request.source.sendCookies?.(jar),
  )
  request.jar = jar
  return jar
}
