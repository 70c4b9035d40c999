// HTTP over a bare socket: what a client has received, byte by byte, without a library in between.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface RawExchange {
  readonly socket: Socket
  /** All that has arrived. */
  text(): string
  /** Resolves once `pattern` has arrived; rejects when the connection ends first. */
  received(pattern: string | RegExp): Promise<void>
  /** Resolves once a whole response is here: to its last chunk or its last counted byte. */
  complete(): Promise<void>
}

/** Sends one request and collects what comes back; the connection stays open. */
export async function sendRaw(port: number, head: string, body = ''): Promise<RawExchange> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  let text = ''
  const waiting = new Set<() => void>()
  const notify = () => {
    for (const check of waiting) check()
  }
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
    notify()
  })
  socket.on('close', notify)
  socket.on('error', notify)
  socket.write(`${head}\r\nhost: 127.0.0.1:${port}\r\n\r\n${body}`)

  function until(test: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const done = test()
        if (!done && !socket.closed) return
        waiting.delete(check)
        if (done) resolve()
        else reject(new Error(`The connection ended with: ${text}`))
      }
      waiting.add(check)
      check()
    })
  }

  return {
    socket,
    text: () => text,
    received: (pattern) =>
      until(() => (typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text))),
    complete: () => until(() => isComplete(text, head.startsWith('HEAD '))),
  }
}

function isComplete(text: string, isHead: boolean): boolean {
  const split = text.indexOf('\r\n\r\n')
  if (split < 0) return false
  const head = text.slice(0, split)
  const body = text.slice(split + 4)
  if (isHead || / (204|304) /.test(head.split('\r\n')[0] ?? '')) return true
  if (/^transfer-encoding: chunked$/im.test(head))
    return body.endsWith('\r\n0\r\n\r\n') || body === '0\r\n\r\n'
  const length = /^content-length: (\d+)$/im.exec(head)?.[1]
  return length !== undefined && body.length >= Number(length)
}
