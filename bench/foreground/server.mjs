// A trivial route, and one that schedules CPU work for after its response: node server.mjs <system> <milliseconds>
import { createServer } from 'node:http'
import { systems } from '../support/systems.mjs'

const [system, milliseconds] = process.argv.slice(2)
let ran = 0

/** One millisecond of work that gives way to nothing. */
function spin() {
  const end = performance.now() + 1
  while (performance.now() < end) {
    // Busy.
  }
  ran++
}

const { wrap, after } = await systems[system]()
const listener = wrap((request, response) => {
  // Bare http takes no tasks.
  if (after && request.url === '/work') {
    response.setMaxListeners(0)
    for (let index = 0; index < Number(milliseconds); index++) after(spin, response)
  }
  response.end('ok')
})
const server = createServer(listener)
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
process.on('message', () => process.send({ ran }))
process.on('disconnect', () => process.exit())
