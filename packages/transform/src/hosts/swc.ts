/** The SWC host: a pass over the text before SWC's own, which takes up its source map. */
import { transform as swcTransform, transformSync as swcTransformSync } from '@swc/core'
import { compileText } from './compile-text.ts'
import { createHost, type Host, type HostOptions } from './host.ts'
import { keepHosts } from './kept-host.ts'
import { composeMaps, nameSource, readMap } from './maps.ts'

/** `root` is SWC's `root` or `cwd`, where this says nothing. */
export type AfterwordSwcOptions = HostOptions

/** SWC's own options, and ours. */
export interface SwcOptions {
  readonly afterword?: AfterwordSwcOptions
  readonly filename?: string
  readonly cwd?: string
  readonly root?: string
  readonly inputSourceMap?: boolean | string | undefined
  readonly inlineSourcesContent?: boolean
  readonly sourceFileName?: string
  readonly [option: string]: unknown
}

export interface SwcOutput {
  readonly code: string
  readonly map?: string
}

/** By their options: calls share nothing else. */
const configureHost = keepHosts()

/**
 * SWC's `transform` for one file.
 *
 *     import { transform } from '@afterword/transform/swc'
 *     const { code, map } = await transform(source, { filename, jsc, afterword: {} })
 *
 * The project's configuration holds, where `afterword` does not say otherwise. Warnings are printed.
 *
 * @throws Error with every error of the file; OptionsError or ConfigError for what is configured wrongly
 */
export async function transform(code: string, options: SwcOptions = {}): Promise<SwcOutput> {
  const host = await configureHost(options.afterword ?? {}, readFacts(options))
  return swcTransform(...prepare(host, code, options))
}

/** The same at once, without the project's configuration. */
export function transformSync(code: string, options: SwcOptions = {}): SwcOutput {
  const host = createHost(options.afterword ?? {}, readFacts(options))
  return swcTransformSync(...prepare(host, code, options))
}

function readFacts({ root, cwd }: SwcOptions): HostOptions {
  const folder = root ?? cwd
  return folder === undefined ? {} : { root: folder }
}

function prepare(
  host: Host,
  code: string,
  { afterword: _, ...options }: SwcOptions,
): [code: string, options: object] {
  const { filename, sourceFileName = filename ?? '<anon>', inputSourceMap: given = true } = options
  const compiled = compileText(host, code, filename)
  if (!compiled?.map) return [code, options]
  const input = given === true ? readMap(code, filename) : given
  const map = composeMaps(nameSource(compiled.map, sourceFileName), input)
  // SWC passes on what texts it is handed, wanted or not.
  const inputSourceMap = JSON.stringify(
    options.inlineSourcesContent === false ? { ...map, sourcesContent: undefined } : map,
  )
  return [compiled.code, { ...options, inputSourceMap }]
}
