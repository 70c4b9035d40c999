// One call of a web handler, as a request of its own or as part of the one it is made in.
import type { Outcome } from '../configure.ts'
import { currentFrame, runInFrame, shared } from '../context.ts'
import { needsWaitUntil } from '../platform.ts'
import type { RequestContext } from '../request.ts'
import {
  closeResponse,
  isOpen,
  joinHandler,
  openScope,
  type ScopeOptions,
  settleHandler,
} from '../scope.ts'
import { settle } from '../settle.ts'
import { runNextTurn } from '../timers.ts'
import { findRequest, isResponse } from './fetch-request.ts'
import { letGo, watchBody } from './fetch-response.ts'

/** What a host knows of the platform that serves a call. */
export type HostPlatform = Pick<ScopeOptions, 'waitUntil' | 'timeLeft' | 'observer'>

/** Finds the platform that serves a call, given its arguments. */
export type PlatformFinder = (args: readonly unknown[]) => HostPlatform | undefined

/** Runs a call of a web handler as a request, or as part of the one it is made in. */
export function serveFetch(
  call: () => unknown,
  args: readonly unknown[],
  findPlatform: PlatformFinder,
): unknown {
  const received = findRequest(args[0])
  const outer = currentFrame()
  // Called by a wrapped handler with what that was called with, it has nothing to add.
  if (!received || outer?.request.source.key === received) return call()
  const source = { key: received, message: received, isSent: false }
  const request: RequestContext = { source }
  // A server or timer started in a request keeps that request's context long after it is over.
  const isJoined = outer && (isOpen(outer.scope) || outer.task?.frame)
  const scope = isJoined
    ? outer.scope
    : openScope({
        request,
        observer: shared.server?.observe,
        needsWaitUntil: needsWaitUntil(),
        ...findPlatform(args),
      })
  if (isJoined) joinHandler(scope)

  let status: number | undefined
  const close = (outcome: Outcome, sent = status) => closeResponse(scope, outcome, sent)
  // Where the server itself says when the response is over, it is told what it cannot see.
  const tellServer = isJoined ? undefined : shared.server?.watchEnd(args, close)
  // Elsewhere the caller goes first: it answers for errors, and ends the response.
  const onEnd = tellServer ?? ((outcome) => runNextTurn(() => close(outcome)))
  return settle(
    () => runInFrame({ scope, request }, call),
    (result, isPromise) => {
      settleHandler(scope)
      // From here on it is too late to set cookies.
      source.isSent = true
      const isWeb = isResponse(result)
      const response = isWeb && request.jar ? request.jar.appendTo(result) : result
      if (isJoined) return response
      if (isWeb) status = result.status
      const watch = { scope, onEnd, hasEnd: !!tellServer, canWait: isPromise }
      // To a HEAD request the body is not sent, and servers neither read nor cancel it.
      return isWeb && received.method !== 'HEAD'
        ? (shared.server?.watchBody ?? watchBody)(response as Response, watch)
        : letGo(response, watch)
    },
    (error) => {
      settleHandler(scope)
      if (!isJoined) onEnd('failed')
      throw error
    },
  )
}
