// Servers that say when a response is over: a Node response behind the web request, or Deno's word.
import type { Outcome } from '../configure.ts'
import { isThenable } from '../errors.ts'
import { runNextTurn } from '../turn.ts'
import type { NodeRequest, NodeResponse } from './node.ts'
import { watchClose } from './node-response.ts'

/** The end of a response, as the server tells it. */
export interface ResponseEnd {
  /** Whether it tells success from an abort; otherwise it always says `sent`. */
  readonly tellsOutcome: boolean
  /** Calls `listener` once the response is over, whoever ended it. */
  watch(listener: (outcome: Outcome, status?: number) => void): void
}

// biome-ignore lint/suspicious/noExplicitAny: every property on the way may be missing.
type Unknown = any

/** Where bridges from Node keep the response, by the arguments they call a web handler with. */
const nodeResponseReaders: readonly ((first: Unknown, second: Unknown) => unknown)[] = [
  // srvx, and with it h3 and Nitro: the request carries its runtime.
  (request) => request.runtime?.node?.res,
  // h3, whose own handlers get an event.
  (event) => event.req?.runtime?.node?.res,
  // @hono/node-server: the bindings.
  (_, env) => env?.outgoing,
  // @whatwg-node/server, which GraphQL Yoga is built on: the server's context.
  (_, context) => context?.res,
]

/** The end of the response that a web handler's arguments lead to, if they do. */
export function findResponseEnd(args: readonly unknown[]): ResponseEnd | undefined {
  for (const read of nodeResponseReaders) {
    const response = read(args[0] as Unknown, args[1])
    if (isNodeResponse(response)) return createNodeEnd(response)
  }
  // Deno's second argument. Its `request.signal` is of no use: it aborts after success as well.
  const info = args[1] as { readonly completed?: unknown } | null | undefined
  return isThenable(info?.completed) ? createDenoEnd(info.completed) : undefined
}

function isNodeResponse(value: unknown): value is NodeResponse {
  if (typeof value !== 'object' || value === null) return false
  const { once, writeHead, req } = value as Partial<NodeResponse>
  return typeof once === 'function' && typeof writeHead === 'function' && req !== undefined
}

function createNodeEnd(response: NodeResponse): ResponseEnd {
  return {
    tellsOutcome: true,
    watch(listener) {
      const { req } = response as { readonly req: NodeRequest }
      watchClose(req, response, (outcome) => {
        const end = () => listener(outcome, response.statusCode)
        // HTTP/2 sends the frame that ends a stream in the turn after its 'close'.
        if ('stream' in response) runNextTurn(end)
        else end()
      })
    },
  }
}

function createDenoEnd(completed: PromiseLike<unknown>): ResponseEnd {
  return {
    tellsOutcome: false,
    watch(listener) {
      completed.then(
        () => listener('sent'),
        () => listener('aborted'),
      )
    },
  }
}
