import { after } from '@afterword/runtime'
import { afterFastify } from '@afterword/runtime/node'
import fastify from 'fastify'

const app = fastify()
app.register(afterFastify)
app.get('/', async (request) => {
  after(({ outcome }) => console.log(request.url, outcome))
  return 'Hello'
})
await app.listen({ port: Number(process.env.PORT ?? 3000) })
