// One invocation of Lambda: it lasts until the tasks are done, because the process is frozen after it.
import type { Writable } from 'node:stream'
import { isThenable } from '../errors.ts'
import { closeResponse, runInScope, type Scope, settleHandler, whenSettled } from '../scope.ts'
import { keepAlive } from '../timers.ts'

/** Runs a handler that writes to a stream; the invocation lasts until its tasks are done. */
export async function serveStream(
  call: () => unknown,
  scope: Scope,
  stream: Writable,
): Promise<unknown> {
  stream.once('finish', () => closeResponse(scope, 'sent'))
  stream.once('close', () => closeResponse(scope, stream.writableFinished ? 'sent' : 'failed'))
  try {
    const result = await runInScope(scope, call)
    // Lambda makes an error of a stream that the handler has not ended.
    if (!stream.writableEnded) closeResponse(scope, 'failed')
    settleHandler(scope)
    await waitForTasks(scope)
    return result
  } catch (error) {
    await fail(scope)
    throw error
  }
}

/**
 * Runs a handler whose result is the response, which goes out when its tasks are done.
 *
 * @param finish makes what Lambda is given of the result
 */
export function serveBuffered(
  call: () => unknown,
  scope: Scope,
  finish: (result: unknown) => unknown,
): unknown {
  const close = (result: unknown) => {
    const finished = finish(result)
    settleHandler(scope)
    closeResponse(scope, 'sent', readStatus(finished))
    return finished
  }
  try {
    const result = runInScope(scope, call)
    // A handler that calls back: Lambda lets what has been started end before it answers.
    if (!isThenable(result)) return close(result)
    return settleResult(result, scope, close)
  } catch (error) {
    fail(scope)
    throw error
  }
}

async function settleResult(
  promise: PromiseLike<unknown>,
  scope: Scope,
  close: (result: unknown) => unknown,
): Promise<unknown> {
  let result: unknown
  try {
    result = await promise
  } catch (error) {
    await fail(scope)
    throw error
  }
  const finished = close(result)
  await waitForTasks(scope)
  return finished
}

async function fail(scope: Scope): Promise<void> {
  settleHandler(scope)
  closeResponse(scope, 'failed')
  await waitForTasks(scope)
}

/** Keeps the invocation going, which lasts until the handler's promise settles. */
function waitForTasks(scope: Scope): Promise<void> {
  return keepAlive(whenSettled(scope))
}

function readStatus(result: unknown): number | undefined {
  const status = (result as { statusCode?: unknown } | null | undefined)?.statusCode
  return typeof status === 'number' ? status : undefined
}
