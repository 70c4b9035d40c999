// Joins node:http to the Web: a request in, a response out, with aborts and backpressure kept.
import { Readable } from 'node:stream'

/**
 * The Web request of a Node request; undefined where its URL, method or headers are none.
 *
 * @param {import('node:http').IncomingMessage} req
 * @param {import('node:http').ServerResponse} res
 * @returns {Request | undefined}
 */
export function toRequest(req, res) {
  const gone = new AbortController()
  res.once('close', () => {
    if (!res.writableFinished) gone.abort()
  })
  const hasBody = req.method !== 'GET' && req.method !== 'HEAD'
  const body = hasBody ? /** @type {ReadableStream} */ (Readable.toWeb(req)) : null
  try {
    const headers = new Headers()
    for (const [name, values] of Object.entries(req.headersDistinct)) {
      for (const value of values ?? []) headers.append(name, value)
    }
    const init = { method: req.method ?? 'GET', headers, body, duplex: 'half', signal: gone.signal }
    return new Request(`http://${req.headers.host ?? 'localhost'}${req.url}`, init)
  } catch {
    return undefined
  }
}

/**
 * Sends a Web response; settles when its body is read to the end, or the visitor is gone.
 *
 * @param {import('node:http').ServerResponse} res
 * @param {Response} response
 */
export async function respond(res, response) {
  const cookies = response.headers.getSetCookie()
  const headers = Object.fromEntries(response.headers)
  res.writeHead(
    response.status,
    cookies.length > 0 ? { ...headers, 'set-cookie': cookies } : headers,
  )
  if (response.body === null) {
    res.end()
    return
  }
  const reader = response.body.getReader()
  // Cancelling tells the app to stop: a pending read() then answers { done: true }.
  const cancel = () => reader.cancel().catch(() => {})
  res.once('close', cancel)
  if (res.destroyed) await cancel()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (!res.write(next.value)) await drained(res)
    }
    res.end()
  } catch (error) {
    // The status is out already; only a cut connection can tell the client.
    console.error(error)
    res.destroy()
  }
}

/**
 * @param {import('node:http').ServerResponse} res
 * @returns {Promise<void>}
 */
function drained(res) {
  return new Promise((resolve) => {
    const done = () => {
      res.off('drain', done)
      res.off('close', done)
      resolve()
    }
    res.on('drain', done)
    res.on('close', done)
    if (res.destroyed) done()
  })
}
