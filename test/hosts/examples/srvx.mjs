import { after } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/fetch'
import { serve } from 'srvx'

const app = withAfter({
  fetch(request) {
    after(({ outcome }) => console.log(new URL(request.url).pathname, outcome))
    return new Response('Hello')
  },
})
serve({ fetch: app.fetch, port: process.env.PORT ?? 3000 })
