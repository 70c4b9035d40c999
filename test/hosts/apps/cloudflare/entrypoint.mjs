// A class of entry points: no `ctx` among its arguments.
import { after } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/cloudflare'
import { WorkerEntrypoint } from 'cloudflare:workers'

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const stream = (first) =>
  new ReadableStream({
    async pull(controller) {
      await sleep(5)
      controller.enqueue(new TextEncoder().encode(first))
      controller.close()
    },
  })

class Entry extends WorkerEntrypoint {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/scopes') {
      return Response.json(globalThis[Symbol.for('afterword')].scopes.length)
    }
    if (pathname === '/null') return new Response(null)
    if (pathname === '/stream') return new Response(stream('streamed'))
    // Longer than anything un-waited lives, and nested.
    after(async () => {
      await sleep(50)
      after(async () => {
        await sleep(50)
        console.log(JSON.stringify({ task: 'nested', als: searchParams.get('user') }))
      })
    })
    return new Response(pathname === '/streamed' ? stream('streamed') : 'whole')
  }
}

export default withAfter(Entry)
