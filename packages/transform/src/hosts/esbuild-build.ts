/** What an esbuild build is to a plugin, and what its options say. Types of our own: esbuild is no dependency. */
import { extname } from 'node:path'
import type { HostOptions } from './host.ts'

export interface EsbuildPlugin {
  readonly name: string
  setup(build: Build): void
}

/** The part of a plugin's `build` that is used. */
export interface Build {
  readonly initialOptions: BuildOptions
  readonly esbuild: { build(options: never): Promise<unknown> }
  onStart(callback: () => Promise<{ readonly warnings: Message[] }>): void
  onResolve(
    filter: { readonly filter: RegExp },
    callback: (request: ResolveRequest) => undefined,
  ): void
  onLoad(
    filter: { readonly filter: RegExp; readonly namespace: string },
    callback: (module: LoadedModule) => Promise<LoadResult | null>,
  ): void
  resolve(path: string, options: never): Promise<{ readonly path: string }>
}

export interface BuildOptions {
  readonly absWorkingDir?: string
  readonly bundle?: boolean
  readonly platform?: string
  readonly conditions?: readonly string[]
  readonly loader?: Readonly<Record<string, string>>
  readonly sourcemap?: boolean | string
  readonly outfile?: string
}

export interface ResolveRequest {
  readonly path: string
  readonly importer: string
  readonly namespace: string
  readonly resolveDir: string
  readonly kind: string
  readonly pluginData?: unknown
}

interface LoadedModule {
  readonly path: string
  /** Import attributes: `{ type: 'text' }` asks for something else than a module. */
  readonly with: Readonly<Record<string, string>>
}

export interface LoadResult {
  /** Without it the module is for the next plugin to load, or for esbuild. */
  readonly contents?: string
  readonly loader?: ScriptLoader
  readonly watchFiles?: string[]
  readonly errors?: Message[]
  readonly warnings?: Message[]
}

export interface Message {
  readonly text: string
  readonly location?: {
    readonly file: string
    readonly line: number
    readonly column: number
    readonly length: number
    readonly lineText: string
  }
  readonly detail?: unknown
}

type ScriptLoader = 'js' | 'jsx' | 'ts' | 'tsx'

/** Conditions of packages that only servers set. */
const SERVER_CONDITIONS = ['node', 'worker', 'workerd', 'edge-light', 'bun', 'deno', 'react-server']

export function readFacts({
  absWorkingDir,
  bundle,
  platform = 'browser',
  conditions,
}: BuildOptions): HostOptions {
  const isServer = conditions?.some((condition) => SERVER_CONDITIONS.includes(condition))
  const isClient = bundle && platform === 'browser' && !isServer
  return {
    environment: isClient ? 'client' : 'server',
    ...(absWorkingDir === undefined ? {} : { root: absWorkingDir }),
  }
}

/** `null` for a file that the build does not take as a script. */
export function readLoader(path: string, { loader = {} }: BuildOptions): ScriptLoader | null {
  const extension = extname(path)
  const name = loader[extension] ?? extension.slice(1).replace(/^[cm]/, '')
  return /^[jt]sx?$/.test(name) ? (name as ScriptLoader) : null
}
