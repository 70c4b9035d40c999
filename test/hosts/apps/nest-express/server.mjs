import 'reflect-metadata'
import { Controller, Get, Module, Req, Res } from '@nestjs/common'
import { sendExpress } from '../express/send.mjs'
import { listen } from '../shared/listen.mjs'
import { runRoute } from '../shared/routes.mjs'

class AppController {
  async serve(req, res) {
    sendExpress(req, res, await runRoute(req.url))
  }
}

// Decorators by hand, for want of a compiler.
const { prototype } = AppController
Req()(prototype, 'serve', 0)
Res()(prototype, 'serve', 1)
Get('{*path}')(prototype, 'serve', Object.getOwnPropertyDescriptor(prototype, 'serve'))
Controller()(AppController)

class AppModule {}
Module({ controllers: [AppController] })(AppModule)

// #region example
import { afterMiddleware } from '@afterword/runtime/node'
import { NestFactory } from '@nestjs/core'

const app = await NestFactory.create(AppModule, { logger: ['error'] })
app.use(afterMiddleware())
// #endregion

await app.init()
listen(app.getHttpServer())
