/** swc-loader with a pass over the text before it, for webpack configurations in which only loaders can be set. */
import swcLoader from 'swc-loader'
import { settleFindings, toBuildError, toFindings, toWarning } from './findings.ts'
import type { HostOptions } from './host.ts'
import { keepHosts } from './kept-host.ts'
import { composeMaps, nameSource, readMap } from './maps.ts'

/** swc-loader's options, which are SWC's, and ours. */
export interface SwcLoaderOptions {
  readonly afterword?: HostOptions
  readonly [option: string]: unknown
}

interface LoaderContext {
  readonly resource: string
  readonly resourcePath: string
  readonly rootContext: string
  getOptions(): SwcLoaderOptions
  async(): (error: Error | null, code?: string, map?: unknown) => void
  emitError(error: Error): void
  emitWarning(error: Error): void
}

/** By their options: calls share nothing else. */
const configureHost = keepHosts()

/**
 * The loader, in the place of swc-loader.
 *
 *     { test: /\.tsx?$/, loader: '@afterword/transform/swc-loader', options: { jsc } }
 *
 * It sees a file at a time: where a plugin can be set, `@afterword/transform/webpack` before
 * swc-loader also traces what it finds in a browser's bundle.
 */
export default function load(this: LoaderContext, code: string, map?: unknown): void {
  const { afterword = {}, ...swcOptions } = this.getOptions()
  const callback = this.async()
  configureHost(afterword, { root: this.rootContext })
    .then(({ compiler }) => {
      const result = compiler.transform(code, this.resource)
      const { errors, warnings } = settleFindings(result ? toFindings(result, code) : [])
      if (errors.length > 0) this.emitError(toBuildError(errors))
      for (const warning of warnings) this.emitWarning(toWarning(warning))
      const context = Object.create(this, {
        getOptions: { value: () => swcOptions },
        async: { value: () => callback },
      })
      if (result?.map) {
        const own = nameSource(result.map, this.resourcePath)
        const input = map ?? readMap(code, this.resourcePath)
        swcLoader.call(context, result.code, composeMaps(own, input))
      } else swcLoader.call(context, code, map)
    })
    .catch(callback)
}
