// Prints the bytes that a waiting task holds: node --expose-gc memory.mjs <system>
import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { systems } from '../support/systems.mjs'

const COUNT = 100_000
const tasks = Array.from({ length: COUNT }, (_, index) => () => index)

function readHeap() {
  for (let round = 0; round < 4; round++) globalThis.gc()
  return process.memoryUsage().heapUsed
}

const { wrap, after } = await systems[process.argv[2]]()
const listener = wrap((_request, response) => {
  response.setMaxListeners(0)
  // The first one makes what there is once for each request.
  after(tasks[0])
  const before = readHeap()
  for (let index = 1; index < COUNT; index++) after(tasks[index])
  console.log((readHeap() - before) / (COUNT - 1))
  response.end()
})
const server = createServer(listener)
server.listen(0, '127.0.0.1')
await once(server, 'listening')
get({ port: server.address().port, host: '127.0.0.1', agent: false }, (response) => {
  response.resume().on('close', () => server.close())
})
