import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import handler from './server.ts'

const server = createServer(async (incoming, response) => {
  const { url, method, headers } = incoming
  const body = method === 'POST' ? await text(incoming) : undefined
  const request = new Request(`http://localhost${url}`, { method, headers, body })
  response.end(await (await handler.fetch(request)).text())
})
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`))
