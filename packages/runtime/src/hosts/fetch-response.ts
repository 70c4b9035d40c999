// A web Response on its way out: cookies added, and its end told to the scope.
import { defaultTimeout, type Outcome } from '../configure.ts'
import { createError } from '../errors.ts'
import type { RequestContext } from '../request.ts'
import { appendCookies, watchBody } from '../response.ts'
import type { Scope } from '../scope.ts'
import { runNextTurn } from '../turn.ts'
import { type BodyReader, findWholeBody, readAhead, type WholeBody } from './fetch-body.ts'
import { type FetchRequestSource, isHeaders } from './fetch-request.ts'

/** The response with the cookies its request set; from here on it is too late to set more. */
export function sendHeaders(
  result: unknown,
  source: FetchRequestSource,
  request: RequestContext,
): unknown {
  source.sent = true
  return isResponse(result) ? appendCookies(result, request) : result
}

/** How a response is watched. */
export interface ResponseWatch {
  readonly scope: Scope
  /** Told once how the response ended. */
  readonly close: (outcome: Outcome, status?: number) => void
  /** Whether the server says by itself when the response is over, though not how. */
  readonly hasEnd: boolean
  /** Whether the caller takes a promise for an answer. */
  readonly canWait: boolean
}

/** Tells the scope when the response is over, which takes a watch on its body if that may matter. */
export function watchResponse(result: unknown, { method }: Request, watch: ResponseWatch): unknown {
  // To a HEAD request the body is not sent, and servers neither read nor cancel it.
  if (!isResponse(result) || method === 'HEAD') return letGo(result, watch)
  const whole = findWholeBody(result)
  if (whole) {
    const canLetGo = whole.isSentAtOnce || watch.hasEnd || !watch.scope.hasTasks
    return canLetGo
      ? letGo(result, watch)
      : wrapBody(result, result.body!.getReader(), watch, whole)
  }
  if (!result.body || result.body.locked) return letGo(result, watch)
  return watch.canWait
    ? watchUnknown(result, result.body, watch)
    : wrapBody(result, result.body.getReader(), watch)
}

/** Leaves the response to the server, which needs nothing from us to send it. */
function letGo(result: unknown, { close, hasEnd }: ResponseWatch): unknown {
  if (!hasEnd) runNextTurn(() => close('sent', isResponse(result) ? result.status : undefined))
  return result
}

async function watchUnknown(
  response: Response,
  body: ReadableStream<Uint8Array>,
  watch: ResponseWatch,
): Promise<unknown> {
  const { whole, reader } = await watch.scope.run(() => readAhead(body))
  if (!whole) return wrapBody(response, reader, watch)
  if (watch.scope.hasTasks && !watch.hasEnd) return wrapBody(response, reader, watch, whole)
  const copy = new Response(whole as Uint8Array<ArrayBuffer>, response)
  // Bridges that know the length of a body they have made themselves do not know a copy's.
  if (!copy.headers.has('content-length')) copy.headers.set('content-length', `${whole.length}`)
  return letGo(copy, watch)
}

function wrapBody(
  response: Response,
  reader: BodyReader,
  { scope, close, hasEnd }: ResponseWatch,
  whole?: WholeBody,
): Response {
  const { status } = response
  const idleTimeout = hasEnd ? Infinity : defaultTimeout()
  const body = watchBody(reader, {
    run: (body) => scope.run(body),
    idleTimeout,
    onEnd: (outcome) => close(outcome, status),
    onIdle() {
      const hadTasks = scope.hasTasks
      close('aborted', status)
      if (hadTasks) scope.report(createError('body-not-read', [idleTimeout]))
    },
  })
  const length = whole?.length
  if (length === undefined) return new Response(body, response)
  const wrapped = new Response(fixLength(body, length), response)
  if (!wrapped.headers.has('content-length')) wrapped.headers.set('content-length', String(length))
  return wrapped
}

/** workerd sends a stream's content-length only if the stream itself keeps to it. */
function fixLength(body: ReadableStream<Uint8Array>, length: number): ReadableStream<Uint8Array> {
  const { FixedLengthStream } = globalThis as {
    FixedLengthStream?: new (length: number) => TransformStream<Uint8Array, Uint8Array>
  }
  if (!FixedLengthStream) return body
  const { readable, writable } = new FixedLengthStream(length)
  body.pipeTo(writable).catch(() => {})
  return readable
}

function isResponse(value: unknown): value is Response {
  if (typeof value !== 'object' || value === null) return false
  const { status, headers } = value as Partial<Response>
  return typeof status === 'number' && isHeaders(headers) && 'body' in value
}
