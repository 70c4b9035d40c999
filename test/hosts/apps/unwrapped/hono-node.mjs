import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { handle } from './handle.mjs'
import routes from './hono-routes.mjs'
import { printPort } from './shared.mjs'

const app = new Hono()
app.get('/', (c) => handle(c.req.raw))
app.get('/end', (c) => handle(c.req.raw))
app.route('/routes', routes)
app.onError((error, c) => c.text(`mended: ${error.message}`))
printPort(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }))
