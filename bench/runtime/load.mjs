// Loads: keep-alive connections with one request under way at a time each, or requests at a fixed pace.
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'

/**
 * Sends `count` requests over `connections` sockets, one after the other on each.
 *
 * @returns {Promise<number[]>} the milliseconds each took
 */
export async function sendLoad({ port, count, connections = 50 }) {
  const latencies = []
  let left = count
  const serve = async () => {
    const client = openClient(port)
    while (left-- > 0) {
      const begin = performance.now()
      await client.send('/')
      latencies.push(performance.now() - begin)
    }
    client.close()
  }
  await Promise.all(Array.from({ length: connections }, serve))
  return latencies
}

/**
 * Sends a request every so many milliseconds, whether those before were answered or not. Those of the first
 * `warmUp` milliseconds open the connections, and do not count: a server takes on one a turn.
 *
 * @returns {Promise<number[]>} the milliseconds from when each was due to its answer: what a server
 * that stands still makes all of its visitors wait, and not just the one whose turn it was
 */
export async function sendPaced({ port, path, every, milliseconds, warmUp }) {
  const latencies = []
  const idle = []
  const pending = []
  const begin = performance.now()
  const send = async (due) => {
    const client = idle.pop() ?? openClient(port)
    await client.send(path)
    if (due - begin >= warmUp) latencies.push(performance.now() - due)
    idle.push(client)
  }
  for (let due = begin; due < begin + warmUp + milliseconds; due += every) {
    while (performance.now() < due) await setTimeout(1)
    pending.push(send(due))
  }
  await Promise.all(pending)
  for (const client of idle) client.close()
  return latencies
}

/** One connection, kept alive. */
function openClient(port) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let received = ''
  let answered
  socket.setEncoding('latin1')
  socket.on('data', (text) => {
    received += text
    if (isWhole(received)) answered.resolve()
  })
  socket.on('error', (error) => answered.reject(error))
  socket.on('close', () => answered.reject(new Error('the server closed a connection')))
  return {
    send: (path) =>
      new Promise((resolve, reject) => {
        answered = { resolve, reject }
        received = ''
        socket.write(`GET ${path} HTTP/1.1\r\nHost: bench\r\n\r\n`)
      }),
    close: () => socket.end(),
  }
}

function isWhole(text) {
  const head = text.indexOf('\r\n\r\n')
  if (head === -1) return false
  if (!text.startsWith('HTTP/1.1 200')) throw new Error(`not answered: ${text.slice(0, 40)}`)
  const [, length] = /content-length: (\d+)/i.exec(text) ?? []
  return length === undefined
    ? text.endsWith('0\r\n\r\n')
    : text.length >= head + 4 + Number(length)
}
