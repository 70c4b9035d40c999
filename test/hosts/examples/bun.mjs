import { after } from '@afterword/runtime'
import { gracefulShutdown, withAfter } from '@afterword/runtime/bun'

const options = withAfter({
  fetch(request) {
    after(({ outcome }) => console.log(new URL(request.url).pathname, outcome))
    return new Response('Hello')
  },
})
const server = Bun.serve(options)
gracefulShutdown(server)
console.log(`Listening on ${server.url}`)
