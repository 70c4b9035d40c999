import { after } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/fetch'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const app = new Hono()
app.get('/', (c) => {
  after(({ outcome }) => console.log(c.req.path, outcome))
  return c.text('Hello')
})
const { fetch } = withAfter(app)
serve({ fetch, port: Number(process.env.PORT ?? 3000) })
