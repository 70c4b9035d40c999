/** Compiles a module's text as Node is about to run it, with its source map inside. */
import { fileURLToPath } from 'node:url'
import { compileText } from './compile-text.ts'
import { configureHost, type Host } from './host.ts'
import { composeMaps, printMap, readMap } from './maps.ts'

/** Compiles a file's text: the same text where there is nothing to change, an error for its errors. */
export type SourceCompiler = (code: string, filename: string) => string

/** Made by the configuration of the project in the working directory. Rejects with a `ConfigError`. */
export async function createSourceCompiler(): Promise<SourceCompiler> {
  const host = await configureHost({})
  return (code, filename) => (isOwn(host, filename) ? compileSource(host, code, filename) : code)
}

/** What a `load` hook gives, as far as it is looked at. */
export interface Loaded {
  readonly format?: string | null | undefined
  readonly source?: string | ArrayBuffer | NodeJS.TypedArray | null | undefined
}

/** The same with its source compiled. Types are left to Node, which takes them out afterwards. */
export function compileLoaded(loaded: Loaded, url: string, compile: SourceCompiler): Loaded {
  const { format, source } = loaded
  const isCode = /^(?:module|commonjs)(?:-typescript)?$/.test(format ?? 'module')
  if (!isCode || source == null || !url.startsWith('file:')) return loaded
  const code = typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString()
  const compiled = compile(code, fileURLToPath(url))
  return compiled === code ? loaded : { ...loaded, source: compiled }
}

/** Packages are as their authors built them. */
function isOwn({ compiler }: Host, filename: string): boolean {
  return compiler.idFilter.test(filename) && !/[\\/]node_modules[\\/]/.test(filename)
}

function compileSource(host: Host, code: string, filename: string): string {
  const compiled = compileFile(host, code, filename)
  if (!compiled?.map) return code
  const map = composeMaps(compiled.map, readMap(code, filename))
  // Node goes by the last one.
  return `${compiled.code}\n${printMap(map)}`
}

function compileFile(host: Host, code: string, filename: string) {
  try {
    return compileText(host, code, filename)
  } catch (error) {
    // Node prints the stack; that of the compiler says nothing.
    if (error instanceof Error && error.stack === '') {
      error.stack = `${error.message}\n    at ${filename}`
    }
    throw error
  }
}
