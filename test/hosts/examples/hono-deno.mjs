// deno serve --allow-all server.mjs
import { after } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/deno'
import { Hono } from 'hono'

const app = new Hono()
app.get('/', (c) => {
  after(({ outcome }) => console.log(c.req.path, outcome))
  return c.text('Hello')
})
export default withAfter(app)
