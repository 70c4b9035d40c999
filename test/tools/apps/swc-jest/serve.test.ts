// Serves the app as Jest loads it, until it is stopped.
import console from 'node:console'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import handler from './server.ts'

// What is printed goes out as it is.
Object.assign(globalThis, { console })

it(
  'serves',
  async () => {
    const server = createServer(async (incoming, response) => {
      const { url, method, headers } = incoming
      const body = method === 'POST' ? await text(incoming) : undefined
      const request = new Request(`http://localhost${url}`, { method, headers, body } as never)
      response.end(await (await handler.fetch(request)).text())
    })
    server.listen(0, '127.0.0.1', () => console.log(`port ${(server.address() as never).port}`))
    await new Promise(() => {})
  },
  2 ** 31 - 1,
)
