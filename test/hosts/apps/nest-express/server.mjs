import { sendExpress } from '../express/send.mjs'
import { listen } from '../shared/listen.mjs'
import { createModule } from '../shared/nest-module.mjs'
import { runRoute } from '../shared/routes.mjs'

const AppModule = createModule('{*path}', async (req, res) => {
  sendExpress(req, res, await runRoute(req.url))
})

// #region example
import { afterMiddleware } from '@afterword/runtime/node'
import { NestFactory } from '@nestjs/core'

const app = await NestFactory.create(AppModule, { logger: ['error'] })
app.use(afterMiddleware())
// #endregion

await app.init()
listen(app.getHttpServer())
