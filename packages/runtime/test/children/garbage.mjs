// What 4,000 requests with a task leave on the heap when only the young generation is collected.
import { once } from 'node:events'
import http from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import { after, drain } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/node'

const server = http.createServer(
  withAfter((_req, res) => {
    after(() => {})
    res.end()
  }),
)
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const agent = new http.Agent({ keepAlive: true, maxSockets: 20 })
const { port } = server.address()

async function request() {
  const [response] = await once(http.get({ port, agent }), 'response')
  response.resume()
  await once(response, 'close')
}

async function serve(count) {
  for (let i = 0; i < count; i += 20) {
    await Promise.all(Array.from({ length: 20 }, request))
    await turn()
    globalThis.gc({ type: 'minor' })
  }
  await drain()
}

// What the engine compiles and caches is there afterwards.
await serve(1_000)
globalThis.gc()
const start = process.memoryUsage().heapUsed
await serve(4_000)
for (let i = 0; i < 4; i++) {
  await turn()
  globalThis.gc({ type: 'minor' })
}
console.log((process.memoryUsage().heapUsed - start) / 4_000)
process.exit()
