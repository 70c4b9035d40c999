// An HTTP event of Lambda as the runtime reads it, and cookies in what a handler returns for it.
import type { RequestMessage, RequestSource } from '../request.ts'

/** What API Gateway, function URLs and load balancers have in their events, in either format. */
interface HttpEvent {
  readonly version?: string
  readonly httpMethod?: string
  readonly path?: string
  readonly rawPath?: string
  readonly headers?: Readonly<Record<string, string | undefined>> | null
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null
  readonly cookies?: readonly string[]
  readonly requestContext?: { readonly http?: { readonly method?: string; readonly path?: string } }
}

export class LambdaRequestSource implements RequestSource, RequestMessage {
  readonly key: object
  readonly #event: HttpEvent
  /** Whether a cookie can still be sent: with a result, and only in answer to an HTTP event. */
  #canSend: boolean

  constructor(event: unknown, isStream: boolean) {
    this.key = typeof event === 'object' && event !== null ? event : {}
    this.#event = this.key
    this.#canSend = !isStream && this.method !== ''
  }

  get message(): RequestMessage {
    return this
  }

  /** Empty for events that are no HTTP request. */
  get method(): string {
    return this.#event.requestContext?.http?.method ?? this.#event.httpMethod ?? ''
  }

  get url(): string {
    return this.#event.rawPath ?? this.#event.path ?? ''
  }

  get headers(): Headers {
    const headers = new Headers()
    const { headers: single, multiValueHeaders, cookies } = this.#event
    for (const [name, value] of Object.entries(multiValueHeaders ?? single ?? {})) {
      for (const item of [value ?? []].flat()) headers.append(name, item)
    }
    if (cookies) headers.set('cookie', cookies.join('; '))
    return headers
  }

  get isSent(): boolean {
    return !this.#canSend
  }

  /** The result with the cookies the request has set; from here on it is too late to set more. */
  addCookies(result: unknown, lines: readonly string[]): unknown {
    this.#canSend = false
    if (lines.length === 0) return result
    const response = toResponse(result)
    if (this.#event.version === '2.0' || this.#event.requestContext?.http) {
      return { ...response, cookies: [...(response.cookies ?? []), ...lines] }
    }
    const { multiValueHeaders } = response
    const own = multiValueHeaders?.['Set-Cookie'] ?? []
    return {
      ...response,
      multiValueHeaders: { ...multiValueHeaders, 'Set-Cookie': [...own, ...lines] },
    }
  }
}

interface HttpResult {
  readonly cookies?: readonly string[]
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>
}

/** A result without a status is a body, of which function URLs make a response themselves. */
function toResponse(result: unknown): HttpResult {
  if (typeof result === 'object' && result !== null && 'statusCode' in result) {
    return result as HttpResult
  }
  const body = typeof result === 'string' ? result : JSON.stringify(result)
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body } as HttpResult
}
