// A Node server whose requests are watched: its listeners run in their scopes.
import type { EventEmitter } from 'node:events'
import { type Frame, shared } from '../context.ts'
import { settleHandler } from '../scope.ts'
import type { NodeRequest, NodeResponse } from './node.ts'
import { joinScope, openNodeScope, runListener } from './node-scope.ts'

type RequestListener = (this: unknown, ...args: unknown[]) => unknown

/** How the listeners of each request are run, by its request object. */
shared.runners ??= new WeakMap()
const { runners } = shared
/** The listeners that look there. */
const watched = new WeakSet<object>()

/** Opens the scope of each of a server's requests, whatever listeners it has or gets; gives the server. */
export function watchServer<Server extends EventEmitter>(server: Server): Server {
  const emit = server.emit as RequestListener
  const value = function (this: Server, ...args: unknown[]) {
    const call = () => Reflect.apply(emit, this, args)
    if (args[0] !== 'request') return call()
    const [, request, response] = args as [string, NodeRequest, NodeResponse]
    // One that is watched twice, or of HTTP/1 with `register`, where Node has told of it.
    if (runners.has(request)) return call()
    const joined = joinScope(request, response, call)
    if (joined) return joined.result
    openRequest(this, request, response)
    return call()
  }
  Object.defineProperty(server, 'emit', { value, writable: true, configurable: true })
  return server
}

/** Gives the frame of a new request, whose listeners run in its scope. */
export function openRequest(
  server: EventEmitter,
  request: NodeRequest,
  response: NodeResponse,
): Frame {
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
  return opened.scope.frame
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
