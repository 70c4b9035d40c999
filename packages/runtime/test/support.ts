// Real servers, raw clients and child processes for the runtime's tests.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'
import { fileURLToPath } from 'node:url'
import { configure, drain, type TaskErrorInfo } from '@afterword/runtime'
import { withAfter as withAfterFetch } from '@afterword/runtime/fetch'
import { withAfter } from '@afterword/runtime/node'
import { onTestFinished } from 'vitest'

// The first call in a process waits until what a server needs is loaded; tests make later ones.
await withAfterFetch(async (_request: Request) => {})(new Request('http://test/'))
await drain()

export interface Deferred<T = void> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

export function defer<T = void>(): Deferred<T> {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}

/** An http or https server that closes with the test. */
export async function listen(listener: http.RequestListener, protocol: 'http' | 'https' = 'http') {
  const server =
    protocol === 'http'
      ? http.createServer(listener)
      : https.createServer({ key: readTls('key.pem'), cert: readTls('cert.pem') }, listener)
  return start(server)
}

const readTls = (name: string) => readFileSync(new URL(`tls/${name}`, import.meta.url))

/** The same, its listener wrapped. */
export const serve = (listener: (req: http.IncomingMessage, res: http.ServerResponse) => unknown) =>
  listen(withAfter(listener))

async function start<S extends net.Server>(server: S) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    if (server instanceof http.Server || server instanceof https.Server)
      server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { server, port, url: `http://127.0.0.1:${port}` }
}

/**
 * Calls `body` as the listener of one request, made over a socket, and waits for its tasks. Gives what
 * it returned, or throws what it threw; the response is empty.
 */
export async function serveOnce<T>(
  body: (request: http.IncomingMessage, response: http.ServerResponse) => T,
  init?: RequestInit,
) {
  let outcome: { value: Awaited<T> } | { error: unknown } | undefined
  const { url } = await serve(async (req, res) => {
    try {
      outcome = { value: await body(req, res) }
    } catch (error) {
      outcome = { error }
    }
    res.end()
  })
  const response = await fetch(url, init)
  await response.arrayBuffer()
  const report = await drain()
  if (!outcome || 'error' in outcome) throw outcome?.error
  return { value: outcome.value, response, report }
}

/** The fetch host's withAfter, for handlers that declare fewer parameters than they are called with. */
export const wrapFetch = <T>(
  // biome-ignore lint/suspicious/noExplicitAny: as FetchHandler has it.
  handler: (request: Request, ...rest: any[]) => T,
) => withAfterFetch(handler) as (request: Request, ...rest: unknown[]) => T

type Http2Listener = (req: http2.Http2ServerRequest, res: http2.Http2ServerResponse) => unknown

/** An HTTP/2 server (without TLS), its listener wrapped, and a client session connected to it. */
export const serveHttp2 = (listener: Http2Listener) => listenHttp2(withAfter(listener))

/** The same, its listener as it is. */
export async function listenHttp2(listener: Http2Listener) {
  const { port } = await start(http2.createServer(listener))
  const session = http2.connect(`http://127.0.0.1:${port}`)
  session.on('error', () => {})
  onTestFinished(() => session.destroy())
  return { session }
}

/** A TCP or TLS client that sends text and gathers what comes back. */
export function connectRaw(port: number, protocol: 'http' | 'https' = 'http') {
  const socket =
    protocol === 'http'
      ? net.connect(port, '127.0.0.1')
      : tls.connect({ host: '127.0.0.1', port, ca: readTls('cert.pem') })
  socket.on('error', () => {})
  onTestFinished(() => {
    socket.destroy()
  })
  let text = ''
  let waiting: { readonly part: string; readonly done: () => void } | undefined
  const look = () => {
    if (waiting && text.includes(waiting.part)) waiting.done()
  }
  return {
    socket,
    received: () => text,
    /** Starts to gather; until then nothing is read. */
    read() {
      socket.setEncoding('latin1').on('data', (chunk) => {
        text += chunk
        look()
      })
    },
    send: (request: string) => socket.write(request),
    /** Waits until `part` has arrived. */
    until: (part: string) =>
      new Promise<void>((done) => {
        waiting = { part, done }
        look()
      }),
  }
}

export const get = (path = '/', method = 'GET') =>
  `${method} ${path} HTTP/1.1\r\nHost: test\r\n\r\n`

/** Sends a request, and is gone once `part` of the response has arrived. */
export async function leaveAfter(port: number, part: string, request = get()): Promise<void> {
  const client = connectRaw(port)
  client.read()
  client.send(request)
  await client.until(part)
  client.socket.destroy()
}

export interface ReportedError {
  // biome-ignore lint/suspicious/noExplicitAny: a thrown value can be anything.
  readonly error: any
  readonly info: TaskErrorInfo
}

/** Gathers what reaches onTaskError, until the test ends. */
export function collectErrors(): ReportedError[] & { next(): Promise<ReportedError> } {
  const errors: ReportedError[] = []
  let seen = 0
  let wake: (() => void) | undefined
  configure({
    onTaskError(error, info) {
      errors.push({ error, info })
      wake?.()
    },
  })
  onTestFinished(() => configure({ onTaskError: undefined }))
  return Object.assign(errors, {
    async next() {
      while (errors.length === seen) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return errors[seen++]!
    },
  })
}

/** Runs a script of test/children; lines and the end are awaited, never slept for. */
export function runChild(
  script: string,
  { flags = [] as string[], args = [] as string[], env = {} as NodeJS.ProcessEnv } = {},
) {
  const path = fileURLToPath(new URL(`children/${script}`, import.meta.url))
  const child = spawn(process.execPath, [...flags, path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const output = { stdout: '', stderr: '' }
  const waiting = new Set<() => void>()
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk) => {
      output[name] += chunk
      for (const look of waiting) look()
    })
  }
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  return {
    child,
    output,
    /** Waits for a line of the child's standard output and gives its match. */
    line: (pattern: RegExp) =>
      new Promise<RegExpExecArray>((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(output.stdout)
          if (!match) return
          waiting.delete(look)
          resolve(match)
        }
        waiting.add(look)
        look()
        closed.then(() => reject(new Error(`ended without ${pattern}: ${JSON.stringify(output)}`)))
      }),
    exit: async () => {
      const [code, signal] = await closed
      return { code, signal, ...output }
    },
  }
}

/** The error a call throws. */
// biome-ignore lint/suspicious/noExplicitAny: a thrown value can be anything.
export function thrownBy(call: () => unknown): any {
  try {
    call()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
