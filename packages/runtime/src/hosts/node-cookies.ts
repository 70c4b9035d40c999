// Cookies on their way out of a Node response: merged with the framework's own as its head is written.
import type { OutgoingHttpHeader } from 'node:http'
import type { CookieJar } from '../cookies.ts'
import type { NodeResponse } from './node.ts'

type WriteHead = (status: number, ...rest: unknown[]) => NodeResponse

/**
 * Adds the jar's lines to the response's Set-Cookie when its head is written: the last moment, and
 * the only one that no framework goes around. What the framework set by itself, beforehand or in
 * the arguments of writeHead, stays.
 */
export function mergeCookies(response: NodeResponse, jar: CookieJar): void {
  const writeHead = response.writeHead as WriteHead
  const mergeAndWrite: WriteHead = function (this: NodeResponse, status, ...rest) {
    if (this.headersSent) return Reflect.apply(writeHead, this, [status, ...rest])
    const position = rest.length > 0 && typeof rest[0] !== 'string' && rest[0] != null ? 0 : 1
    const { setCookie, others } = splitHeaders(rest[position])
    // As in writeHead itself, headers given as arguments win over those set before.
    const own = setCookie.length > 0 ? setCookie : toLines(this.getHeader('set-cookie'))
    const lines = [...new Set([...own, ...jar.lines])]
    const merged = rest.slice()
    const isRaw = !('stream' in this) && this.getHeaderNames().length === 0
    if (isRaw && Array.isArray(others)) {
      // HTTP/1 sends a list as it is, names repeated and all, as long as no header has been set.
      const isPairs = Array.isArray(others[0])
      const added = lines.map((line) => ['set-cookie', line])
      merged[position] = [...others, ...(isPairs ? added : added.flat())]
    } else {
      this.setHeader('set-cookie', lines)
      if (others !== undefined) merged[position] = others
    }
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
