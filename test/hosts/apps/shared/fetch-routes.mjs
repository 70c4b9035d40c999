// The routes for web servers: a `(request) => Response` handler.
import { isStream, runRoute } from './routes.mjs'

/**
 * Serves a request. `fetchSelf` calls the app in process, as apps do for their own API; it is given
 * a Request. HEAD is answered as GET is, and the server drops the body.
 */
export async function serveFetch(request, fetchSelf) {
  const callSelf = async (path) => {
    const response = await fetchSelf(new Request(new URL(path, request.url)))
    return response.text()
  }
  const reply = await runRoute(request.url, callSelf)
  return reply ? toResponse(reply) : new Response(null, { status: 404 })
}

/** A reply as a web Response. */
export function toResponse({ status, headers, body }) {
  return new Response(isStream(body) ? toReadableStream(body) : body, { status, headers })
}

function toReadableStream({ produce }) {
  let wantMore
  let isWanted = true
  const answer = () => wantMore?.(isWanted)
  const encoder = new TextEncoder()
  return new ReadableStream({
    start(controller) {
      const write = (chunk) => {
        if (!isWanted) return false
        controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk)
        if (controller.desiredSize > 0) return true
        return new Promise((resolve) => {
          wantMore = resolve
        })
      }
      produce(write).then(
        () => isWanted && controller.close(),
        (error) => isWanted && controller.error(error),
      )
    },
    pull: answer,
    cancel() {
      isWanted = false
      answer()
    },
  })
}

/**
 * Goes around a wrapped handler, and cancels the body of `/cancel-twice` twice when its reader
 * leaves, as two layers of a server may.
 */
export function cancelTwice(fetch) {
  return async (request, ...rest) => {
    const response = await fetch(request, ...rest)
    if (new URL(request.url).pathname !== '/cancel-twice') return response
    const reader = response.body.getReader()
    const body = new ReadableStream({
      async pull(controller) {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      async cancel(reason) {
        await Promise.all([reader.cancel(reason), reader.cancel(reason)])
        await reader.cancel(reason)
      },
    })
    return new Response(body, response)
  }
}
