// Renders a page: its tree to a Flight stream, and that stream to HTML where a browser wants it.
import { renderToReadableStream } from '@vitejs/plugin-rsc/rsc/server'
import type { ActionOutcome } from './action.ts'
import { reportError } from './answer.ts'
import { FLIGHT_TYPE, type Payload } from './payload.ts'
import type { PageRoute } from './routes.ts'
import { buildTree } from './tree.tsx'

/**
 * The response of a page, streamed. What the page throws before its shell is complete (everything
 * outside Suspense) rejects, so the caller still has the status to choose.
 */
export async function renderPage(
  route: PageRoute,
  request: Request,
  outcome: ActionOutcome = { status: 200 },
): Promise<Response> {
  const { status, temporaryReferences, returned, formState } = outcome
  const { signal } = request
  const payload: Payload = {
    root: await buildTree(route, new URL(request.url)),
    returned,
    formState,
  }
  const flight = renderToReadableStream(payload, {
    signal,
    temporaryReferences,
    // Once the visitor is gone, React reports what it leaves unfinished; that is no error.
    onError: (error: unknown) => (signal.aborted ? undefined : reportError(error)),
  })
  if (request.headers.get('accept') === FLIGHT_TYPE) {
    return respond(flight, status, FLIGHT_TYPE)
  }
  const { renderHtml } = await loadSsr()
  return respond(await renderHtml(flight, { signal, formState }), status, 'text/html')
}

/** The HTML environment: a module graph of its own, where React is the client's React. */
export function loadSsr() {
  return import.meta.viteRsc.loadModule<typeof import('./entry.ssr.tsx')>('ssr', 'index')
}

function respond(body: ReadableStream<Uint8Array>, status: number, type: string): Response {
  return new Response(body, {
    status,
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'private, no-store',
      vary: 'accept',
    },
  })
}
