// The clients of a stress run: they make requests as planned, and tell what came of each.
import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import net from 'node:net'

/**
 * A client's `request(number, plan)` resolves to what it saw: `whole` and the status, `cut` where the
 * response broke off, `left early` before its head or `left` behind it where the client went by itself,
 * or `error` and the error's code.
 */
export function connectClient(host, port, connections) {
  return host === 'http2' ? connectHttp2(port) : connectHttp(port, connections)
}

function connectHttp(port, connections) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  return { request, close: () => agent.destroy() }

  function request(number, { kind, abort }) {
    const stage = abort?.stage
    if (stage === 'connect' || stage === 'half') return leaveEarly(port, number, abort)
    return new Promise((resolve) => {
      const outgoing = http.get({ port, agent, path: `/${number}` })
      let sawHead = false
      let isLeaving = false
      const leave = () => {
        // Answered, it has its connection no more: that may be another request's by now.
        if (outgoing.destroyed) return
        isLeaving = true
        if (abort?.isReset) outgoing.socket?.resetAndDestroy()
        outgoing.destroy()
      }
      outgoing.on('error', (error) => {
        if (!isLeaving) resolve(sawHead ? 'cut' : `error ${error.code}`)
      })
      outgoing.on('close', () => {
        if (isLeaving) resolve(sawHead ? 'left' : 'left early')
        else resolve(sawHead ? 'cut' : 'closed')
      })
      // Written to the socket, or into its buffer at least.
      if (stage === 'sent') outgoing.on('finish', () => setImmediate(leave))
      outgoing.on('response', (response) => {
        sawHead = true
        if (stage === 'head') return leave()
        response.on('error', () => {
          if (!isLeaving) resolve('cut')
        })
        response.on('end', () => resolve(`whole ${response.statusCode}`))
        response.on('data', () => {
          if (kind === 'hang' || stage === 'body') leave()
        })
      })
    })
  }
}

/** Leaves before there is a request: nothing of it may show. */
async function leaveEarly(port, number, { stage, isReset }) {
  const socket = net.connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  if (stage === 'half') socket.write(`GET /${number} HTTP/1.1\r\nHost: loc`)
  if (isReset) socket.resetAndDestroy()
  else socket.end()
  if (!socket.closed) await Promise.race([once(socket, 'close'), once(socket.resume(), 'end')])
  socket.destroy()
  return 'left early'
}

const { NGHTTP2_CANCEL } = http2.constants
const SESSIONS = 8

function connectHttp2(port) {
  const sessions = []
  return { request, close }

  function close() {
    for (const session of sessions) session?.destroy()
  }

  function connect() {
    const session = http2.connect(`http://127.0.0.1:${port}`)
    session.on('error', () => {})
    return session
  }

  function openSession(number) {
    const index = number % SESSIONS
    if (!sessions[index] || sessions[index].closed || sessions[index].destroyed) {
      sessions[index] = connect()
    }
    return sessions[index]
  }

  async function request(number, { kind, abort }) {
    // A connection that is reset takes all its requests with it: such a one has its own.
    const own = abort?.isReset ? connect() : null
    if (abort?.stage === 'connect' || abort?.stage === 'half') {
      const session = own ?? connect()
      await once(session, 'connect')
      session.destroy()
      return 'left early'
    }
    const result = await requestStream(own ?? openSession(number), number, kind, abort)
    own?.destroy()
    return result
  }

  function requestStream(session, number, kind, abort) {
    return new Promise((resolve) => {
      const stream = session.request({ ':path': `/${number}` })
      let status
      let isLeaving = false
      let isWhole = false
      const leave = () => {
        isLeaving = true
        if (abort?.isReset) session.destroy()
        else stream.close(NGHTTP2_CANCEL)
      }
      stream.on('error', () => {})
      stream.on('response', (headers) => {
        status = headers[':status']
        if (abort?.stage === 'head') leave()
      })
      stream.on('data', () => {
        if (kind === 'hang' || abort?.stage === 'body') leave()
      })
      stream.on('end', () => {
        isWhole = true
      })
      stream.on('close', () => {
        if (isLeaving) resolve(status ? 'left' : 'left early')
        else if (isWhole && !stream.rstCode) resolve(`whole ${status}`)
        else resolve(status ? 'cut' : `error ${stream.rstCode}`)
      })
      if (abort?.stage === 'sent') stream.once('ready', () => setImmediate(leave))
    })
  }
}
