// The browser's side: hydrates the document, calls Server Functions, follows edits while developing.
import {
  createFromFetch,
  createFromReadableStream,
  createTemporaryReferenceSet,
  encodeReply,
  setServerCallback,
} from '@vitejs/plugin-rsc/browser'
import { StrictMode, startTransition, use, useEffect, useState } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { rscStream } from 'rsc-html-stream/client'
import { ErrorBoundary } from './error-boundary.tsx'
import { ACTION_HEADER, FLIGHT_TYPE, LOCATION_HEADER, type Payload } from './payload.ts'

const initial = createFromReadableStream<Payload>(rscStream)

let show: (payload: Promise<Payload>) => void = () => {}

function Root() {
  const [payload, setPayload] = useState(initial)
  useEffect(() => {
    show = (next) => startTransition(() => setPayload(next))
  }, [])
  return use(payload).root
}

/** Asks for the current page's payload alone: as a GET, or as the answer to a Server Function. */
async function fetchPayload(init: RequestInit): Promise<Response> {
  const headers = { ...init.headers, accept: FLIGHT_TYPE }
  const response = await fetch(window.location.href, { ...init, headers })
  const location = response.headers.get(LOCATION_HEADER)
  if (location === null) return response
  window.location.assign(location)
  return new Promise(() => {}) // the page is on its way out
}

setServerCallback(async (id, args) => {
  const temporaryReferences = createTemporaryReferenceSet()
  const body = await encodeReply(args, { temporaryReferences })
  const response = fetchPayload({ method: 'POST', headers: { [ACTION_HEADER]: id }, body })
  const payload = createFromFetch<Payload>(response, { temporaryReferences })
  show(payload)
  const { returned } = await payload
  if (returned?.type === 'error') throw returned.error
  return returned?.value
})

const { formState } = await initial
hydrateRoot(
  document,
  <StrictMode>
    <ErrorBoundary>
      <Root />
    </ErrorBoundary>
  </StrictMode>,
  { formState: formState ?? null },
)

import.meta.hot?.on('rsc:update', () => {
  show(createFromFetch<Payload>(fetchPayload({})))
})
