/** The hook of a Node without synchronous ones, which runs on a thread of its own. */
import { compileLoaded, createSourceCompiler, type Loaded } from './register-source.ts'

const compile = await createSourceCompiler()

export async function load<Context>(
  url: string,
  context: Context,
  nextLoad: (url: string, context: Context) => Promise<Loaded>,
): Promise<Loaded> {
  const loaded = await nextLoad(url, context)
  // What `require` loads does not come here, so that all of CommonJS is compiled in the other place.
  return loaded.format === 'commonjs'
    ? { ...loaded, source: null }
    : compileLoaded(loaded, url, compile)
}
