// Handlers that call `after` and know nothing of servers.
import { after } from '@afterword/runtime'
import { endStream, printTask, respond, stream } from './shared.mjs'

/** A `(req, res)` listener; its promise is the response's end. */
export async function listen(request, response) {
  if (request.url === '/end') {
    endStream()
    response.end()
    return
  }
  after(printTask)
  await stream(response)
}

/** `(request) => Response` */
export function handle(request) {
  if (new URL(request.url).pathname === '/end') {
    endStream()
    return new Response(null)
  }
  after(printTask)
  return respond()
}
