// Starts a Node server the way the suite expects it, whoever made it.
import { gracefulShutdown } from '@afterword/runtime/node'

/** Listens on a free port and says which, drains on SIGTERM, and survives a handler that throws. */
export function listen(server) {
  surviveErrors()
  gracefulShutdown(server)
  server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`))
}

/** A listener that throws ends its process, which later requests of the suite still need. */
export function surviveErrors() {
  process.on('uncaughtException', (error) => console.error(error))
  process.on('unhandledRejection', (error) => console.error(error))
}
