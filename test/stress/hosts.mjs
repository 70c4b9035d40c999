// The servers that stress runs are made on: each listens, and hands every request on as a serving.
import http from 'node:http'
import http2 from 'node:http2'
import { withAfter as withAfterFetch } from '@afterword/runtime/fetch'
import { withAfter } from '@afterword/runtime/node'
import { createAdaptorServer } from '@hono/node-server'
import { serve as serveSrvx } from 'srvx'
import { FetchServing, isClosed, NodeServing } from './servings.mjs'

/**
 * @typedef {(number: number, create: (run: object, number: number, plan: object) => object) => unknown} Serve
 * runs the serving that `create` makes of a request
 */

/** Of each host: a server that is not listening yet. */
const CREATE = {
  http: (serve) => http.createServer(withAfter(listenNode(serve))),
  http2: (serve) => http2.createServer(withAfter(listenNode(serve))),
  // The listener is added later, and removed by nobody.
  server: (serve) => withAfter(http.createServer()).on('request', listenNode(serve)),
  hono: (serve, waitUntil) =>
    createAdaptorServer({
      fetch: withAfterFetch(
        (request, env) => serveWeb(serve, request, () => isClosed(env.outgoing)),
        { waitUntil },
      ),
    }),
  srvx: (serve, waitUntil) => {
    const { node } = serveSrvx({
      manual: true,
      gracefulShutdown: false,
      // What a handler throws is the plan's.
      silent: true,
      error: () => new Response('failed', { status: 500 }),
      fetch: withAfterFetch(
        (request) => serveWeb(serve, request, () => isClosed(request.runtime.node.res)),
        { waitUntil },
      ),
    })
    return node.server
  },
  bare: (serve, waitUntil) => {
    const over = new WeakMap()
    const fetch = withAfterFetch(
      (request) => serveWeb(serve, request, () => over.get(request).isOver),
      { waitUntil },
    )
    return http.createServer((request, response) => bridge(fetch, over, request, response))
  },
}

export const HOSTS = Object.keys(CREATE)

/** Whether requests come as web requests, whose bridges answer for errors. */
export function isWeb(host) {
  return host === 'hono' || host === 'srvx' || host === 'bare'
}

/** Resolves to the server, once it listens on a port of its own. */
export function listen(host, serve, waitUntil) {
  const server = CREATE[host](serve, waitUntil)
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

function listenNode(serve) {
  return (request, response) =>
    serve(readNumber(request.url), (run, number, plan) => {
      return new NodeServing(run, number, plan, response)
    })
}

function serveWeb(serve, request, isSent) {
  const create = (run, number, plan) => new FetchServing(run, number, plan, isSent)
  return serve(readNumber(new URL(request.url).pathname), create)
}

function readNumber(path) {
  return Number(path.slice(1))
}

/** A bridge that tells nothing of the response: that it is over shows by its body alone. */
async function bridge(fetch, over, incoming, outgoing) {
  const request = new Request(`http://localhost${incoming.url}`)
  const state = { isOver: false }
  over.set(request, state)
  try {
    const response = await fetch(request)
    const reader = response.body.getReader()
    const cancel = () => {
      state.isOver = true
      reader.cancel().catch(() => {})
    }
    if (outgoing.closed) return cancel()
    outgoing.once('close', cancel)
    outgoing.writeHead(response.status)
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (!outgoing.write(part.value) && !outgoing.closed)
        await Promise.race(['drain', 'close'].map(until))
    }
    state.isOver = true
    outgoing.end()
  } catch {
    state.isOver = true
    if (outgoing.headersSent) outgoing.destroy()
    else outgoing.writeHead(500).end('failed')
  }

  function until(event) {
    return new Promise((resolve) => outgoing.once(event, resolve))
  }
}
