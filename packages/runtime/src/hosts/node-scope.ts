// The scope of a Node request: opened or joined, and settled with the code that serves it.
import { findAmbientPlatform } from '../ambient-platform.ts'
import type { Outcome } from '../configure.ts'
import { currentFrame, type Frame, runInFrame } from '../context.ts'
import { createInvalidError, isThenable } from '../errors.ts'
import { observe } from '../observe.ts'
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

/** The scope opened for a request, and how its response comes to its end. */
export class NodeScope {
  readonly scope: Scope
  readonly #response: NodeResponse
  #hasFailed = false

  constructor(scope: Scope, response: NodeResponse) {
    this.scope = scope
    this.#response = response
  }

  /** Answers for a listener that failed, as far as that is still possible. */
  fail(): void {
    const response = this.#response
    this.#hasFailed = !response.writableEnded
    if (!response.headersSent) answerError(response)
    else if (this.#hasFailed) breakOff(response)
  }

  /** @param seen how the response ended, as far as it shows */
  close(seen: Outcome): void {
    const { scope } = this
    const response = this.#response
    const outcome = this.#hasFailed ? 'failed' : seen
    // Until its head is sent, a response only has Node's default status.
    const status = response.headersSent ? response.statusCode : undefined
    // HTTP/2 sends the frame that ends a stream in the turn after its 'close'.
    if ('stream' in response) runNextTurn(() => closeResponse(scope, outcome, status))
    else closeResponse(scope, outcome, status)
  }
}

/** @throws AfterError `invalid-handler` when it is not Node that calls. */
export function openNodeScope(request: NodeRequest, response: NodeResponse): NodeScope {
  if (typeof response?.once !== 'function') {
    const expected = "a Node response; web handlers are wrapped by '@afterword/runtime/fetch'"
    throw createInvalidError('invalid-handler', 'The second argument', expected, response)
  }
  const scope = openScope({
    request: { source: new NodeRequestSource(request, response) },
    observer: observe,
    // A Node listener or an Express app can be a function of Vercel's or Netlify's.
    ...findAmbientPlatform(),
  })
  const opened = new NodeScope(scope, response)
  watchClose(request, response, (outcome) => opened.close(outcome))
  return opened
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
  joinHandler(scope)
  const frame = { scope, request: { source: new NodeRequestSource(request, response) } }
  return { result: runUntilSettled(frame, call) }
}

/**
 * Runs a listener, which nobody else answers for, and calls `onSettled` when it has returned, its
 * promise settled. Its error goes on to where it would have gone, once the tasks are done.
 */
export function runListener(
  opened: NodeScope,
  call: () => unknown,
  onSettled: (scope: Scope) => void,
): unknown {
  const { scope } = opened
  let result: unknown
  try {
    result = runInScope(scope, call)
  } catch (error) {
    opened.fail()
    onSettled(scope)
    // Thrown where nobody can catch it, as it would have been by the server's emit().
    whenSettled(scope).then(() => process.nextTick(throwError, error))
    return undefined
  }
  return runOnSettled(result, scope, onSettled, async (error) => {
    opened.fail()
    onSettled(scope)
    await whenSettled(scope)
    throw error
  })
}

/** Runs what a framework answers for, as a handler of the frame's scope. */
export function runUntilSettled<T>(frame: Frame, call: () => T): T {
  const { scope } = frame
  let result: T
  try {
    result = runInFrame(frame, call)
  } catch (error) {
    settleHandler(scope)
    throw error
  }
  return runOnSettled(result, scope, settleHandler, (error) => {
    settleHandler(scope)
    throw error
  })
}

/** Gives what it was given; a promise is one that settles after `onSettled` or with `onError`. */
function runOnSettled<T>(
  result: T,
  scope: Scope,
  onSettled: (scope: Scope) => void,
  onError: (error: unknown) => Promise<never> | never,
): T {
  if (!isThenable(result)) {
    onSettled(scope)
    return result
  }
  return Promise.resolve(result).then((value) => {
    onSettled(scope)
    return value
  }, onError) as T
}

function throwError(error: unknown): never {
  throw error
}
