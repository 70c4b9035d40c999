// The routes for Node: as a `(req, res)` listener, and as bodies for frameworks that send their own.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isStream, runRoute } from './routes.mjs'

/** A reply's body as Node frameworks take it: null, a string, a Buffer or a Readable. */
export function toNodeBody(body) {
  if (body instanceof Uint8Array) return Buffer.from(body.buffer)
  return isStream(body) ? toReadable(body) : body
}

function toReadable({ produce }) {
  let wantMore
  let isWanted = true
  const answer = () => wantMore?.(isWanted)
  const readable = new Readable({
    read: answer,
    destroy(error, done) {
      isWanted = false
      answer()
      done(error)
    },
  })
  const write = (chunk) => {
    if (!isWanted || readable.push(chunk)) return isWanted
    return new Promise((resolve) => {
      wantMore = resolve
    })
  }
  readable.finished = produce(write).then(
    () => readable.push(null),
    // Once the consumer has seen what was written before.
    (error) => setImmediate(() => readable.destroy(error)),
  )
  return readable
}

/** The routes as a listener for Node's own servers. Resolves when the route's work is done. */
export async function serveNode(req, res) {
  const reply = await runRoute(req.url)
  if (!reply) {
    res.writeHead(404).end()
    return
  }
  const body = toNodeBody(reply.body)
  res.writeHead(reply.status, reply.headers)
  if (body instanceof Readable) {
    if (req.url.startsWith('/cancel-twice')) destroyTwice(res)
    // Rejects when the client has gone or the source broke; the response was destroyed by then.
    await pipeline(body, res).catch(() => {})
    await body.finished
  } else {
    res.end(body)
  }
}

/** What a careful framework may do when the client goes: destroy what is destroyed already. */
export function destroyTwice(res) {
  res.once('close', () => {
    res.destroy()
    res.destroy()
  })
}
