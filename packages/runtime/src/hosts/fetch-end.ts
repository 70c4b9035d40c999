// Servers that say when a response is over: a Node response behind the web request, or Deno's word.
import type { Outcome } from '../configure.ts'
import { isThenable } from '../errors.ts'
import { runNextTurn } from '../timers.ts'
import type { NodeRequest, NodeResponse } from './node.ts'
import { watchClose } from './node-response.ts'

/**
 * Calls `close` once the response is over, if the arguments of a web handler lead to who knows. Gives
 * a function to be told what that server cannot see.
 */
export function watchEnd(
  args: readonly unknown[],
  close: (outcome: Outcome, status?: number) => void,
): ((seen: Outcome) => void) | undefined {
  const [first, second] = args as readonly Argument[]
  const response = nodeResponseReaders.map((read) => read(first, second)).find(isNodeResponse)
  if (response) return watchNodeEnd(response, close)
  // Deno's second argument. Its `request.signal` is of no use: it aborts after success as well.
  const completed: unknown = second?.completed
  return isThenable(completed) ? watchDenoEnd(completed, close) : undefined
}

// biome-ignore lint/suspicious/noExplicitAny: every property on the way may be missing.
type Argument = any

/** Where bridges from Node keep the response, by the arguments they call a web handler with. */
const nodeResponseReaders: readonly ((first: Argument, second: Argument) => unknown)[] = [
  // srvx, and with it h3 and Nitro: the request carries its runtime.
  (request) => request.runtime?.node?.res,
  // h3, whose own handlers get an event.
  (event) => event.req?.runtime?.node?.res,
  // @hono/node-server: the bindings.
  (_, env) => env?.outgoing,
  // @whatwg-node/server, which GraphQL Yoga is built on: the server's context.
  (_, context) => context?.res,
]

function isNodeResponse(value: unknown): value is NodeResponse {
  if (typeof value !== 'object' || value === null) return false
  const { once, writeHead, req } = value as Partial<NodeResponse>
  return typeof once === 'function' && typeof writeHead === 'function' && req !== undefined
}

/** The socket tells success from an abort; that the handler or the body's source failed, it cannot. */
function watchNodeEnd(
  response: NodeResponse,
  close: (outcome: Outcome, status: number) => void,
): (seen: Outcome) => void {
  let hasFailed = false
  const { req } = response as { readonly req: NodeRequest }
  watchClose(req, response, (outcome) => {
    const end = () => close(hasFailed ? 'failed' : outcome, response.statusCode)
    // HTTP/2 sends the frame that ends a stream in the turn after its 'close'.
    if ('stream' in response) runNextTurn(end)
    else end()
  })
  return (seen) => {
    if (seen === 'failed') hasFailed = true
  }
}

/** Deno says when, though not how: that is what has been seen of the body. */
function watchDenoEnd(
  completed: PromiseLike<unknown>,
  close: (outcome: Outcome) => void,
): (seen: Outcome) => void {
  let outcome: Outcome | undefined
  completed.then(
    () => close(outcome ?? 'sent'),
    () => close(outcome ?? 'aborted'),
  )
  return (seen) => {
    outcome ??= seen
  }
}
