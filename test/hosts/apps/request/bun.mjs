// On Bun, whose requests are empty once they are answered. Handlers take turns: none may look at its request.
import { withAfter } from '@afterword/runtime/bun'
import { first, handler, late } from './handler.mjs'

const turns = [handler, first, late].map((turn) => withAfter(turn))
const server = Bun.serve({ port: 0, fetch: (request) => turns.shift()(request) })
console.log(`port ${server.port}`)
