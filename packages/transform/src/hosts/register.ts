/** Compiles a project's modules as Node loads them: `node --import @afterword/transform/register server.js` */
import module from 'node:module'
import { compileLoaded, createSourceCompiler, type Loaded } from './register-source.ts'

type NextLoad = (url: string, context: object) => Loaded

/** Of Node 22.15 and later: they see `import` and `require` alike. */
interface SyncHooks {
  registerHooks?(hooks: {
    readonly load: (url: string, context: object, nextLoad: NextLoad) => Loaded
  }): void
}

/** How every CommonJS module is run. */
interface CommonJsPrototype {
  _compile(code: string, filename: string, ...rest: unknown[]): unknown
}

const compile = await createSourceCompiler()
const { registerHooks } = module as SyncHooks
if (registerHooks) {
  registerHooks({
    load: (url, context, nextLoad) => compileLoaded(nextLoad(url, context), url, compile),
  })
} else {
  module.register('./register-thread.js', import.meta.url)
  const prototype = module.prototype as unknown as CommonJsPrototype
  const run = prototype._compile
  prototype._compile = function (code, filename, ...rest) {
    return run.call(this, compile(code, filename), filename, ...rest)
  }
}
