// Answers the inspector's paths: the page, and the stream of what happens.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { inspect } from 'node:util'
import { currentFrame } from '../context.ts'
import { isFile, type RequestRecord, recordHistory } from '../history.ts'
import { readPath } from '../report.ts'
import { startTimer } from '../timers.ts'
import type { CheckApplication, InspectorCheck } from './check.ts'
import { findRefusal } from './guard.ts'
import { readPage } from './page.ts'
import { openStream } from './stream.ts'

/** The path of the page. */
export const INSPECTOR_PATH = '/__afterword'
const EVENTS_PATH = `${INSPECTOR_PATH}/events`

/** Milliseconds between two checks while a page is open. */
const CHECK_INTERVAL = 2000

/** What the page is told when it connects. */
export interface InspectorSnapshot extends InspectorCheck {
  /** How many requests are kept. */
  readonly limit: number
  /** The server's `Date.now()`: another's clock may differ, even on one machine. */
  readonly now: number
  /** The project's folder, of which traces are freed. */
  readonly root: string
  /** Oldest first. */
  readonly requests: readonly RequestRecord[]
}

export interface InspectorHandlerOptions {
  readonly limit: number
  readonly root: string
  readonly check: CheckApplication
}

export interface InspectorHandler {
  /** Answers a request for a path of the inspector's; gives whether it was one. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  /** Records no longer, and ends the pages' streams. */
  close(): void
}

export function createHandler(options: InspectorHandlerOptions): InspectorHandler {
  const { limit, root, check } = options
  const stream = openStream()
  let known: InspectorCheck = { state: 'checking', findings: [], sites: [] }
  let isChecking = false

  const history = recordHistory({
    limit,
    isQuiet: isFile,
    // With what it was caused by; and Next.js maps the places in it here alone.
    printStack: (error) => inspect(error, { depth: 1 }),
    onChange: (record) => stream.send('requests', record.id, record),
  })

  /** Tells pages what the check finds, again and again for as long as there are any. */
  async function keepChecking(): Promise<void> {
    if (isChecking) return
    isChecking = true
    // Why it fails is for the build to say.
    const found = await check().catch((): InspectorCheck => ({ ...known, state: 'failed' }))
    isChecking = false
    if (JSON.stringify(found) !== JSON.stringify(known)) {
      known = found
      stream.send('check', 'check', found)
    }
    if (stream.size > 0) startTimer(CHECK_INTERVAL, keepChecking)
  }

  function answer(path: string, request: IncomingMessage, response: ServerResponse): void {
    const refusal = findRefusal(request)
    if (refusal) {
      response.writeHead(403, { 'content-type': 'text/plain' }).end(`${refusal}\n`)
    } else if (path === EVENTS_PATH) {
      const requests = history.list()
      const snapshot: InspectorSnapshot = { limit, now: Date.now(), root, requests, ...known }
      stream.connect(response, snapshot)
      keepChecking()
    } else if (path === INSPECTOR_PATH) {
      const { text, headers } = readPage()
      response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : text)
    } else response.writeHead(404).end()
  }

  return {
    handle(request, response) {
      const path = readPath({ url: request.url ?? '' })
      if (!isOwn(path)) return false
      leaveScope(request)
      answer(path.replace(/\/$/, ''), request, response)
      return true
    },
    close() {
      history.stop()
      stream.close()
    },
  }
}

/** A request of the page's own is none of the application's: its stream holds no shutdown up. */
function leaveScope(request: IncomingMessage): void {
  const frame = currentFrame()
  if (frame?.request.source.key === request) frame.scope.isApart = true
}

function isOwn(path: string): boolean {
  return path === INSPECTOR_PATH || path.startsWith(`${INSPECTOR_PATH}/`)
}
