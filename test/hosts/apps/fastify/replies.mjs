// Handlers that Fastify tells less of than of the usual ones.
import { after } from '@afterword/runtime'
import { afterFastify } from '@afterword/runtime/node'
import fastify from 'fastify'
import { listen } from '../shared/listen.mjs'
import { print } from '../shared/routes.mjs'

const app = fastify()
app.register(afterFastify)

const never = new Promise(() => {})
const handlers = {
  '/hijacked-end': (reply) => {
    reply.hijack()
    reply.raw.end('over')
    return never
  },
  '/hijacked-stream': (reply) => {
    reply.hijack()
    reply.raw.write('first')
    return never
  },
  '/callback': (reply) => void reply.send('called back'),
  '/throw': () => {
    throw new Error('synchronous')
  },
}
for (const [path, handler] of Object.entries(handlers)) {
  app.get(path, (_request, reply) => {
    after(({ outcome }) => print({ task: path, outcome, als: path }))
    return handler(reply)
  })
}

await app.ready()
listen(app.server)
