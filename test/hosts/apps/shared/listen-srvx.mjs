// Starts a srvx server the way the suite expects it.
import { gracefulShutdown } from '@afterword/runtime/node'
import { serve } from 'srvx'
import { cancelTwice } from './fetch-routes.mjs'
import { surviveErrors } from './listen.mjs'

/** Serves a fetch handler on a free port; our shutdown takes the place of srvx's own. */
export async function listenSrvx(fetch) {
  surviveErrors()
  const server = serve({
    fetch: cancelTwice(fetch),
    port: 0,
    hostname: '127.0.0.1',
    gracefulShutdown: false,
    silent: true,
  })
  await server.ready()
  gracefulShutdown(server.node.server)
  console.log(`port ${new URL(server.url).port}`)
}
