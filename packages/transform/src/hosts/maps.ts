/** Source maps of text that another tool had changed before. */
import remapping, { type EncodedSourceMap } from '@jridgewell/remapping'

/**
 * @param map from our output to our input
 * @param input from our input to the author's text, an object or JSON; anything else says nothing of it
 */
export function composeMaps<Map extends object>(map: Map, input: unknown): Map | EncodedSourceMap {
  const isMap = (typeof input === 'object' && input !== null) || /^\s*\{/.test(String(input))
  if (!isMap) return map
  const own = map as unknown as EncodedSourceMap
  return { ...remapping([own, input as EncodedSourceMap], () => null) } as EncodedSourceMap
}

/** webpack names a source by its absolute path, which it shortens in what it writes. */
export function nameSource<Map extends object>(map: Map, path: string): Map {
  return { ...map, sources: [path] }
}
