import { gracefulShutdown, withAfter } from '@afterword/runtime/deno'
import { Hono } from 'hono'
import { cancelTwice, serveFetch } from '../shared/fetch-routes.mjs'
import { surviveErrors } from '../shared/listen.mjs'

const app = new Hono()
const { fetch } = withAfter(app)
app.get('*', (c) => serveFetch(c.req.raw, fetch))

surviveErrors()
const options = {
  port: 0,
  hostname: '127.0.0.1',
  onListen: ({ port }) => console.log(`port ${port}`),
}
gracefulShutdown(Deno.serve(options, cancelTwice(fetch)))
