import { route } from '@react-router/dev/routes'

// Rendered, with deferred data; all else is answered by a resource route.
const pages = ['ok', 'abort', 'gated', 'last-byte', 'sigterm', 'throw-after']

export default [
  ...pages.map((id) => route(id, './routes/page.jsx', { id })),
  route('*', './routes/resource.js'),
]
