// Serves one request with tasks of every kind, and ends.
import { createServer } from 'node:http'
import { after, drain } from '@afterword/runtime'
import { afterAt, runEntry } from '@afterword/runtime/compiled'
import { withAfter } from '@afterword/runtime/node'

// The host loads it by itself: who is as quick as this waits for it.
await import('@afterword/runtime/terminal')

const entry = { phase: 'route', file: 'src/orders.js', name: 'POST', route: '/orders' }
const server = createServer(
  withAfter((request, response) =>
    runEntry(entry, () => {
      if (request.url === '/orders?x') {
        const mail = () => after(() => {}, { name: 'nested' })
        afterAt('src/orders.js:12:3', 'POST', mail, { name: 'sendMail' })
        afterAt('src/orders.js:13:3', 'POST', () => Promise.reject(new Error('lost')), {
          name: 'track',
        })
        afterAt('src/orders.js:14:3', 'POST', () => {})
      }
      response.end('ok')
    }),
  ),
)
server.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}`
  for (const path of ['/orders?x', '/none', '/style.css', '/__afterword']) {
    await (await fetch(url + path, { method: 'POST' })).text()
  }
  await drain()
  process.exit()
})
