// Opens a scope for every request of every Node server, its code unchanged:
// node --import @afterword/runtime/register server.js
import { subscribe } from 'node:diagnostics_channel'
import type { EventEmitter } from 'node:events'
import http2 from 'node:http2'
import { syncBuiltinESMExports } from 'node:module'
import { shared } from './context.ts'
import type { NodeRequest, NodeResponse } from './hosts/node.ts'
import { openRequest, watchServer } from './hosts/node-server.ts'
import { wrapFunction } from './wrap.ts'

if (!shared.isRegistered) {
  shared.isRegistered = true
  watchHttp()
  watchHttp2()
}

/** Node tells of a request to http and https before it calls the listeners. */
function watchHttp(): void {
  subscribe('http.server.request.start', (message) => {
    const { server, request, response } = message as {
      server: EventEmitter
      request: NodeRequest
      response: NodeResponse
    }
    const frame = openRequest(server, request, response)
    // For what is called by other ways than a listener, such as 'checkContinue'. The context is that
    // of the connection, and the next request on it replaces it.
    shared.storage.enterWith(frame)
  })
}

/** It tells nothing of HTTP/2, so the servers are watched from their making. */
function watchHttp2(): void {
  const watch = (call: () => unknown) => watchServer(call() as EventEmitter)
  http2.createServer = wrapFunction(http2.createServer, watch)
  http2.createSecureServer = wrapFunction(http2.createSecureServer, watch)
  // For `import { createServer } from 'node:http2'`.
  syncBuiltinESMExports()
}
