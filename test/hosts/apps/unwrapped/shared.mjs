// What the apps of this folder have in common: a response that ends when it is told to, and their lines.
import { subscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'

const print = (line) => console.log(JSON.stringify(line))
subscribe('afterword:scope:open', ({ path }) => print({ open: path }))

let end
const ended = new Promise((resolve) => {
  end = resolve
})

/** Ends the response of `serve`. */
export function endStream() {
  print({ end: true })
  end()
}

export const printTask = ({ outcome }) => print({ task: outcome })

/** Streams a body to a Node response: its first part, and the last when it is told to. */
export async function stream(response) {
  response.write('first')
  await ended
  response.end('last')
}

/** The same as a web response. */
export function respond() {
  const parts = ['first', 'last']
  const body = new ReadableStream({
    async pull(controller) {
      if (parts.length === 1) await ended
      controller.enqueue(new TextEncoder().encode(parts.shift()))
      if (parts.length === 0) controller.close()
    },
  })
  return new Response(body)
}

/** Says the port of a Node server, once it listens. */
export async function printPort(server) {
  if (!server.listening) await once(server, 'listening')
  console.log(`port ${server.address().port}`)
}
