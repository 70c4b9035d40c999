import http from 'node:http'
import { destroyTwice, toNodeBody } from '../shared/node-routes.mjs'
import { listen } from '../shared/listen.mjs'
import { runRoute } from '../shared/routes.mjs'

import { afterKoa } from '@afterword/runtime/node'
import Koa from 'koa'

const app = new Koa()
app.use(afterKoa())
app.use(async (ctx) => {
  const { status, headers = {}, body } = await runRoute(ctx.url)
  if (ctx.path === '/cancel-twice') destroyTwice(ctx.res)
  ctx.status = status
  ctx.set(headers)
  ctx.body = toNodeBody(body)
  ctx.status = status
})

listen(http.createServer(app.callback()))
