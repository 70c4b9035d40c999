import { renderToReadableStream } from '@vitejs/plugin-rsc/rsc'
import { serveFetch } from '../shared/fetch-routes.mjs'
import { pages } from '../shared/pages.jsx'
import { runAsUser } from '../shared/routes.mjs'

// #region example
// entry.rsc.jsx
import { withAfter } from '@afterword/runtime/fetch'

const app = withAfter({ fetch: handleRequest })
export default app
// #endregion

async function handleRequest(request) {
  const { pathname, searchParams } = new URL(request.url)
  const Page = pages[pathname]
  if (!Page) return serveFetch(request, app.fetch)
  return runAsUser(request.url, async () => {
    const root = (
      <html lang="en">
        <body>
          <Page user={searchParams.get('user')} />
        </body>
      </html>
    )
    const ssr = await import.meta.viteRsc.loadModule('ssr', 'index')
    const html = await ssr.renderHtml(renderToReadableStream(root))
    return new Response(html, { headers: { 'content-type': 'text/html' } })
  })
}
