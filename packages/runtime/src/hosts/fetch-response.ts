// A web Response on its way out: cookies added, and its end told to the scope.
import { defaultTimeout, type Outcome } from '../configure.ts'
import { createError } from '../errors.ts'
import type { RequestContext } from '../request.ts'
import { appendCookies, isWholeBody, watchBody } from '../response.ts'
import type { Scope } from '../scope.ts'
import { runNextTurn } from '../turn.ts'
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

/** Tells the scope when the response is over, which takes a watch on its body if it has one. */
export function watchResponse(result: unknown, { method }: Request, scope: Scope): unknown {
  const close = (outcome: Outcome) =>
    scope.responseClosed(outcome, isResponse(result) ? result.status : undefined)
  // To a HEAD request the body is not sent, and servers neither read nor cancel it.
  const hasBody = isResponse(result) && result.body && !result.body.locked && method !== 'HEAD'
  if (!hasBody || (!scope.hasTasks && isWholeBody(result))) {
    runNextTurn(() => close('sent'))
    return result
  }
  const idleTimeout = defaultTimeout()
  const body = watchBody(result.body, {
    run: (body) => scope.run(body),
    idleTimeout,
    onEnd: close,
    onIdle() {
      const hadTasks = scope.hasTasks
      close('aborted')
      if (hadTasks) scope.report(createError('body-not-read', [idleTimeout]))
    },
  })
  return new Response(body, result)
}

function isResponse(value: unknown): value is Response {
  if (typeof value !== 'object' || value === null) return false
  const { status, headers } = value as Partial<Response>
  return typeof status === 'number' && isHeaders(headers) && 'body' in value
}
