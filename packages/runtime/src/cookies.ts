// A request's cookies as one jar: what the browser sent, overlaid by what this request has set.
import { createInvalidError } from './errors.ts'
import { createRequestError } from './request-errors.ts'
import { appendCookies } from './set-cookie.ts'

/** A cookie as sent by the browser: a name and a decoded value. */
export interface RequestCookie {
  readonly name: string
  readonly value: string
}

/** The attributes of a cookie being set. */
export interface CookieOptions {
  /** URL prefix the cookie is sent for. Default: `/`. */
  readonly path?: string | undefined
  readonly domain?: string | undefined
  /** When it expires; a number is milliseconds since 1970. Default: with the browser session. */
  readonly expires?: Date | number | undefined
  /** Seconds until it expires; wins over `expires` in browsers. */
  readonly maxAge?: number | undefined
  readonly httpOnly?: boolean | undefined
  readonly secure?: boolean | undefined
  /** `true` means `strict`. */
  readonly sameSite?: true | false | 'lax' | 'strict' | 'none' | undefined
  readonly partitioned?: boolean | undefined
  readonly priority?: 'low' | 'medium' | 'high' | undefined
}

/** A cookie being set: a name, a value and its attributes. */
export interface ResponseCookie extends CookieOptions {
  readonly name: string
  readonly value: string
}

/** The state behind {@link RequestCookies}, with what a host needs to send the cookies set. */
export class CookieJar {
  readonly #current: Map<string, string>
  // A cookie is its name, domain and path together; setting it again replaces its line.
  readonly #lines = new Map<string, string>()
  readonly #onFirstWrite: () => void

  constructor(header: string, onFirstWrite: () => void) {
    this.#current = parseCookies(header)
    this.#onFirstWrite = onFirstWrite
  }

  /** The cookies by name, as the next request of this browser will send them. */
  get current(): ReadonlyMap<string, string> {
    return this.#current
  }

  /** The `Set-Cookie` lines of this request, in the order first set. */
  get lines(): readonly string[] {
    return [...this.#lines.values()]
  }

  /** The response with the cookies of this request: a copy, never the application's own. */
  appendTo(response: Response): Response {
    return appendCookies(response, this.lines)
  }

  set(cookie: ResponseCookie): void {
    this.#write(cookie)
    this.#current.set(cookie.name, String(cookie.value))
  }

  delete(cookie: Omit<ResponseCookie, 'value'>): void {
    this.#write({ ...cookie, value: '', expires: 0, maxAge: undefined })
    this.#current.delete(cookie.name)
  }

  #write(cookie: ResponseCookie): void {
    const line = serializeCookie(cookie)
    if (this.#lines.size === 0) this.#onFirstWrite()
    this.#lines.set(`${cookie.name};${cookie.domain ?? ''};${cookie.path ?? '/'}`, line)
  }
}

/**
 * The cookies of a request, as `cookies()` resolves them: what the browser sent, and over that what
 * this request has set or deleted, whoever did. Behaves as the store of the same name in Next.js.
 */
export class RequestCookies {
  readonly #jar: CookieJar
  readonly #checkWrite: (call: string) => void

  /** @internal */
  constructor(jar: CookieJar, checkWrite: (call: string) => void) {
    this.#jar = jar
    this.#checkWrite = checkWrite
  }

  /** How many cookies there are. */
  get size(): number {
    return this.#jar.current.size
  }

  /** The cookie of that name. */
  get(name: string | { readonly name: string }): RequestCookie | undefined {
    const wanted = typeof name === 'string' ? name : name.name
    const value = this.#jar.current.get(wanted)
    return value === undefined ? undefined : { name: wanted, value }
  }

  /** All cookies, or those of one name. */
  getAll(name?: string | { readonly name: string }): RequestCookie[] {
    if (name === undefined) return Array.from(this, ([, cookie]) => cookie)
    const cookie = this.get(name)
    return cookie ? [cookie] : []
  }

  /** Whether there is a cookie of that name. */
  has(name: string): boolean {
    return this.#jar.current.has(name)
  }

  /**
   * Sets a cookie on the response.
   *
   * @throws AfterError `cookie-write-in-after` in a task, `cookie-write-in-render` while rendering,
   * `headers-sent` once the response has begun, `invalid-cookie` when it cannot be sent as given.
   */
  set(name: string, value: string, options?: CookieOptions): this
  set(cookie: ResponseCookie): this
  set(first: string | ResponseCookie, value?: string, options?: CookieOptions): this {
    this.#checkWrite('cookies().set()')
    this.#jar.set(typeof first === 'string' ? { ...options, name: first, value: value! } : first)
    return this
  }

  /**
   * Tells the browser to forget a cookie. One set with a `path` or `domain` is only deleted with
   * the same ones.
   *
   * @throws AfterError as {@link RequestCookies.set} does.
   */
  delete(name: string | Omit<ResponseCookie, 'value' | 'expires' | 'maxAge'>): this {
    this.#checkWrite('cookies().delete()')
    this.#jar.delete(typeof name === 'string' ? { name } : name)
    return this
  }

  /** The cookies in the form of a `Cookie` request header. */
  toString(): string {
    return Array.from(this, ([name, { value }]) => `${name}=${encodeURIComponent(value)}`).join(
      '; ',
    )
  }

  *[Symbol.iterator](): Generator<[string, RequestCookie]> {
    for (const [name, value] of this.#jar.current) yield [name, { name, value }]
  }
}

/** Parses a `Cookie` header. What cannot be decoded is left out; of equal names the last is kept. */
export function parseCookies(header: string): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of header.split(/; */)) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    if (equals === -1) {
      cookies.set(pair, 'true')
      continue
    }
    try {
      cookies.set(pair.slice(0, equals), decodeURIComponent(pair.slice(equals + 1)))
    } catch {
      // Not ours to refuse a request for: another application of the domain may have set it.
    }
  }
  return cookies
}

/** Prints a `Set-Cookie` line; refuses what would change its meaning. */
export function serializeCookie(cookie: ResponseCookie): string {
  const { name, value, path = '/', domain, maxAge, sameSite, priority } = cookie
  // RFC 6265, section 4.1.1: a name is a token; attribute values exclude control characters and `;`.
  if (typeof name !== 'string' || !/^[!#$%&'*+\-.^_`|~\w]+$/.test(name)) {
    throw createInvalidError('invalid-cookie', "cookies().set(): a cookie's name", 'a token', name)
  }
  if (value === undefined || value === null) {
    throw invalidCookie(`the cookie ${name} was given no value; delete(${JSON.stringify(name)})?`)
  }
  const parts = [`${name}=${encodeURIComponent(value)}`, `Path=${checkAttribute('path', path)}`]
  const expires =
    maxAge !== undefined && cookie.expires === undefined
      ? Date.now() + maxAge * 1000
      : cookie.expires
  if (expires !== undefined) {
    const date = new Date(expires)
    if (Number.isNaN(date.getTime())) {
      throw invalidCookie(`the cookie ${name} has a date or age that is not a number.`)
    }
    parts.push(`Expires=${date.toUTCString()}`)
  }
  if (maxAge !== undefined) parts.push(`Max-Age=${Math.trunc(maxAge)}`)
  if (domain) parts.push(`Domain=${checkAttribute('domain', domain)}`)
  if (cookie.secure) parts.push('Secure')
  if (cookie.httpOnly) parts.push('HttpOnly')
  if (sameSite) {
    parts.push(`SameSite=${checkAttribute('sameSite', sameSite === true ? 'strict' : sameSite)}`)
  }
  if (cookie.partitioned) parts.push('Partitioned')
  if (priority) parts.push(`Priority=${checkAttribute('priority', priority)}`)
  return parts.join('; ')
}

function checkAttribute(name: string, value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses.
  if (typeof value === 'string' && !/[\x00-\x1f\x7f;]/.test(value)) return value
  throw invalidCookie(`${name} must be a string without ";" or control characters.`)
}

function invalidCookie(problem: string) {
  return createRequestError('invalid-cookie', [problem])
}
