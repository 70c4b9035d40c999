// A Node response: how it ended, and its answer to an error.
import type { ServerResponse } from 'node:http'
import type { Outcome } from '../configure.ts'
import type { NodeRequest, NodeResponse } from './node.ts'

/** HTTP/2's code for what the server itself is to blame for. */
const INTERNAL_ERROR = 2

/** Calls `listener` once the response is over, whoever ended it, and says how. */
export function watchClose(
  request: NodeRequest,
  response: NodeResponse,
  onClose: (outcome: Outcome) => void,
): void {
  const { bytesWritten } = request.socket ?? {}
  const listener = () => onClose(readOutcome(request, response, bytesWritten))
  // A listener added after 'close' is never called.
  if (isClosed(response)) {
    listener()
    return
  }
  const { socket } = request
  if (response.socket || !socket) {
    // It comes once, and `on` is cheaper than `once`.
    response.on('close', listener)
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
function readOutcome(
  request: NodeRequest,
  response: NodeResponse,
  bytesBefore = Number.NaN,
): Outcome {
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
  if (isOwnError(errored) || !hasClientGone(request.socket)) return 'failed'
  return hasWholeBody(request, response, bytesBefore) ? 'sent' : 'aborted'
}

/**
 * A client that has counted the bytes of a declared length may leave before the response is ended.
 * Its connection has no error then: with one, bytes that were written may not have gone out.
 */
function hasWholeBody(
  { socket }: NodeRequest,
  response: ServerResponse,
  bytesBefore: number,
): boolean {
  const { _header: head } = response as { readonly _header?: string | null }
  const length = /^content-length: *(\d+)/im.exec(head ?? '')?.[1]
  if (!head || length === undefined || socket.errored) return false
  return socket.bytesWritten - bytesBefore - head.length >= Number(length)
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

/** Ends a response that has begun so that its client sees that it is not whole. */
export function breakOff(response: NodeResponse): void {
  // Destroyed, an HTTP/2 stream ends as if its response were complete.
  if ('stream' in response) response.stream.close(INTERNAL_ERROR)
  else response.destroy()
}
