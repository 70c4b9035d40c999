import { destroyTwice, toNodeBody } from '../shared/node-routes.mjs'
import { listen } from '../shared/listen.mjs'
import { runRoute } from '../shared/routes.mjs'

// #region example
import { afterFastify } from '@afterword/runtime/node'
import fastify from 'fastify'

const app = fastify()
app.register(afterFastify)
// #endregion

app.get('/*', async (request, reply) => {
  const callSelf = async (path) => (await app.inject(path)).body
  const { status, headers = {}, body } = await runRoute(request.url, callSelf)
  if (request.url.startsWith('/cancel-twice')) destroyTwice(reply.raw)
  return reply
    .code(status)
    .headers(headers)
    .send(toNodeBody(body) ?? undefined)
})

await app.ready()
listen(app.server)
