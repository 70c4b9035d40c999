// A `{ fetch }` object on a bridge of thirty lines that knows nothing of `after`: the host has only
// the body to go by, as on a platform of its own.
import http from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { cancelTwice, serveFetch } from '../shared/fetch-routes.mjs'
import { listen } from '../shared/listen.mjs'

import { withAfter } from '@afterword/runtime/fetch'

const app = withAfter({ fetch: (request) => serveFetch(request, app.fetch) })
export default app
const fetch = cancelTwice(app.fetch)

async function bridge(req, res) {
  const request = new Request(new URL(req.url, 'http://localhost'), { method: req.method })
  let response
  try {
    response = await fetch(request)
  } catch {
    res.writeHead(500).end()
    return
  }
  res.writeHead(response.status, Object.fromEntries(response.headers))
  if (response.body && req.method !== 'HEAD') {
    await pipeline(Readable.fromWeb(response.body), res).catch(() => res.destroy())
  } else {
    res.end()
  }
}

listen(http.createServer(bridge))
