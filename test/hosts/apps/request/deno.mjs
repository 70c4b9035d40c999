// On Deno, whose requests throw once they are answered. Handlers take turns: none may look at its request.
import { withAfter } from '@afterword/runtime/deno'
import { first, handler, late } from './handler.mjs'

const turns = [handler, first, late].map((turn) => withAfter(turn))
Deno.serve({
  port: 0,
  hostname: '127.0.0.1',
  onListen: ({ port }) => console.log(`port ${port}`),
  handler: (request, info) => turns.shift()(request, info),
})
