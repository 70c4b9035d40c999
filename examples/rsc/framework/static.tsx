// Renders the pages marked `dynamic = 'force-static'`, at build time, with the tasks they schedule.
import { prerender } from '@afterword/runtime'
import { renderToReadableStream } from '@vitejs/plugin-rsc/rsc/server'
import { reportError } from './answer.ts'
import type { Payload } from './payload.ts'
import { loadSsr } from './render.tsx'
import { type PageRoute, routes } from './routes.ts'
import { buildTree } from './tree.tsx'

export interface StaticPage {
  readonly path: string
  readonly html: string
}

/** Every static page, one after another; a page whose task fails rejects, and so fails the build. */
export async function* prerenderStatic(): AsyncGenerator<StaticPage> {
  for (const [path, route] of routes) {
    if (route.type !== 'page' || (await route.page()).dynamic !== 'force-static') continue
    const url = new URL(path, 'http://localhost')
    const html = await prerender(() => renderWhole(route, url), { url: path, route: path })
    yield { path, html }
  }
}

async function renderWhole(route: PageRoute, url: URL): Promise<string> {
  const payload: Payload = { root: await buildTree(route, url) }
  const flight = renderToReadableStream(payload, { onError: reportError })
  const { renderHtml } = await loadSsr()
  return new Response(await renderHtml(flight, { whole: true })).text()
}
