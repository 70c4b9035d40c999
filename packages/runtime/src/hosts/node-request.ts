// A Node request as the runtime reads it, and cookies on their way out through writeHead.
import type { OutgoingHttpHeader } from 'node:http'
import type { CookieJar } from '../cookies.ts'
import type { RequestSource } from '../request.ts'
import type { NodeRequest, NodeResponse } from './node.ts'

export class NodeRequestSource implements RequestSource {
  readonly key: NodeRequest
  readonly #response: NodeResponse

  constructor(request: NodeRequest, response: NodeResponse) {
    this.key = request
    this.#response = response
  }

  get method(): string {
    return this.key.method ?? 'GET'
  }

  readPath(): string {
    const [path = '/'] = (this.key.url ?? '/').split('?', 1)
    return path
  }

  readHeaders(): Headers {
    const headers = new Headers()
    for (const [name, value] of Object.entries(this.key.headers)) {
      // HTTP/2 has the request line among its headers.
      if (value === undefined || name.startsWith(':')) continue
      for (const item of Array.isArray(value) ? value : [value]) headers.append(name, item)
    }
    return headers
  }

  hasSentHeaders(): boolean {
    return this.#response.headersSent
  }

  sendCookies(jar: CookieJar): void {
    mergeCookies(this.#response, jar)
  }
}

type WriteHead = (status: number, ...rest: unknown[]) => NodeResponse

/**
 * Adds the jar's lines to the response's Set-Cookie when its head is written: the last moment, and
 * the only one that no framework goes around. What the framework set by itself, beforehand or in
 * the arguments of writeHead, stays.
 */
function mergeCookies(response: NodeResponse, jar: CookieJar): void {
  const writeHead = response.writeHead as WriteHead
  const mergeAndWrite: WriteHead = function (this: NodeResponse, status, ...rest) {
    if (this.headersSent) return Reflect.apply(writeHead, this, [status, ...rest])
    const position = rest.length > 0 && typeof rest[0] !== 'string' && rest[0] != null ? 0 : 1
    const { setCookie, others } = splitHeaders(rest[position])
    // As in writeHead itself, headers given as arguments win over those set before.
    const own = setCookie.length > 0 ? setCookie : toLines(this.getHeader('set-cookie'))
    this.setHeader('set-cookie', [...new Set([...own, ...jar.lines])])
    const merged = rest.slice()
    if (others !== undefined) merged[position] = others
    return Reflect.apply(writeHead, this, [status, ...merged])
  }
  response.writeHead = mergeAndWrite as never
}

/** Takes Set-Cookie out of writeHead's headers: an object, a flat list, or a list of pairs. */
function splitHeaders(headers: unknown): {
  readonly setCookie: readonly string[]
  readonly others: unknown
} {
  if (typeof headers !== 'object' || headers === null) return { setCookie: [], others: headers }
  const setCookie: string[] = []
  const isSetCookie = (name: unknown) => String(name).toLowerCase() === 'set-cookie'
  if (!Array.isArray(headers)) {
    const others: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(headers)) {
      if (isSetCookie(name)) setCookie.push(...toLines(value))
      else others[name] = value
    }
    return { setCookie, others }
  }
  const others: unknown[] = []
  if (Array.isArray(headers[0])) {
    for (const pair of headers) {
      if (isSetCookie(pair[0])) setCookie.push(...toLines(pair[1]))
      else others.push(pair)
    }
    return { setCookie, others }
  }
  for (let i = 0; i < headers.length; i += 2) {
    if (isSetCookie(headers[i])) setCookie.push(...toLines(headers[i + 1]))
    else others.push(...headers.slice(i, i + 2))
  }
  return { setCookie, others }
}

function toLines(value: OutgoingHttpHeader | unknown): string[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value.map(String) : [String(value)]
}
