/** The Vite host: hands server modules to the compiler, and its findings to the build, the terminal and the overlay. */
import { isAbsolute, relative, resolve } from 'node:path'
import type { EnvironmentOptions, Plugin, ResolvedConfig } from 'vite'
import { createCompiler } from '../compiler.ts'
import { formatDiagnostic } from '../diagnostics/format.ts'
import type { CompilerOptions } from '../options.ts'
import { type ConfiguredOptions, configure } from './configured.ts'
import {
  type Finding,
  printFindings,
  toBuildError,
  toFindings,
  toOverlayError,
  traceImporters,
} from './findings.ts'
import { importersInDev } from './vite-graph.ts'
import { explainMissing } from './vite-resolve.ts'
import { openScopes } from './vite-scope.ts'

/** `root` is Vite's own, and every entry point of the program is seen, so both are settled. */
export type AfterwordViteOptions = Omit<CompilerOptions, 'root' | 'wrap'>

/**
 * The plugin: one line in `vite.config.ts`.
 *
 *     import afterword from '@afterword/transform/vite'
 *     export default defineConfig({ plugins: [afterword()] })
 *
 * Server environments are compiled, browser environments only checked. In a build every error is
 * collected and the build fails with all of them at its end; in dev they appear one file at a time,
 * in the terminal and the overlay, and go when mended. Vite 7 and 8.
 *
 * The project's configuration holds, where these options do not say otherwise.
 *
 * @throws OptionsError when an option is not what it must be, naming it and what it accepts
 */
export default function afterword(options: AfterwordViteOptions = {}): Plugin[] {
  let config: ResolvedConfig
  let configured: ConfiguredOptions<AfterwordViteOptions> = { options, file: null }
  let compiler = createCompiler(options)
  const warned = new Set<string>()
  // By environment: each is a build of its own, and a failing one ends the rest.
  const errors = new Map<string, Map<string, Finding>>()
  // What a browser's module imports before other plugins had their turn; see `check` below.
  const suspects = new Map<string, readonly Finding[]>()

  function report(findings: readonly Finding[], environment: string): void {
    for (const finding of findings) {
      const key = formatDiagnostic(finding.diagnostic)
      if (finding.diagnostic.severity === 'error') {
        const known = errors.get(environment) ?? new Map<string, Finding>()
        errors.set(environment, known.set(key, finding))
      } else if (!warned.has(key)) {
        warned.add(key)
        config.logger.warn(printFindings([finding]))
      }
    }
    const isDev = config.command === 'serve'
    const failures = findings.filter(({ diagnostic }) => diagnostic.severity === 'error')
    if (isDev && failures.length > 0) throw toOverlayError(failures, config.root)
  }

  const compile: Plugin = {
    name: 'afterword',
    // Before TypeScript and JSX are compiled away: call sites are the author's own lines.
    enforce: 'pre',
    async config({ root = '.' }) {
      configured = await configure(resolve(root), options)
    },
    configEnvironment(name, environment) {
      // Emitted code brings the runtime in: found late by dev's optimizer, it would reload the page.
      const exclude = [configured.options.runtime ?? '@afterword/runtime']
      return isServer(name, environment) ? { optimizeDeps: { exclude } } : null
    },
    configResolved(resolved) {
      config = resolved
      const { options: own, file } = configured
      const serverEntries = [...(own.serverEntries ?? []), ...listServerEntries(resolved)]
      compiler = createCompiler({ ...own, root: resolved.root, wrap: 'all', serverEntries })
      if (file !== null) resolved.configFileDependencies.push(file.replaceAll('\\', '/'))
    },
    buildStart() {
      errors.delete(this.environment.name)
    },
    transform: {
      filter: { id: compiler.idFilter },
      handler(code, id) {
        if (id.startsWith('\0')) return null
        const environment = this.environment.config.consumer
        const result = compiler.transform(code, id, { environment })
        if (result === null) return null
        const findings = toFindings(result, code)
        if (environment === 'client') suspects.set(id, findings)
        else report(findings, this.environment.name)
        return result.map === null ? null : { code: result.code, map: result.map }
      },
    },
    buildEnd(error) {
      const found = [...(errors.get(this.environment.name)?.values() ?? [])]
      if (found.length === 0) return
      const importersOf = (id: string) => this.getModuleInfo(id)?.importers ?? []
      const failure = toBuildError(traceImporters(found, config.root, importersOf))
      // The build has failed already, for a reason of its own: both are worth knowing.
      if (error) config.logger.error(failure.message)
      else throw failure
    },
  }

  /** Frameworks take server code out of browser modules: only an `after` that is still there is misuse. */
  const check: Plugin = {
    name: 'afterword:client',
    enforce: 'post',
    applyToEnvironment: (environment) => environment.config.consumer === 'client',
    transform: {
      filter: { id: compiler.idFilter },
      handler(code, id) {
        const findings = suspects.get(id)
        suspects.delete(id)
        if (!findings?.length) return null
        const left = compiler.transform(code, id, { environment: 'client' })
        if (!left?.diagnostics.length) return null
        // In dev the graph grows from the page; in a build it is whole only at the end.
        const { environment } = this
        const importersOf = (importee: string) =>
          environment.mode === 'dev' ? importersInDev(environment, importee) : []
        report(traceImporters(findings, config.root, importersOf), environment.name)
        return null
      },
    },
  }

  const isNext = () => configured.options.target === 'next'
  return [openScopes(), explainMissing({ isNext }), compile, check]
}

/** The build inputs of server environments that answer requests: `rsc` where there is one, else `ssr`. */
function listServerEntries(config: ResolvedConfig): string[] {
  const environment = config.environments.rsc ?? config.environments.ssr
  const input = environment?.build.rollupOptions.input ?? []
  const files = typeof input === 'string' ? [input] : Object.values(input)
  return files.map((file) => (isAbsolute(file) ? relative(config.root, file) : file))
}

function isServer(name: string, { consumer }: EnvironmentOptions): boolean {
  return consumer === undefined ? name !== 'client' : consumer === 'server'
}
