/**
 * The plugin that webpack and Rspack share: a loader compiles each module, and what it notes is
 * reported at the end, with what is found in the program that the modules belong to.
 */
import { fileURLToPath } from 'node:url'
import type { BuiltProgram } from './built.ts'
import { createReport, listMisplaced, mergeFindings, traceImporters } from './findings.ts'
import {
  type ConfiguredHost,
  configureHost,
  createHost,
  type Host,
  type HostOptions,
} from './host.ts'
import { type HostProgram, keepProgram } from './program.ts'
import type { WebpackCompilation, WebpackCompiler, WebpackModule } from './webpack-compiler.ts'
import { dropConsequences } from './webpack-consequences.ts'
import { readNotes, reportFindings } from './webpack-notes.ts'

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
      let configured: ConfiguredHost | null = null
      const programOf = keepProgram()
      versionCache(compiler.options.cache, unconfigured.stamp)
      const compile = createRule('compile', () => host)
      const recheck = createRule('recheck', () => host)
      const { rules } = compiler.options.module
      // The last of the loaders that run before others runs first, the first of those after others last.
      rules.push(compile.rule)

      async function configure(): Promise<void> {
        const { web, node } = compiler.platform
        const environment = web && !node ? 'client' : 'server'
        const next = await configureHost(options, { root: compiler.context, environment })
        // A loader costs a call for each module, and only a client's build has a use for this one.
        if (configured === null && next.environment === 'client') rules.unshift(recheck.rule)
        if (configured !== null && configured.stamp !== next.stamp) {
          compile.identify(next.stamp)
          recheck.identify(next.stamp)
        }
        configured = next
        host = next
      }
      compiler.hooks.beforeRun.tapPromise(NAME, configure)
      compiler.hooks.watchRun.tapPromise(NAME, configure)
      compiler.hooks.compilation.tap(NAME, (compilation) => {
        for (const file of configured?.files ?? []) {
          compilation.fileDependencies.add(file)
          compilation.buildDependencies.add(file)
        }
        compilation.hooks.finishModules.tapPromise(NAME, (modules) => {
          // What others compile on the way, a style sheet or a page's frame, is no program.
          const isWhole = host.environment === 'server' && !compilation.compiler.isChild()
          const program = isWhole ? programOf(host) : null
          return report(compilation, [...modules], host.root, program)
        })
      })
    },
  }
}

function createRule(phase: WebpackLoaderOptions['phase'], readHost: () => Host) {
  const options: WebpackLoaderOptions = { phase, readHost }
  const use = { loader: LOADER, options, ident: `${NAME}-${phase}` }
  return {
    rule: {
      test: readHost().compiler.idFilter,
      // Before TypeScript and JSX are compiled away: call sites are the author's own lines.
      enforce: phase === 'compile' ? 'pre' : 'post',
      use: [use],
    },
    /** A part of each module's name: what a watcher knows of it under another is not used. */
    identify(stamp: string): void {
      use.ident = `${NAME}-${phase}-${stamp}`
    },
  }
}

/** A persistent cache of another version, or with other options, is not used. Names of modules stay as they are. */
function versionCache(cache: unknown, stamp: string): void {
  if (typeof cache !== 'object' || cache === null || !('type' in cache)) return
  if (cache.type === 'memory') return
  const versioned = cache as { version?: string }
  versioned.version = [versioned.version, `${NAME}-${stamp}`].filter(Boolean).join('|')
}

/** @param program `null` where the modules' own findings are all there is to say */
async function report(
  compilation: WebpackCompilation,
  modules: readonly WebpackModule[],
  root: string,
  program: HostProgram | null,
): Promise<void> {
  const byFile = new Map(modules.map((module) => [fileOf(module) ?? '', module]))
  const { findings, problems }: BuiltProgram = program
    ? await program.checkBuilt(byFile.keys())
    : { findings: [], problems: [] }
  const importersOf = (id: string) => {
    const module = byFile.get(id)
    if (!module) return []
    const connections = [...compilation.moduleGraph.getIncomingConnections(module as never)]
    return connections.flatMap(({ originModule }) => (originModule && fileOf(originModule)) || [])
  }
  for (const problem of problems) compilation.warnings.push(createReport(problem))
  const all = mergeFindings(modules.flatMap(readNotes), findings)
  reportFindings(compilation, traceImporters(all, root, importersOf))
  const misplaced = listMisplaced(all, root)
  const isMisplaced = (module: WebpackModule) => misplaced.has(fileOf(module) ?? '')
  compilation.hooks.seal.tap(NAME, () => dropConsequences(compilation, isMisplaced))
}

function fileOf({ resource }: WebpackModule): string | undefined {
  return resource?.replace(/\?.*$/, '')
}
