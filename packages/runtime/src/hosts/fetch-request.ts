// A web Request as the runtime reads it, and what counts as one.
import type { RequestSource } from '../request.ts'

export class FetchRequestSource implements RequestSource {
  readonly key: Request
  /** Set once the handler has given its Response. */
  sent = false

  constructor(request: Request) {
    this.key = request
  }

  get method(): string {
    return this.key.method
  }

  readPath(): string {
    return new URL(this.key.url, 'http://localhost').pathname
  }

  readHeaders(): Headers {
    return this.key.headers
  }

  hasSentHeaders(): boolean {
    return this.sent
  }

  /** The cookies are read from the jar when the Response is there. */
  sendCookies(): void {}
}

/** The Request that a handler was called with, by itself or inside a framework's event or context. */
export function findRequest(argument: unknown): Request | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined
  if (isRequest(argument)) return argument
  const { request, req } = argument as { request?: unknown; req?: unknown }
  if (isRequest(request)) return request
  return isRequest(req) ? req : undefined
}

// By shape: frameworks and polyfills bring classes of their own.
function isRequest(value: unknown): value is Request {
  if (typeof value !== 'object' || value === null) return false
  const { url, method, headers } = value as Partial<Request>
  return typeof url === 'string' && typeof method === 'string' && isHeaders(headers)
}

export function isHeaders(value: unknown): value is Headers {
  return typeof value === 'object' && value !== null && typeof (value as Headers).get === 'function'
}
