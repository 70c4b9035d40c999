/**
 * The plugin that webpack and Rspack share. A loader compiles each module and leaves what it found in
 * the module's `buildInfo`, which watch mode and persistent caches keep with the module: what was
 * found comes again with every build, and goes when the module is mended or gone.
 */
import { fileURLToPath } from 'node:url'
import {
  type Finding,
  settleFindings,
  toBuildError,
  toWarning,
  traceImporters,
} from './findings.ts'
import { configureHost, createHost, type Host, type HostOptions } from './host.ts'

/** The part of a compiler that is used. Types of our own: neither tool is a dependency. */
export interface WebpackCompiler {
  readonly context: string
  readonly platform: {
    readonly web?: boolean | null | undefined
    readonly node?: boolean | null | undefined
  }
  readonly options: { readonly module: { readonly rules: unknown[] } }
  readonly hooks: {
    readonly beforeRun: AsyncHook
    readonly watchRun: AsyncHook
    readonly compilation: {
      tap(name: string, callback: (compilation: WebpackCompilation) => void): void
    }
  }
}

interface AsyncHook {
  tapPromise(name: string, callback: () => Promise<void>): void
}

interface WebpackCompilation {
  readonly fileDependencies: { add(file: string): unknown }
  readonly errors: { push(error: Error): unknown }
  readonly warnings: { push(error: Error): unknown }
  readonly moduleGraph: {
    getIncomingConnections(
      module: never,
    ): Iterable<{ readonly originModule?: WebpackModule | null | undefined }>
  }
  readonly hooks: {
    readonly finishModules: {
      tap(name: string, callback: (modules: Iterable<WebpackModule>) => void): void
    }
  }
}

export interface WebpackModule {
  /** Of a module that is a file: its path, with the query. */
  readonly resource?: string
  readonly buildInfo?: object | undefined
}

export interface WebpackPlugin {
  apply(compiler: WebpackCompiler): void
}

export interface WebpackLoaderOptions {
  readonly phase: 'compile' | 'recheck'
  readHost(): Host
}

const NAME = 'afterword'
const LOADER = fileURLToPath(new URL('./webpack-loader.js', import.meta.url))

export function createWebpackPlugin(options: HostOptions): WebpackPlugin {
  const unconfigured = createHost(options)
  return {
    apply(compiler) {
      let host = unconfigured
      let configuration: string | null = null
      const compile = createRule('compile', () => host)
      const recheck = createRule('recheck', () => host)
      // The last of the loaders that run before others runs first, the first of those after others last.
      compiler.options.module.rules.push(compile.rule)
      compiler.options.module.rules.unshift(recheck.rule)

      async function configure(): Promise<void> {
        const { web, node } = compiler.platform
        const environment = web && !node ? 'client' : 'server'
        const configured = await configureHost(options, { root: compiler.context, environment })
        host = configured
        configuration = configured.file
        compile.identify(host.stamp)
        recheck.identify(host.stamp)
      }
      compiler.hooks.beforeRun.tapPromise(NAME, configure)
      compiler.hooks.watchRun.tapPromise(NAME, configure)
      compiler.hooks.compilation.tap(NAME, (compilation) => {
        if (configuration !== null) compilation.fileDependencies.add(configuration)
        compilation.hooks.finishModules.tap(NAME, (modules) => {
          report(compilation, [...modules], host.root)
        })
      })
    },
  }
}

function createRule(phase: WebpackLoaderOptions['phase'], readHost: () => Host) {
  const options: WebpackLoaderOptions = { phase, readHost }
  const use = { loader: LOADER, options, ident: NAME }
  return {
    rule: {
      test: readHost().compiler.idFilter,
      // Before TypeScript and JSX are compiled away: call sites are the author's own lines.
      enforce: phase === 'compile' ? 'pre' : 'post',
      use: [use],
    },
    /** A part of each module's name: with other options, a cache has no such module. */
    identify(stamp: string): void {
      use.ident = `${NAME}-${phase}-${stamp}`
    },
  }
}

function report(
  compilation: WebpackCompilation,
  modules: readonly WebpackModule[],
  root: string,
): void {
  const { errors, warnings } = settleFindings(modules.flatMap(readNotes))
  for (const warning of warnings) compilation.warnings.push(toWarning(warning))
  if (errors.length === 0) return
  const byFile = new Map(modules.map((module) => [fileOf(module), module]))
  const importersOf = (id: string) => {
    const module = byFile.get(id)
    if (!module) return []
    const connections = [...compilation.moduleGraph.getIncomingConnections(module as never)]
    return connections.flatMap(({ originModule }) => (originModule && fileOf(originModule)) || [])
  }
  compilation.errors.push(toBuildError(traceImporters(errors, root, importersOf)))
}

export function readNotes({ buildInfo }: WebpackModule): readonly Finding[] {
  return (buildInfo as { readonly afterword?: readonly Finding[] } | undefined)?.afterword ?? []
}

function fileOf({ resource }: WebpackModule): string | undefined {
  return resource?.replace(/\?.*$/, '')
}
