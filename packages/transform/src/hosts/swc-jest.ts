/** @swc/jest with a pass over the text before it. */
import { createHash } from 'node:crypto'
import swcJest from '@swc/jest'
import { compileText } from './compile-text.ts'
import { configureHost, type HostOptions } from './host.ts'
import { composeMaps, nameSource, printMap, readMap } from './maps.ts'

/** @swc/jest's options, which are SWC's, and ours. */
export interface SwcJestOptions {
  readonly afterword?: HostOptions
  readonly [option: string]: unknown
}

/** Jest's, as far as it is used. */
interface Transformer {
  readonly canInstrument?: boolean
  process(code: string, filename: string, options: never): { readonly code: string }
  processAsync(code: string, filename: string, options: never): Promise<{ readonly code: string }>
  getCacheKey(code: string, filename: string, options: never): string
}

/**
 * The transformer: one line in `jest.config.js`.
 *
 *     export default { transform: { '\\.[jt]sx?$': '@afterword/transform/swc-jest' } }
 *
 * `root` is the folder Jest runs in, where `afterword` says nothing; its configuration holds.
 */
export async function createTransformer({
  afterword = {},
  ...swcOptions
}: SwcJestOptions = {}): Promise<Transformer> {
  const host = await configureHost(afterword)
  const inner = swcJest.createTransformer(swcOptions) as unknown as Transformer

  /** @swc/jest takes no source map, but SWC reads the one at the end of the text. */
  function prepare(
    code: string,
    filename: string,
  ): { readonly text: string; readonly end: string } {
    const compiled = compileText(host, code, filename)
    if (!compiled?.map) return { text: code, end: '' }
    const map = composeMaps(nameSource(compiled.map, filename), readMap(code, filename))
    const end = printMap(map)
    return { text: `${compiled.code}\n${end}`, end }
  }

  return {
    ...inner,
    process(code, filename, options) {
      const { text, end } = prepare(code, filename)
      const output = inner.process(text, filename, options)
      return { ...output, code: output.code.replace(end, '') }
    },
    async processAsync(code, filename, options) {
      const { text, end } = prepare(code, filename)
      const output = await inner.processAsync(text, filename, options)
      return { ...output, code: output.code.replace(end, '') }
    },
    getCacheKey(code, filename, options) {
      const key = inner.getCacheKey(code, filename, options)
      return createHash('sha256').update(key).update(host.stamp).digest('hex')
    },
  }
}

export default { createTransformer }
