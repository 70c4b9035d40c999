// Deno.serve, shut down gracefully.
import { surviveErrors } from '../shared/listen.mjs'
import { gracefulShutdown, withAfter } from '@afterword/runtime/deno'
import { cancelTwice, serveFetch } from '../shared/fetch-routes.mjs'

const fetch = withAfter((request) => serveFetch(request, fetch))
surviveErrors()
const options = {
  port: 0,
  hostname: '127.0.0.1',
  onListen: ({ port }) => console.log(`port ${port}`),
}
gracefulShutdown(Deno.serve(options, cancelTwice(fetch)))
