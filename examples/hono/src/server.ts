// The same application on Node.
import { gracefulShutdown } from '@afterword/runtime/node'
import { serve } from '@hono/node-server'
import app from './app'

const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) }, ({ port }) =>
  console.log(`http://localhost:${port}`),
)
gracefulShutdown(server)
