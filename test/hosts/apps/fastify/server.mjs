import { listen } from '../shared/listen.mjs'
import { runRoute } from '../shared/routes.mjs'
import { sendFastify } from './send.mjs'

import { afterFastify } from '@afterword/runtime/node'
import fastify from 'fastify'

const app = fastify()
app.register(afterFastify)
app.get('/*', async (request, reply) => {
  const callSelf = async (path) => (await app.inject(path)).body
  return sendFastify(request, reply, await runRoute(request.url, callSelf))
})

await app.ready()
listen(app.server)
