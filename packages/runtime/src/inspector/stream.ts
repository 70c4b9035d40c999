// Sends what changes to the pages that are open, as server-sent events, a few times a second.
import type { ServerResponse } from 'node:http'
import { startTimer } from '../timers.ts'

/** Milliseconds that changes are gathered for. */
const INTERVAL = 100

/** Milliseconds after which a page that has lost the server asks for it again. */
const RETRY = 500

interface Client {
  readonly response: ServerResponse
  /** What has changed since the last message, by its key: a slow page is sent the latest only. */
  readonly changes: Map<string, readonly [event: string, value: unknown]>
}

export interface Stream {
  readonly size: number
  /** Opens a page's stream; the first message is `value`. */
  connect(response: ServerResponse, value: unknown): void
  /** Sends a value in the next message, in place of one with the same key that is not sent yet. */
  send(event: string, key: string, value: unknown): void
  close(): void
}

export function openStream(): Stream {
  const clients = new Set<Client>()
  let isScheduled = false

  function flush(): void {
    isScheduled = false
    for (const client of clients) flushTo(client)
  }

  function schedule(): void {
    if (!isScheduled) startTimer(INTERVAL, flush)
    isScheduled = true
  }

  return {
    get size() {
      return clients.size
    },
    connect(response, value) {
      const client: Client = { response, changes: new Map() }
      clients.add(client)
      response.once('close', () => clients.delete(client))
      response.on('drain', schedule)
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      response.write(`retry: ${RETRY}\n${printMessage('snapshot', value)}`)
    },
    send(event, key, value) {
      if (clients.size === 0) return
      for (const { changes } of clients) changes.set(key, [event, value])
      schedule()
    },
    close() {
      for (const { response } of clients) response.end()
    },
  }
}

/** One message for each kind of event, with all that has changed. */
function flushTo({ response, changes }: Client): void {
  if (changes.size === 0 || response.writableNeedDrain) return
  const byEvent = new Map<string, unknown[]>()
  for (const [event, value] of changes.values()) {
    const values = byEvent.get(event)
    if (values) values.push(value)
    else byEvent.set(event, [value])
  }
  changes.clear()
  for (const [event, values] of byEvent) response.write(printMessage(event, values))
}

function printMessage(event: string, value: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(value)}\n\n`
}
