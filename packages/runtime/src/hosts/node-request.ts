// A Node request as the runtime reads it.
import type { CookieJar } from '../cookies.ts'
import type { RequestMessage, RequestSource } from '../request.ts'
import type { NodeRequest, NodeResponse } from './node.ts'
import { mergeCookies } from './node-cookies.ts'

interface MountedRequest {
  readonly originalUrl?: string
  readonly url?: string | undefined
}

export class NodeRequestSource implements RequestSource, RequestMessage {
  readonly key: NodeRequest
  readonly #response: NodeResponse

  constructor(request: NodeRequest, response: NodeResponse) {
    this.key = request
    this.#response = response
  }

  get message(): RequestMessage {
    return this
  }

  get method(): string {
    return this.key.method ?? 'GET'
  }

  get url(): string {
    // Express and Connect take from `url` the path that a router is mounted at.
    const { originalUrl, url = '/' }: MountedRequest = this.key
    return originalUrl ?? url
  }

  get headers(): Headers {
    const headers = new Headers()
    for (const [name, value] of Object.entries(this.key.headers)) {
      // HTTP/2 has the request line among its headers.
      if (value === undefined || name.startsWith(':')) continue
      for (const item of Array.isArray(value) ? value : [value]) headers.append(name, item)
    }
    return headers
  }

  get isSent(): boolean {
    return this.#response.headersSent
  }

  sendCookies(jar: CookieJar): void {
    mergeCookies(this.#response, jar)
  }
}
