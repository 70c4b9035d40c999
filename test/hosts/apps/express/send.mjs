// A reply by Express's own means; NestJS sends with them too.
import { pipeline } from 'node:stream'
import { destroyTwice, toNodeBody } from '../shared/node-routes.mjs'
import { isStream } from '../shared/routes.mjs'

export function sendExpress(req, res, { status, headers = {}, body }) {
  if (req.path === '/cancel-twice') destroyTwice(res)
  res.status(status).set(headers)
  if (isStream(body)) pipeline(toNodeBody(body), res, () => {})
  else if (body === null) res.end()
  else res.send(toNodeBody(body))
}
