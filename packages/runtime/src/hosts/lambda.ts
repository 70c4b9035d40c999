// The host of AWS Lambda, which freezes the process when it asks for the next event.
import type { Writable } from 'node:stream'
import { currentFrame } from '../context.ts'
import { createInvalidError } from '../errors.ts'
import { observe } from '../observe.ts'
import { REPORT_TIME } from '../platform.ts'
import type { RequestContext } from '../request.ts'
import { isOpen, openScope } from '../scope.ts'
import { markWrapped, wrapFunction } from '../wrap.ts'
import { LambdaRequestSource } from './lambda-request.ts'
import { serveBuffered, serveStream } from './lambda-serve.ts'

/** A handler: `(event, context)`, or `(event, responseStream, context)` for streaming. */
// biome-ignore lint/suspicious/noExplicitAny: events differ by their sources.
export type LambdaHandler = (event: any, ...rest: any[]) => unknown

/** What Lambda tells a handler of its invocation. */
interface LambdaContext {
  getRemainingTimeInMillis?(): number
}

/**
 * Wraps a Lambda handler so that `after` works in it: `export const handler = withAfter(fn)`, and for
 * streaming `awslambda.streamifyResponse(withAfter(fn))`.
 *
 * Streaming: tasks run when the response stream has finished, and the invocation lasts until they are
 * done; the client does not wait. Buffered: Lambda takes the response when the invocation ends, and
 * freezes what goes on then, so tasks run when the handler has its result, and the client waits for
 * them; a warning says so once. A task's signal aborts shortly before the invocation's time is up.
 * Lambda does not tell when a client goes: the outcome is `sent`, or `failed` when the handler throws.
 *
 * @throws AfterError `invalid-handler`
 */
export function withAfter<Handler extends LambdaHandler>(handler: Handler): Handler {
  if (typeof handler !== 'function') {
    const expected = 'a function (event, context) => result'
    throw createInvalidError('invalid-handler', 'withAfter(): the handler', expected, handler)
  }
  let hasWarned = false
  const warnOnce = () => {
    if (hasWarned) return
    hasWarned = true
    console.warn(
      '[afterword] This Lambda function buffers its response, so clients wait for tasks of after(). ' +
        'Stream the response to answer first: awslambda.streamifyResponse(withAfter(handler)).',
    )
  }
  const wrapped = wrapFunction(handler, (call, [event, second, third]) => {
    // Called by a wrapped handler, it is part of that.
    const outer = currentFrame()
    if (outer && isOpen(outer.scope)) return call()
    const stream = isStream(second) ? second : undefined
    const context = (stream ? third : second) as LambdaContext | undefined
    const source = new LambdaRequestSource(event, stream !== undefined)
    const request: RequestContext = { source }
    const scope = openScope({
      request,
      observer: observe,
      timeLeft: () => (context?.getRemainingTimeInMillis?.() ?? Infinity) - REPORT_TIME,
    })
    if (stream) return serveStream(call, scope, stream)
    return serveBuffered(call, scope, (result) => {
      if (scope.tasks.size > 0) warnOnce()
      return source.addCookies(result, request.jar?.lines ?? [])
    })
  })
  return markWrapped(handler, wrapped)
}

function isStream(value: unknown): value is Writable {
  return typeof (value as Partial<Writable> | undefined)?.write === 'function'
}
