// A Node response: how it ended, its answer to an error, and cookies merged as its head is written.
import type { OutgoingHttpHeader } from 'node:http'
import type { Outcome } from '../configure.ts'
import type { CookieJar } from '../cookies.ts'
import type { NodeRequest, NodeResponse } from './node.ts'

/** Calls `listener` once the response is over, whoever ended it. */
export function watchClose(
  request: NodeRequest,
  response: NodeResponse,
  listener: () => void,
): void {
  // A listener added after 'close' is never called.
  if (isClosed(response)) {
    listener()
    return
  }
  const { socket } = request
  if (response.socket || !socket) {
    response.once('close', listener)
    return
  }
  // A pipelined response that waits for its turn has no socket yet, and is told nothing if the
  // connection is lost meanwhile.
  const queued = watchSocket(socket)
  const stopAndCall = () => {
    queued.delete(stopAndCall)
    response.off('close', stopAndCall)
    listener()
  }
  queued.add(stopAndCall)
  response.once('close', stopAndCall)
}

const QUEUED = Symbol('afterword.queued')

/** What to call when a socket closes: one listener, however many responses wait on it. */
function watchSocket(
  socket: NodeRequest['socket'] & { [QUEUED]?: Set<() => void> },
): Set<() => void> {
  const known = socket[QUEUED]
  if (known) return known
  const queued = new Set<() => void>()
  socket[QUEUED] = queued
  socket.once('close', () => {
    for (const call of queued) call()
  })
  return queued
}

function isClosed(response: NodeResponse): boolean {
  return 'stream' in response ? response.stream.destroyed : response.closed
}

/**
 * Read once, at 'close', ahead of other listeners. An HTTP/2 response that was cut off says it has
 * finished, an HTTP/1 response says so later, when the handler ends it in vain, and `pipeline` makes
 * an error of a client that has gone.
 */
export function readOutcome(request: NodeRequest, response: NodeResponse): Outcome {
  if ('stream' in response) {
    const { aborted, rstCode, errored } = response.stream
    // Reset after the handler ended it, a stream has not been 'aborted', whatever is still unsent.
    if (!aborted && !rstCode) return 'sent'
    return isOwnError(errored) ? 'failed' : 'aborted'
  }
  // A lost connection finishes what was ended too; only its socket tells.
  if (response.writableFinished && !request.socket.errored) return 'sent'
  // Deno's responses have no `errored`: what they were destroyed with is on their socket.
  const { errored = request.socket.errored } = response
  return isOwnError(errored) || !hasClientGone(request.socket) ? 'failed' : 'aborted'
}

/**
 * A client that goes leaves an end or an error on its socket. A server that destroys a response
 * without saying why, as Fastify does when a source breaks, leaves neither.
 */
function hasClientGone({ errored, readableEnded }: NodeRequest['socket']): boolean {
  return errored !== null || readableEnded
}

/** Whether a response was destroyed with an error of the server's making, such as its source's. */
function isOwnError(error: Error | null | undefined): boolean {
  if (!error) return false
  const { code } = error as { code?: unknown }
  return !(
    typeof code === 'string' &&
    /^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE|ERR_HTTP2_)/.test(code)
  )
}

/** Answers for a listener that failed before it did; headers it had set described another body. */
export function answerError(response: NodeResponse): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  response.statusCode = 500
  response.setHeader('content-type', 'text/plain; charset=utf-8')
  response.end('Internal Server Error')
}

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
