// What a request still allows, decided at the moment of the call.
import { currentFrame, entryOf, type Frame } from './context.ts'
import { AfterError } from './errors.ts'
import type { RequestContext } from './request.ts'
import { createRequestError } from './request-errors.ts'

/**
 * The frame in which a request API may be read.
 *
 * @throws AfterError `no-request` outside a request; `request-api-in-after` in a task of a render,
 * or in work that a finished render left behind.
 */
export function requireReadable(api: string): Frame {
  const frame = requireFrame(api)
  if (entryOf(frame)?.phase !== 'render') return frame
  if (frame.task)
    throw createRequestError('request-api-in-after', [api, 'in a task that belongs to'])
  // A promise passed to `after` runs in the page's own context, so only time tells it from the
  // render. A render whose client has gone is still a render.
  const { outcome } = frame.scope
  if (outcome !== undefined && outcome !== 'aborted') {
    throw createRequestError('request-api-in-after', [
      api,
      'after the response was finished, in work of',
    ])
  }
  return frame
}

/** @throws AfterError `no-request` outside a request. */
export function requireFrame(call: string): Frame {
  const frame = currentFrame()
  if (!frame) {
    throw new AfterError(
      'no-request',
      `${call} was called outside a request: at module scope (call it in the handler), on a server ` +
        "without its host's withAfter() (wrap its handler), or where the async context was lost, as in " +
        'an event emitter (use AsyncResource.bind()).',
    )
  }
  return frame
}

/** Refuses to write a cookie where it could no longer reach the browser. */
export function checkCookieWrite(call: string, request: RequestContext): void {
  checkWrite('cookie', call, request)
}

/** Refuses to switch draft mode where its cookie could no longer reach the browser. */
export function checkDraftModeWrite(call: string, request: RequestContext): void {
  checkWrite('draft-mode', call, request)
}

function checkWrite(kind: 'cookie' | 'draft-mode', call: string, request: RequestContext): void {
  // By the caller's frame, not by where the store was read: it may be handed to a task.
  const frame = currentFrame()
  if (frame?.task) throw createRequestError(`${kind}-write-in-after`, [call])
  // By the frame's own entry: a server that has rendered a page may still write its headers.
  if (frame?.entry?.phase === 'render') {
    throw createRequestError(`${kind}-write-in-render`, [call])
  }
  if (request.source.isSent) throw createRequestError('headers-sent', [call])
}
