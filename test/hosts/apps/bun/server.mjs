// Bun.serve, stopped gracefully.
import { surviveErrors } from '../shared/listen.mjs'
import { gracefulShutdown, withAfter } from '@afterword/runtime/bun'
import { cancelTwice, serveFetch } from '../shared/fetch-routes.mjs'

const options = withAfter({ port: 0, fetch: (request) => serveFetch(request, options.fetch) })
surviveErrors()
const server = Bun.serve({ ...options, fetch: cancelTwice(options.fetch) })
gracefulShutdown(server)
console.log(`port ${server.port}`)
