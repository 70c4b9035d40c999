import { after } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/fetch'
import { Elysia } from 'elysia'
import { serve } from 'srvx'

const app = new Elysia()
app.get('/', ({ path }) => {
  after(({ outcome }) => console.log(path, outcome))
  return 'Hello'
})
const { fetch } = withAfter(app)
serve({ fetch, port: process.env.PORT ?? 3000 })
