// One request as the request APIs see it: each part is made when it is first asked for.
import type { Entry } from './context.ts'
import { CookieJar, RequestCookies } from './cookies.ts'
import { checkCookieWrite } from './guards.ts'
import { ReadonlyHeaders } from './headers.ts'

/** What a host tells of a request. Nothing is read before it is needed. */
export interface RequestSource {
  /** The host's own request object: the same one again is the same request. */
  readonly key: object
  readonly method: string
  /** Path of the URL, without its query. */
  readPath(): string
  readHeaders(): Headers
  /** Whether it is too late to write a header. */
  hasSentHeaders(): boolean
  /** Called at the first cookie write; the host sends the jar's lines with the response. */
  sendCookies(jar: CookieJar): void
}

export class RequestContext {
  #source: RequestSource
  /** The page last rendered for this request, for components that React renders outside its frame. */
  renderEntry: Entry | undefined
  #headers: ReadonlyHeaders | undefined
  #jar: CookieJar | undefined
  #cookies: Promise<RequestCookies> | undefined

  constructor(source: RequestSource) {
    this.#source = source
  }

  get source(): RequestSource {
    return this.#source
  }

  get headers(): ReadonlyHeaders {
    this.#headers ??= new ReadonlyHeaders(this.#source.readHeaders())
    return this.#headers
  }

  get jar(): CookieJar {
    this.#jar ??= new CookieJar(this.headers.get('cookie') ?? '', () =>
      this.#source.sendCookies(this.jar),
    )
    return this.#jar
  }

  /**
   * Once the response is over: keeps what the request APIs read, and lets go of the host's objects,
   * which lead to sockets and bodies.
   */
  detach(): void {
    const { headers } = this
    const { method } = this.#source
    const path = this.#source.readPath()
    this.#source = {
      key: {},
      method,
      readPath: () => path,
      readHeaders: () => headers as Headers,
      hasSentHeaders: () => true,
      sendCookies() {},
    }
  }

  /** The `Set-Cookie` lines of the cookies set so far. */
  get cookieLines(): readonly string[] {
    return this.#jar?.lines ?? []
  }

  /** `GET /posts/7` */
  describe(): string {
    return `${this.source.method} ${this.source.readPath()}`
  }

  /** One promise a request: React's `use()` needs the same one at every render. */
  get cookies(): Promise<RequestCookies> {
    this.#cookies ??= Promise.resolve(
      new RequestCookies(this.jar, (call) => checkCookieWrite(call, this)),
    )
    return this.#cookies
  }
}
