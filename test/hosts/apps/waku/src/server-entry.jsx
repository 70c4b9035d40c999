import { serveFetch } from '../../shared/fetch-routes.mjs'
import { pages } from '../../shared/pages.jsx'
import { routes, runAsUser } from '../../shared/routes.mjs'

// #region example
// src/server-entry.jsx
import { withAfter } from '@afterword/runtime/fetch'
import adapter from 'waku/adapters/node'
import { createPages } from 'waku/router/server'

const app = withAfter(adapter(createPages(addPages), { middlewareFns: [asUser] }))
export default app
// #endregion

function asUser() {
  return (c, next) => runAsUser(c.req.url, next)
}

async function addPages({ createRoot, createPage, createApi }) {
  createRoot({
    render: 'dynamic',
    component: ({ children }) => (
      <html lang="en">
        <body>{children}</body>
      </html>
    ),
  })
  for (const [path, Page] of Object.entries(pages)) {
    createPage({
      render: 'dynamic',
      path,
      component: ({ query }) => <Page user={new URLSearchParams(query).get('user')} />,
    })
  }
  const serve = (request) => serveFetch(request, (inner) => app.fetch(inner))
  for (const path of Object.keys(routes)) {
    if (path in pages) continue
    createApi({ render: 'dynamic', path, handlers: { GET: serve, HEAD: serve } })
  }
}
