// The connections of a Node server, which outlive its requests: closed as soon as they are idle.

// biome-ignore lint/suspicious/noExplicitAny: as EventEmitter has it.
type Listener = (...args: any[]) => void

/** What {@link watchConnections} needs of a server: http, https and http2 servers have it. */
export interface ConnectionServer {
  /** http and https. */
  closeIdleConnections?(): void
  prependListener?(event: string, listener: Listener): unknown
  on(event: string, listener: Listener): unknown
  off(event: string, listener: Listener): unknown
}

interface WatchedResponse {
  readonly headersSent: boolean
  setHeader(name: string, value: string): unknown
  once(event: 'close', listener: () => void): unknown
}

/** A connection of HTTP/2. */
interface WatchedSession {
  close(): void
  once(event: 'close', listener: () => void): unknown
}

/** Watches a server from now on; `endWhenIdle` closes each connection after what it still does. */
export function watchConnections(server: ConnectionServer): {
  readonly endWhenIdle: () => void
  readonly stop: () => void
} {
  /** The open responses of HTTP/1; of pipelined ones the last, as the others must not end it. */
  const responses = new Map<object, WatchedResponse>()
  const sessions = new Set<WatchedSession>()
  let isEnding = false
  const closeIdle = () => server.closeIdleConnections?.()
  const watchResponse = ({ socket }: { readonly socket: object }, response: WatchedResponse) => {
    if ('stream' in response) return
    if (isEnding) announceEnd(response)
    responses.set(socket, response)
    response.once('close', () => {
      if (responses.get(socket) === response) responses.delete(socket)
      // Its connection is idle until the next request, and one event later.
      if (isEnding) setImmediate(closeIdle)
    })
  }
  const watchSession = (session: WatchedSession) => {
    if (isEnding) session.close()
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
  }
  // Before the application's listener, which may send the headers.
  if (server.prependListener) server.prependListener('request', watchResponse)
  else server.on('request', watchResponse)
  server.on('session', watchSession)
  return {
    endWhenIdle() {
      isEnding = true
      for (const response of responses.values()) announceEnd(response)
      // Streams that are open go on; the client is told to open no more.
      for (const session of sessions) session.close()
      closeIdle()
    },
    stop() {
      server.off('request', watchResponse)
      server.off('session', watchSession)
    },
  }
}

/** A client that is told uses the connection no more; another would lose its next request. */
function announceEnd(response: WatchedResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close')
}
