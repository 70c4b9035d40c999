import Koa from 'koa'
import { listen } from './handle.mjs'
import { printPort } from './shared.mjs'

const app = new Koa()
app.use(async (ctx) => {
  ctx.respond = false
  ctx.res.statusCode = 200
  await listen(ctx.req, ctx.res)
})
printPort(app.listen(0, '127.0.0.1'))
