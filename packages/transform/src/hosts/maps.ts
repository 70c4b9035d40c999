/** Source maps of text that another tool had changed before. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
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

/** Names the source as the tool does that goes on: webpack by the absolute path, which it shortens in what it writes. */
export function nameSource<Map extends object>(map: Map, path: string): Map {
  return { ...map, sources: [path] }
}

/** The map that the text itself names, of another tool that has built it; `null` where there is none that can be read. */
export function readMap(code: string, filename: string | undefined): string | null {
  const url = [...code.matchAll(/^\/\/[#@] sourceMappingURL=(\S+)\s*$/gm)].at(-1)?.[1]
  if (url === undefined) return null
  const data = /^data:application\/json[^,]*;base64,(.*)$/.exec(url)?.[1]
  if (data !== undefined) return Buffer.from(data, 'base64').toString()
  if (filename === undefined) return null
  try {
    return readFileSync(resolve(dirname(filename), decodeURI(url)), 'utf8')
  } catch {
    return null
  }
}

/** The comment that has the map in it. */
export function printMap(map: object): string {
  const data = Buffer.from(JSON.stringify(map)).toString('base64')
  return `//# sourceMappingURL=data:application/json;charset=utf-8;base64,${data}`
}
