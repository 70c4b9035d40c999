import { sendFastify } from '../fastify/send.mjs'
import { listen } from '../shared/listen.mjs'
import { createModule } from '../shared/nest-module.mjs'
import { runRoute } from '../shared/routes.mjs'

const AppModule = createModule('*', async (request, reply) => {
  const callSelf = async (path) => (await app.inject(path)).body
  sendFastify(request, reply, await runRoute(request.url, callSelf))
})

// #region example
import { afterFastify } from '@afterword/runtime/node'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter } from '@nestjs/platform-fastify'

const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: ['error'] })
await app.register(afterFastify)
// #endregion

await app.init()
await app.getHttpAdapter().getInstance().ready()
listen(app.getHttpServer())
