// The HTML side: renders a Flight stream to HTML and sends the same stream along for the browser.
import { createFromReadableStream, getClientEntryUrl } from '@vitejs/plugin-rsc/ssr'
import { use } from 'react'
import type { ReactFormState } from 'react-dom/client'
import { renderToReadableStream } from 'react-dom/server.edge'
import { injectRSCPayload } from 'rsc-html-stream/server'
import { readDigest } from './digest.ts'
import type { Payload } from './payload.ts'

export interface RenderHtmlOptions {
  readonly signal?: AbortSignal
  readonly formState?: ReactFormState | undefined
  /** Wait for every Suspense boundary, so that the HTML needs no script to put it in order. */
  readonly whole?: boolean
}

/** HTML as a stream, from the moment the shell is complete; rejects with what the shell throws. */
export async function renderHtml(
  flight: ReadableStream<Uint8Array>,
  { signal, formState, whole = false }: RenderHtmlOptions = {},
): Promise<ReadableStream<Uint8Array>> {
  const [forHtml, forBrowser] = flight.tee()
  let payload: Promise<Payload> | undefined
  function Root() {
    // Read inside the render, so that React takes note of the styles and scripts to preload.
    payload ??= createFromReadableStream<Payload>(forHtml)
    return use(payload).root
  }
  const html = await renderToReadableStream(<Root />, {
    bootstrapModules: [getClientEntryUrl()],
    // An error with a digest comes from the Flight render, which has already reported it.
    onError(error) {
      const digest = readDigest(error)
      if (digest === undefined && !signal?.aborted) console.error(error)
      return digest
    },
    ...(signal && { signal }),
    ...(formState && { formState }),
  })
  if (whole) await html.allReady
  return html.pipeThrough(injectRSCPayload(forBrowser))
}
