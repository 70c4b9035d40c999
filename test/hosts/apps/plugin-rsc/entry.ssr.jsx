import { createFromReadableStream } from '@vitejs/plugin-rsc/ssr'
import { use } from 'react'
import { renderToReadableStream } from 'react-dom/server.edge'

/** The RSC stream as HTML; rejects when the page fails before its first byte. */
export function renderHtml(rscStream) {
  const root = createFromReadableStream(rscStream)
  const Root = () => use(root)
  return renderToReadableStream(<Root />)
}
