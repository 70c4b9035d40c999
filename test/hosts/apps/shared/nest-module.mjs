// A module of NestJS whose one controller serves the routes; decorators by hand, for want of a compiler.
import 'reflect-metadata'
import { Controller, Get, Module, Req, Res } from '@nestjs/common'

/** `serve(request, reply)` is called with what the platform beneath has. */
export function createModule(path, serve) {
  class AppController {
    serve(request, reply) {
      return serve(request, reply)
    }
  }
  const { prototype } = AppController
  Req()(prototype, 'serve', 0)
  Res()(prototype, 'serve', 1)
  Get(path)(prototype, 'serve', Object.getOwnPropertyDescriptor(prototype, 'serve'))
  Controller()(AppController)

  class AppModule {}
  Module({ controllers: [AppController] })(AppModule)
  return AppModule
}
