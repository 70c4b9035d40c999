import { after } from '@afterword/runtime'
import { gracefulShutdown, withAfter } from '@afterword/runtime/deno'

const handler = withAfter((request) => {
  after(({ outcome }) => console.log(new URL(request.url).pathname, outcome))
  return new Response('Hello')
})
gracefulShutdown(Deno.serve(handler))
