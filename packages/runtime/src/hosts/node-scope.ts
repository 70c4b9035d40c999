// The scope of a Node request: opened or joined, and settled with the code that serves it.
import { findAmbientPlatform } from '../ambient-platform.ts'
import { currentFrame, runInFrame } from '../context.ts'
import { createInvalidError, isThenable } from '../errors.ts'
import { observe } from '../observe.ts'
import type { RequestContext } from '../request.ts'
import {
  closeResponse,
  isOpen,
  joinHandler,
  openScope,
  runInScope,
  type Scope,
  settleHandler,
  whenSettled,
} from '../scope.ts'
import { runNextTurn } from '../timers.ts'
import type { NodeRequest, NodeResponse } from './node.ts'
import { NodeRequestSource } from './node-request.ts'
import { answerError, breakOff, watchClose } from './node-response.ts'

/** The scope opened for a request. */
export interface NodeScope {
  readonly scope: Scope
  readonly context: RequestContext
  /** Answers for a listener that failed, as far as that is still possible. */
  readonly fail: () => void
}

/** @throws AfterError `invalid-handler` when it is not Node that calls. */
export function openNodeScope(request: NodeRequest, response: NodeResponse): NodeScope {
  if (typeof response?.once !== 'function') {
    const expected = "a Node response; web handlers are wrapped by '@afterword/runtime/fetch'"
    throw createInvalidError('invalid-handler', 'The second argument', expected, response)
  }
  const context: RequestContext = { source: new NodeRequestSource(request, response) }
  // A Node listener or an Express app can be a function of Vercel's or Netlify's.
  const scope = openScope({ request: context, observer: observe, ...findAmbientPlatform() })
  let hasFailed = false
  watchClose(request, response, (seen) => {
    const outcome = hasFailed ? 'failed' : seen
    // Until its head is sent, a response only has Node's default status.
    const status = response.headersSent ? response.statusCode : undefined
    const close = () => closeResponse(scope, outcome, status)
    // HTTP/2 sends the frame that ends a stream in the turn after its 'close'.
    if ('stream' in response) runNextTurn(close)
    else close()
  })
  return {
    scope,
    context,
    fail() {
      hasFailed = !response.writableEnded
      if (!response.headersSent) answerError(response)
      else if (hasFailed) breakOff(response)
    },
  }
}

/** Runs `call` in the scope it is already part of, if there is one. */
export function joinScope<T>(
  request: NodeRequest,
  response: NodeResponse,
  call: () => T,
): { readonly result: T } | undefined {
  const outer = currentFrame()
  // A server that was started by a request keeps that request's context long after it is over.
  if (!outer || !isOpen(outer.scope)) return undefined
  if (outer.request.source.key === request) return { result: call() }
  const { scope } = outer
  const context: RequestContext = { source: new NodeRequestSource(request, response) }
  joinHandler(scope)
  const run = () => runInFrame({ scope, request: context }, call)
  return { result: runUntilSettled(run, () => settleHandler(scope)) }
}

/**
 * Runs a listener, which nobody else answers for, and calls `onSettled` when it has returned, its
 * promise settled. Its error goes on to where it would have gone, once the tasks are done.
 */
export function runListener(
  { scope, fail }: NodeScope,
  call: () => unknown,
  onSettled: () => void,
): unknown {
  let result: unknown
  try {
    result = runInScope(scope, call)
  } catch (error) {
    fail()
    onSettled()
    // Thrown where nobody can catch it, as it would have been by the server's emit().
    whenSettled(scope).then(() => process.nextTick(throwError, error))
    return undefined
  }
  return runOnSettled(result, onSettled, async (error) => {
    fail()
    onSettled()
    await whenSettled(scope)
    throw error
  })
}

/** Runs what a framework answers for, and calls `onSettled` when it has returned or settled. */
export function runMiddleware<T>({ scope }: NodeScope, next: () => T, onSettled: () => void): T {
  return runUntilSettled(() => runInScope(scope, next), onSettled)
}

function runUntilSettled<T>(call: () => T, onSettled: () => void): T {
  let result: T
  try {
    result = call()
  } catch (error) {
    onSettled()
    throw error
  }
  return runOnSettled(result, onSettled, (error) => {
    onSettled()
    throw error
  })
}

/** Gives what it was given; a promise is one that settles after `onSettled` or with `onError`. */
function runOnSettled<T>(
  result: T,
  onSettled: () => void,
  onError: (error: unknown) => Promise<never> | never,
): T {
  if (!isThenable(result)) {
    onSettled()
    return result
  }
  const settled = Promise.resolve(result).then((value) => {
    onSettled()
    return value
  }, onError)
  return settled as T
}

function throwError(error: unknown): never {
  throw error
}
