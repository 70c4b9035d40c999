// One client for the three protocols: requests that can be paused, watched and dropped.
import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import type { Row } from './row.ts'

export interface Exchange {
  /** Resolves once the body has this text; rejects when the response ends without it. */
  received(text: string): Promise<void>
  /** Resolves when the response is over, whole or not. */
  complete(): Promise<Reply>
  /** Starts to read a response that was opened with `paused`. */
  resume(): void
  /** Drops the connection, or in HTTP/2 the stream. */
  abort(): void
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The body's beginning, up to some 64 KB. */
  readonly text: string
  readonly byteCount: number
  /** Whether the body came to its proper end. */
  readonly isWhole: boolean
}

export interface RequestOptions {
  readonly method?: string
  /** Reads nothing until `resume()`. */
  readonly paused?: boolean
}

export interface Client {
  /** A request; in HTTP/1 on a connection of its own, in HTTP/2 a stream of the one session. */
  open(path: string, options?: RequestOptions): Exchange
  /**
   * Sends GET requests on one connection without waiting for answers, then one more, and resolves
   * when all have been answered. In HTTP/2 they are streams of one session.
   */
  sendTogether(paths: readonly string[]): Promise<void>
  close(): void
}

const TEXT_LIMIT = 64 * 1024
const HOST = '127.0.0.1'

export function connectClient(row: Pick<Row, 'client' | 'toPath'>, port: number): Client {
  const client = row.client === 'http2' ? connectHttp2(port) : connectHttp1(row.client, port)
  const { toPath = (route: string) => route } = row
  return {
    open: (path, options) => client.open(toPath(path), options),
    sendTogether: (paths) => client.sendTogether(paths.map(toPath)),
    close: () => client.close(),
  }
}

/** Gathers a response, whatever it comes by. */
function collect() {
  const waiting = new Set<() => void>()
  const state = {
    status: 0,
    headers: {} as Reply['headers'],
    text: '',
    byteCount: 0,
    isWhole: false,
    isOver: false,
  }
  const notify = () => {
    for (const check of waiting) check()
  }
  return {
    state,
    data(chunk: Buffer) {
      state.byteCount += chunk.length
      if (state.text.length < TEXT_LIMIT) state.text += chunk.toString('latin1')
      notify()
    },
    over(isWhole: boolean) {
      if (state.isOver) return
      state.isOver = true
      state.isWhole = isWhole
      notify()
    },
    received: (text: string) =>
      new Promise<void>((resolve, reject) => {
        const check = () => {
          const isThere = state.text.includes(text)
          if (!isThere && !state.isOver) return
          waiting.delete(check)
          if (isThere) resolve()
          else reject(new Error(`The response ended without ${JSON.stringify(text)}`))
        }
        waiting.add(check)
        check()
      }),
    complete: () =>
      new Promise<Reply>((resolve) => {
        const check = () => {
          if (!state.isOver) return
          waiting.delete(check)
          resolve(state)
        }
        waiting.add(check)
        check()
      }),
  }
}

function connectHttp1(kind: 'http1' | 'https', port: number): Client {
  const module = kind === 'https' ? https : http
  const secure = { rejectUnauthorized: false }
  return {
    open(path, { method = 'GET', paused = false } = {}) {
      const { state, data, over, received, complete } = collect()
      const request = module.request({ host: HOST, port, path, method, agent: false, ...secure })
      let response: http.IncomingMessage | undefined
      let isPaused = paused
      const read = () => response?.on('data', data)
      request.on('response', (incoming) => {
        response = incoming
        state.status = incoming.statusCode!
        state.headers = incoming.headers
        incoming.on('error', () => {}).on('close', () => over(incoming.complete))
        if (!isPaused) read()
      })
      request.on('error', () => {})
      request.on('close', () => over(response?.complete ?? false))
      request.end()
      return {
        received,
        complete,
        resume() {
          isPaused = false
          read()
        },
        abort: () => request.destroy(),
      }
    },
    async sendTogether(paths) {
      const socket =
        kind === 'https' ? tls.connect({ host: HOST, port, ...secure }) : net.connect(port, HOST)
      await once(socket, kind === 'https' ? 'secureConnect' : 'connect')
      let text = ''
      let check = () => {}
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1')
        check()
      })
      const answered = (count: number) =>
        new Promise<void>((resolve, reject) => {
          socket.once('close', () => reject(new Error(`The connection ended with: ${text}`)))
          check = () => {
            if (countResponses(text) >= count) resolve()
          }
          check()
        })
      const send = (path: string) => socket.write(`GET ${path} HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`)
      for (const path of paths.slice(0, -1)) send(path)
      await answered(paths.length - 1)
      send(paths.at(-1)!)
      await answered(paths.length)
      socket.destroy()
    },
    close() {},
  }
}

/** How many whole responses there are, one after the other. */
function countResponses(text: string): number {
  let count = 0
  let rest = text
  for (;;) {
    const split = rest.indexOf('\r\n\r\n')
    if (split < 0) return count
    const head = rest.slice(0, split)
    const body = rest.slice(split + 4)
    const length = /^content-length: (\d+)$/im.exec(head)?.[1]
    const end = length === undefined ? findLastChunk(body) : Number(length)
    if (end === undefined || body.length < end) return count
    count++
    rest = body.slice(end)
  }
}

/** Where a chunked body ends, if it is whole. */
function findLastChunk(body: string): number | undefined {
  let position = 0
  for (;;) {
    const lineEnd = body.indexOf('\r\n', position)
    if (lineEnd < 0) return undefined
    const size = Number.parseInt(body.slice(position, lineEnd), 16)
    position = lineEnd + 2 + size + 2
    if (size === 0) return position
  }
}

function connectHttp2(port: number): Client {
  const session = http2.connect(`http://${HOST}:${port}`)
  session.on('error', () => {})
  const open: Client['open'] = (path, { method = 'GET', paused = false } = {}) => {
    const { state, data, over, received, complete } = collect()
    const stream = session.request({ ':path': path, ':method': method })
    stream.on('response', (headers) => {
      state.status = Number(headers[':status'])
      state.headers = headers as Reply['headers']
    })
    let hasEnded = false
    const read = () => stream.on('data', data).on('end', () => (hasEnded = true))
    stream.on('error', () => {})
    stream.on('close', () => over(hasEnded && stream.rstCode === http2.constants.NGHTTP2_NO_ERROR))
    if (!paused) read()
    stream.end()
    return {
      received,
      complete,
      resume: () => read(),
      abort: () => stream.close(http2.constants.NGHTTP2_CANCEL),
    }
  }
  return {
    open,
    async sendTogether(paths) {
      await Promise.all(paths.map((path) => open(path).complete()))
    },
    close: () => session.destroy(),
  }
}
