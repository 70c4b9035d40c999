// 1,000 requests whose task never settles and leads to 1 MB: memory before them, with them, and after
// their deadline.
import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import http from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import { after, configure, drain } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/node'

const MB = 1024 * 1024
let timeouts = 0
configure({
  onTaskError(error) {
    if (error.code === 'task-timeout') timeouts++
  },
})

// Something keeps this promise, as a connection pool would, and with it all that waits for it.
const never = new Promise(() => {})
const storage = new AsyncLocalStorage()

/** Ways in which a task that never settles leads to a megabyte. */
const forms = [
  // By a listener on its signal.
  (_req, big) =>
    after(
      ({ signal }) => {
        signal.addEventListener('abort', () => void big.length)
        return never
      },
      { timeout },
    ),
  // By its async context.
  (_req, big) => storage.run({ big }, () => after(() => never, { timeout })),
  (_req, big) => storage.run({ big }, () => after(never, { timeout })),
  // By its request.
  (req, big) => {
    req.big = big
    after(() => never, { timeout })
  },
]

let timeout = 60_000
const server = http.createServer(
  withAfter((req, res) => {
    const index = Number(req.url.slice(1))
    forms[index % forms.length](req, Buffer.alloc(MB))
    res.end()
  }),
)
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const agent = new http.Agent({ keepAlive: true, maxSockets: 20 })
const { port } = server.address()

async function request(index) {
  const [response] = await once(http.get({ port, agent, path: `/${index}` }), 'response')
  response.resume()
  await once(response, 'close')
}

async function serve(count) {
  for (let i = 0; i < count; i += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, j) => request(i + j)))
  }
}

/** Megabytes in use, buffers included. */
async function measure() {
  for (let i = 0; i < 4; i++) {
    await turn()
    globalThis.gc()
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / MB
}

// What the engine compiles and caches is there after as many requests as will be measured.
timeout = 1
await serve(1_000)
await drain()
timeouts = 0
// Longer than a busy machine takes to serve them all and to measure.
timeout = 6_000
const start = await measure()
await serve(1_000)
const held = timeouts === 0 ? await measure() : Number.NaN
await drain({ timeout: 30_000 })
const end = await measure()
const scopes = globalThis[Symbol.for('afterword')].scopes.length
console.log(JSON.stringify({ start, held, end, timeouts, scopes }))
process.exit()
