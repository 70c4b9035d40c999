/** The loader of webpack's and Rspack's hosts: compiles a module, and notes in it what was found. */
import { toFindings } from './findings.ts'
import { composeMaps, nameSource } from './maps.ts'
import type { WebpackModule } from './webpack-compiler.ts'
import { note, readNotes } from './webpack-notes.ts'
import type { WebpackLoaderOptions } from './webpack-plugin.ts'

interface LoaderContext {
  readonly resource: string
  readonly resourcePath: string
  readonly _module: WebpackModule
  getOptions(): WebpackLoaderOptions
  callback(error: null, code: string, map?: unknown, meta?: unknown): void
}

export default function load(
  this: LoaderContext,
  code: string,
  map?: unknown,
  meta?: unknown,
): void {
  const { phase, readHost } = this.getOptions()
  const { compiler, environment } = readHost()
  if (phase === 'compile') {
    const result = compiler.transform(code, this.resource)
    if (result) note(this._module, toFindings(result, code))
    if (result?.map) {
      const own = nameSource(result.map, this.resourcePath)
      this.callback(null, result.code, composeMaps(own, map), meta)
    } else this.callback(null, code, map, meta)
    return
  }
  // Frameworks take server code out of browser modules: only an `after` that is still there is misuse.
  const isSuspect = environment === 'client' && readNotes(this._module).length > 0
  if (isSuspect && !compiler.transform(code, this.resource)?.diagnostics.length) {
    note(this._module, [])
  }
  this.callback(null, code, map, meta)
}
