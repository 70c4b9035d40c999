// What the server tells, as the page's state: kept up to date, and bounded.

import type { RequestRecord } from '../src/history.ts'
import type { InspectorCheck } from '../src/inspector/check.ts'
import type { InspectorSnapshot } from '../src/inspector/handler.ts'

export interface State extends InspectorCheck {
  readonly isConnected: boolean
  readonly root: string
  readonly limit: number
  /** Oldest first. */
  readonly requests: readonly RequestRecord[]
}

export const initialState: State = {
  isConnected: false,
  root: '',
  limit: 0,
  requests: [],
  findings: [],
  sites: [],
}

/** Follows the server's stream, which the browser opens again by itself when it breaks. */
export function followStream(onChange: (change: (state: State) => State) => void): () => void {
  const source = new EventSource('/__afterword/events')
  const listen = <T>(event: string, apply: (state: State, data: T) => State) =>
    source.addEventListener(event, ({ data }) => {
      const value = JSON.parse(data) as T
      onChange((state) => apply(state, value))
    })
  // A server that was started anew knows nothing of what was before, and may use its ids again.
  listen<InspectorSnapshot>('snapshot', (_, snapshot) => ({ ...snapshot, isConnected: true }))
  listen<RequestRecord[]>('requests', (state, records) => ({
    ...state,
    requests: mergeRecords(state, records),
  }))
  listen<InspectorCheck[]>('check', (state, checks) => ({ ...state, ...checks.at(-1) }))
  source.onerror = () => onChange((state) => ({ ...state, isConnected: false }))
  return () => source.close()
}

function mergeRecords({ requests, limit }: State, records: readonly RequestRecord[]) {
  const merged = new Map(requests.map((request) => [request.id, request]))
  for (const record of records) merged.set(record.id, record)
  return [...merged.values()].slice(-limit)
}
