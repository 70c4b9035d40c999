import { createFileRoute } from '@tanstack/react-router'
import { serveFetch } from '../../../shared/fetch-routes.mjs'

const serve = ({ request }) => serveFetch(request, (inner) => globalThis.appHandler(inner))

// All that is not rendered is answered by a server route.
export const Route = createFileRoute('/$')({
  server: { handlers: { GET: serve, HEAD: serve } },
})
