// What the fetch host does to a Response: cookies on its way out, and a watch on its body's end.
import type { Outcome } from './configure.ts'
import type { RequestContext } from './request.ts'
import { runNextTurn } from './turn.ts'

/** The response with the cookies its request has set: a copy where there are any, never the application's own. */
export function appendCookies(response: Response, request: RequestContext): Response {
  const lines = request.cookieLines
  // Response.error() and protocol switches cannot be copied, and carry no cookies.
  if (lines.length === 0 || response.status < 200) return response
  let copy = copyResponse(response)
  for (const line of lines) {
    try {
      copy.headers.append('set-cookie', line)
    } catch {
      // A clone keeps its headers as they were: those of Response.redirect() cannot be written.
      copy = new Response(copy.body, copy)
      copy.headers.append('set-cookie', line)
    }
  }
  return copy
}

/**
 * The application may give the same Response to the next visitor, who must not get this one's
 * cookies: without a body it can be sent again, and to HEAD with one.
 */
function copyResponse(response: Response): Response {
  if (response.bodyUsed || 'Bun' in globalThis) {
    // In Bun a look at `body` would make it a stream for good, and a clone costs nothing.
    return response.bodyUsed ? new Response(null, response) : response.clone()
  }
  return new Response(response.body?.locked ? null : response.body, response)
}

export interface BodyWatch {
  /** Calls a method of the body's source in the request's context. */
  readonly run: <T>(body: () => T) => T
  /** Milliseconds the body may lie unread; `Infinity` for no limit. */
  readonly idleTimeout: number
  readonly onIdle: () => void
  /** Called once: `sent` when read to the end, `aborted` when cancelled, `failed` by its source. */
  readonly onEnd: (outcome: Outcome) => void
}

/** A body with the content of another's reader that tells when it is over. It reads ahead of nobody. */
export function watchBody(
  reader: Pick<ReadableStreamDefaultReader<Uint8Array>, 'read' | 'cancel'>,
  watch: BodyWatch,
): ReadableStream<Uint8Array> {
  const idle = startIdleTimer(watch.idleTimeout, watch.onIdle)
  const end = (outcome: Outcome) => {
    idle.stop()
    watch.onEnd(outcome)
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        idle.pause()
        try {
          const { done, value } = await watch.run(() => reader.read())
          if (!done) {
            controller.enqueue(value)
            idle.resume()
            return
          }
        } catch (error) {
          controller.error(error)
          end('failed')
          return
        }
        controller.close()
        // The server learns of the end in a microtask from here, and ends the response first.
        runNextTurn(() => end('sent'))
      },
      cancel(reason) {
        end('aborted')
        return watch.run(() => reader.cancel(reason))
      },
    },
    // A queue would be filled before anyone asks: the end must be the consumer's, not the source's.
    { highWaterMark: 0 },
  )
}

/** Calls `onIdle` once `ms` have passed in which nobody was reading. */
function startIdleTimer(ms: number, onIdle: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isReading = false
  let idleSince = performance.now()
  // Every chunk would re-arm a timer; this one looks, when it fires, at how much was left.
  const arm = (delay: number) => {
    timer = setTimeout(() => {
      const left = isReading ? ms : idleSince + ms - performance.now()
      if (left > 0) arm(left)
      else onIdle()
    }, delay)
    timer.unref?.()
  }
  if (ms !== Infinity) arm(ms)
  return {
    pause() {
      isReading = true
    },
    resume() {
      isReading = false
      idleSince = performance.now()
    },
    stop() {
      clearTimeout(timer)
    },
  }
}
