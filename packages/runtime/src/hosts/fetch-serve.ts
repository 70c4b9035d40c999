// One call of a web handler, as a request of its own or as part of the one it is made in.
import type { Outcome } from '../configure.ts'
import { currentFrame, type Frame, runInFrame } from '../context.ts'
import { isThenable } from '../errors.ts'
import { needsWaitUntil, type Platform } from '../platform.ts'
import { RequestContext } from '../request.ts'
import { openScope, type Scope } from '../scope.ts'
import { runNextTurn } from '../turn.ts'
import { findResponseEnd, type ResponseEnd } from './fetch-end.ts'
import { FetchRequestSource, findRequest } from './fetch-request.ts'
import { sendHeaders, watchResponse } from './fetch-response.ts'

/** Runs a call of a web handler as a request, or as part of the one it is made in. */
export function serveFetch(
  call: () => unknown,
  args: readonly unknown[],
  findPlatform: (args: readonly unknown[]) => Platform | undefined,
): unknown {
  const received = findRequest(args[0])
  const outer = currentFrame()
  // Wrapped twice, the inner one has nothing to add.
  if (!received || outer?.request.source.key === received) return call()
  const source = new FetchRequestSource(received)
  const request = new RequestContext(source)
  if (outer && isGoingOn(outer)) {
    const { scope } = outer
    // In a task the handlers of the request are done; one more would hold up nothing.
    const isHandler = scope.isOpen
    if (isHandler) scope.handlerJoined()
    const settled = () => isHandler && scope.handlerSettled()
    return settle(
      () => runInFrame({ scope, request }, call),
      (result) => {
        settled()
        return sendHeaders(result, source, request)
      },
      (error) => {
        settled()
        raise(error)
      },
    )
  }
  const platform = findPlatform(args)
  const scope = openScope({
    request,
    waitUntil: platform?.waitUntil,
    timeLeft: platform?.timeLeft,
    needsWaitUntil: needsWaitUntil(),
  })
  const end = findResponseEnd(args)
  const close = createClose(scope, end)
  return settle(
    () => scope.run(call),
    (result, isPromise) => {
      scope.handlerSettled()
      const response = sendHeaders(result, source, request)
      const hasEnd = end !== undefined
      return watchResponse(response, received, {
        scope,
        // The body is watched also where the server tells its end: its source runs when it is read,
        // outside of the request as far as the server is concerned.
        close: end?.tellsOutcome ? (outcome) => outcome === 'failed' && close(outcome) : close,
        hasEnd,
        canWait: isPromise || hasEnd,
      })
    },
    (error) => {
      scope.handlerSettled()
      // The caller answers for the error first.
      if (end) close('failed')
      else runNextTurn(() => close('failed'))
      raise(error)
    },
  )
}

/** A server or timer that was started in a request keeps that request's context long after it is over. */
function isGoingOn({ scope, task }: Frame): boolean {
  return scope.isOpen || (task !== undefined && task.state !== 'settled')
}

/** Closes the scope as soon as it is told how the response ended, and the server that it has. */
function createClose(scope: Scope, end: ResponseEnd | undefined) {
  let seen: { readonly outcome: Outcome; readonly status: number | undefined } | undefined
  end?.watch((outcome, status) =>
    scope.responseClosed(seen?.outcome ?? outcome, seen?.status ?? status),
  )
  return (outcome: Outcome, status?: number) => {
    seen ??= { outcome, status }
    if (!end) scope.responseClosed(outcome, status)
  }
}

/** Passes on what `call` gives or throws, at once or later, as it comes. */
export function settle(
  call: () => unknown,
  onResult: (result: unknown, isPromise: boolean) => unknown,
  onError: (error: unknown) => never,
): unknown {
  let result: unknown
  try {
    result = call()
  } catch (error) {
    return onError(error)
  }
  if (!isThenable(result)) return onResult(result, false)
  return Promise.resolve(result).then((value) => onResult(value, true), onError)
}

function raise(error: unknown): never {
  throw error
}
