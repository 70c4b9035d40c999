// A reply by Fastify's own means; NestJS sends with them too.
import { destroyTwice, toNodeBody } from '../shared/node-routes.mjs'

export function sendFastify(request, reply, { status, headers = {}, body }) {
  if (request.url.startsWith('/cancel-twice')) destroyTwice(reply.raw)
  return reply
    .code(status)
    .headers(headers)
    .send(toNodeBody(body) ?? undefined)
}
