// What the server tells, as the page's state: kept up to date, bounded, and shared by the tabs that show it.

import type { RequestRecord } from '../src/history.ts'
import type { InspectorCheck } from '../src/inspector/check.ts'
import type { InspectorSnapshot } from '../src/inspector/handler.ts'

export interface State extends InspectorCheck {
  readonly isConnected: boolean
  readonly root: string
  readonly limit: number
  /** Milliseconds by which the server's clock is ahead of this one's. */
  readonly clockAhead: number
  /** Oldest first. */
  readonly requests: readonly RequestRecord[]
}

export const initialState: State = {
  isConnected: false,
  root: '',
  limit: 0,
  clockAhead: 0,
  requests: [],
  state: 'checking',
  findings: [],
  sites: [],
}

type Change = Partial<State> & { readonly changed?: readonly RequestRecord[] }

const NAME = 'afterword-inspector'
/** What a tab asks the others for when it is opened. */
const JOIN = 'join'
/** Milliseconds until a stream that the browser has given up is opened again. */
const RETRY = 1000

/**
 * Follows the server's stream. One tab has it, and tells the others: a browser has six connections to
 * a server, which a tab each would soon take from the application.
 */
export function followStream(onChange: (state: State) => void): () => void {
  const channel = new BroadcastChannel(NAME)
  const end = new AbortController()
  let state = initialState
  let hasStream = false

  function apply({ changed = [], ...change }: Change): void {
    const next = { ...state, ...change }
    state = { ...next, requests: mergeRecords(next, changed) }
    onChange(state)
  }

  function tell(change: Change): void {
    apply(change)
    channel.postMessage(change)
  }

  channel.onmessage = ({ data }: MessageEvent<Change | typeof JOIN>) => {
    if (data !== JOIN) apply(data)
    else if (hasStream) channel.postMessage(state)
  }
  channel.postMessage(JOIN)
  // The next tab has it when this one is closed.
  const hold = () => {
    hasStream = true
    openStream(tell, end.signal)
    return new Promise<void>((resolve) => end.signal.addEventListener('abort', () => resolve()))
  }
  navigator.locks.request(NAME, { signal: end.signal }, hold).catch(() => {})
  return () => {
    end.abort()
    channel.close()
  }
}

function openStream(tell: (change: Change) => void, signal: AbortSignal): void {
  if (signal.aborted) return
  const source = new EventSource('/__afterword/events')
  const listen = <T>(event: string, read: (data: T) => Change) =>
    source.addEventListener(event, ({ data }) => tell(read(JSON.parse(data))))
  // A server that was started anew knows nothing of what was before, and may use its ids again.
  listen<InspectorSnapshot>('snapshot', ({ now, ...snapshot }) => ({
    ...snapshot,
    clockAhead: now - Date.now(),
    isConnected: true,
  }))
  listen<RequestRecord[]>('requests', (changed) => ({ changed }))
  listen<InspectorCheck[]>('check', (checks) => checks.at(-1) ?? {})
  source.onerror = () => {
    tell({ isConnected: false })
    // Otherwise the browser opens it again by itself.
    if (source.readyState === EventSource.CLOSED) setTimeout(openStream, RETRY, tell, signal)
  }
  signal.addEventListener('abort', () => source.close())
}

function mergeRecords({ requests, limit }: State, changed: readonly RequestRecord[]) {
  if (changed.length === 0) return requests
  const merged = new Map(requests.map((request) => [request.id, request]))
  for (const record of changed) merged.set(record.id, record)
  return [...merged.values()].slice(-limit)
}
