import { cancelTwice, serveFetch } from '../shared/fetch-routes.mjs'
import { listen } from '../shared/listen.mjs'
import { createAdaptorServer } from '@hono/node-server'

import { withAfter } from '@afterword/runtime/fetch'
import { Hono } from 'hono'

const app = new Hono()
const { fetch } = withAfter(app)
app.get('*', (c) => serveFetch(c.req.raw, fetch))

listen(createAdaptorServer({ fetch: cancelTwice(fetch) }))
