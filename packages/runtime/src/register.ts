// Opens a scope for every request of every Node server, its code unchanged:
// node --import @afterword/runtime/register server.js
import { subscribe } from 'node:diagnostics_channel'
import type { EventEmitter } from 'node:events'
import http2 from 'node:http2'
import { syncBuiltinESMExports } from 'node:module'
import { shared } from './context.ts'
import type { NodeRequest, NodeResponse } from './hosts/node.ts'
import { joinScope, openNodeScope, runListener } from './hosts/node-scope.ts'
import { settleHandler } from './scope.ts'
import { wrapFunction } from './wrap.ts'

type RequestListener = (this: unknown, ...args: unknown[]) => unknown

/** Calls one of a request's listeners in the request's scope. */
type RunRequestListener = (call: () => unknown) => unknown

/** How the listeners of each request are run, by its request object. */
const runners = new WeakMap<object, RunRequestListener>()
/** The listeners that look there. */
const watched = new WeakSet<object>()

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
  const watch = (call: () => unknown) => watchEmit(call() as EventEmitter)
  http2.createServer = wrapFunction(http2.createServer, watch)
  http2.createSecureServer = wrapFunction(http2.createSecureServer, watch)
  // For `import { createServer } from 'node:http2'`.
  syncBuiltinESMExports()
}

function watchEmit(server: EventEmitter): EventEmitter {
  const emit = server.emit as RequestListener
  const value = function (this: EventEmitter, ...args: unknown[]) {
    const call = () => Reflect.apply(emit, this, args)
    if (args[0] !== 'request') return call()
    const [, request, response] = args as [string, NodeRequest, NodeResponse]
    // One of HTTP/1 has been told of by its own way.
    if (runners.has(request)) return call()
    const joined = joinScope(request, response, call)
    if (joined) return joined.result
    openRequest(this, request, response)
    return call()
  }
  Object.defineProperty(server, 'emit', { value, writable: true, configurable: true })
  return server
}

function openRequest(server: EventEmitter, request: NodeRequest, response: NodeResponse) {
  watchListeners(server)
  const opened = openNodeScope(request, response)
  // The server itself, until it has called all listeners, and every listener until it has settled.
  let running = 1
  const onSettled = () => {
    if (--running === 0) settleHandler(opened.scope)
  }
  runners.set(request, (call) => {
    running++
    return runListener(opened, call, onSettled)
  })
  queueMicrotask(onSettled)
  return { scope: opened.scope, request: opened.context }
}

/**
 * Puts a wrapper around each listener, in its place: only so is the promise that it returns seen.
 * Each is known by the original too, in the way of `once`, so that `off` and `listeners` find it.
 */
function watchListeners(server: EventEmitter): void {
  const listeners = server.rawListeners('request') as RequestListener[]
  if (listeners.every((listener) => watched.has(listener))) return
  server.removeAllListeners('request')
  for (const listener of listeners) {
    server.on('request', watched.has(listener) ? listener : watchListener(listener))
  }
}

function watchListener(listener: RequestListener): RequestListener {
  const wrapper: RequestListener = function (...args) {
    const call = () => Reflect.apply(listener, this, args)
    const run = runners.get(args[0] as object)
    return run ? run(call) : call()
  }
  watched.add(wrapper)
  return Object.assign(wrapper, { listener })
}
