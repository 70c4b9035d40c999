import { after } from '@afterword/runtime'
import { afterKoa } from '@afterword/runtime/node'
import Koa from 'koa'

const app = new Koa()
app.use(afterKoa())
app.use((ctx) => {
  after(({ outcome }) => console.log(ctx.url, outcome))
  ctx.body = 'Hello'
})
app.listen(process.env.PORT ?? 3000)
