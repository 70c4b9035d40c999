// One request: what its host tells of it, and what the request APIs have made of that.
import type { Entry } from './context.ts'
import type { CookieJar, RequestCookies } from './cookies.ts'
import type { ReadonlyHeaders } from './headers.ts'

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
  // Made by the request APIs when first asked for: an application without them has none of their code.
  headers: ReadonlyHeaders | undefined
  jar: CookieJar | undefined
  cookies: Promise<RequestCookies> | undefined

  constructor(source: RequestSource) {
    this.#source = source
  }

  get source(): RequestSource {
    return this.#source
  }

  /**
   * Once the response is over: keeps what the request APIs read, and lets go of the host's objects,
   * which lead to sockets and bodies.
   */
  detach(): void {
    const headers = this.headers ?? this.#source.readHeaders()
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
    return this.jar?.lines ?? []
  }

  /** `GET /posts/7`; of an event that is no HTTP request, what there is. */
  describe(): string {
    return `${this.source.method} ${this.source.readPath()}`.trim()
  }
}
