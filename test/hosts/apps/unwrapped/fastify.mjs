import { after } from '@afterword/runtime'
import { fastify } from 'fastify'
import { endStream, printPort, printTask, stream } from './shared.mjs'

const app = fastify()
// Hooks of the root come before those of plugins.
app.addHook('onRequest', async (request) => {
  if (request.url === '/') after(printTask)
})
app.get('/', async (_request, reply) => {
  reply.hijack()
  await stream(reply.raw)
})
app.get('/end', async () => {
  endStream()
  return ''
})
await app.listen({ port: 0, host: '127.0.0.1' })
printPort(app.server)
