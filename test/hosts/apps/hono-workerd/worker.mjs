import { withAfter } from '@afterword/runtime/cloudflare'
import { Hono } from 'hono'
import { cancelTwice, serveFetch } from '../shared/fetch-routes.mjs'

const app = new Hono()
const { fetch } = withAfter(app)
app.get('*', (c) => serveFetch(c.req.raw, fetch))

export default { fetch: cancelTwice(fetch) }
