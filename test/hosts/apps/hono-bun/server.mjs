import { gracefulShutdown, withAfter } from '@afterword/runtime/bun'
import { Hono } from 'hono'
import { cancelTwice, serveFetch } from '../shared/fetch-routes.mjs'
import { surviveErrors } from '../shared/listen.mjs'

const app = new Hono()
const { fetch } = withAfter(app)
app.get('*', (c) => serveFetch(c.req.raw, fetch))

surviveErrors()
const server = Bun.serve({ port: 0, fetch: cancelTwice(fetch) })
gracefulShutdown(server)
console.log(`port ${server.port}`)
