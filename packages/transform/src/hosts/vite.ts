/** The Vite host: hands server modules to the compiler, and its findings to the build, the terminal and the overlay. */
import { resolve } from 'node:path'
import type { Plugin, ResolvedConfig, Rollup } from 'vite'
import { type ConfiguredOptions, configure } from './configured.ts'
import {
  type Finding,
  mergeFindings,
  settleFindings,
  toBuildError,
  toOverlayError,
  traceImporters,
} from './findings.ts'
import { createHost, createProjectHost, type Host, type HostOptions } from './host.ts'
import { createHostProgram, keepProgram } from './program.ts'
import { compileModule, readBuild, readNotes, recheckModule } from './rollup-modules.ts'
import { consumerOf, isServer, listServerEntries } from './vite-environments.ts'
import { importersInDev } from './vite-graph.ts'
import { showInspector } from './vite-inspector.ts'
import { createFindingLog } from './vite-log.ts'
import { createDevProgram } from './vite-program.ts'
import { explainMissing } from './vite-resolve.ts'
import { openScopes } from './vite-scope.ts'
import { mapStacks } from './vite-stacks.ts'

/** `root` is Vite's own, and each of its environments says what it is for, so both are settled. */
export type AfterwordViteOptions = Omit<HostOptions, 'root' | 'environment'>

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
  let configured: ConfiguredOptions<AfterwordViteOptions> = {
    options,
    baseline: null,
    files: [],
  }
  let host = createHost(options)
  const log = createFindingLog(() => config.logger)
  const programOf = keepProgram()
  const inDev = createDevProgram({ openProgram: () => createHostProgram(host), log })

  const hostOf = ({ environment }: Rollup.PluginContext): Host => ({
    ...host,
    environment: consumerOf(environment),
  })

  /** In dev there is no end of a build to wait for. */
  function reportInDev(findings: readonly Finding[]): void {
    const { errors, warnings } = settleFindings(findings)
    log.print(warnings)
    if (errors.length === 0) return
    log.notePrinted(errors)
    throw toOverlayError(errors, config.root)
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
      const { options: own, baseline, files } = configured
      const serverEntries = [...(own.serverEntries ?? []), ...listServerEntries(resolved)]
      host = createProjectHost({ ...own, serverEntries }, { root: resolved.root }, baseline)
      const paths = files.map((file) => file.replaceAll('\\', '/'))
      resolved.configFileDependencies.push(...paths)
    },
    transform: {
      filter: { id: host.compiler.idFilter },
      handler(code, id) {
        const output = compileModule(this, hostOf(this), code, id)
        const { environment } = this
        const isClient = consumerOf(environment) === 'client'
        if (isClient || environment.config.command === 'build') return output
        return inDev.findingsIn(id).then((proven) => {
          const findings = mergeFindings(output?.meta.afterword ?? [], proven)
          inDev.noteShown(findings)
          reportInDev(findings)
          return output
        })
      },
    },
    async buildEnd(error) {
      // The dev server calls it, too, when it closes.
      if (config.command === 'serve') return
      const built = hostOf(this)
      const program = error ? null : programOf(built)
      const { errors, warnings, problems } = await readBuild(this, built, program)
      for (const problem of problems) config.logger.warnOnce(problem)
      log.print(warnings)
      if (errors.length === 0) return
      const failure = toBuildError(errors)
      // The build has failed already, for a reason of its own: both are worth knowing.
      if (error) config.logger.error(failure.message)
      else throw failure
    },
  }

  const check: Plugin = {
    name: 'afterword:client',
    enforce: 'post',
    applyToEnvironment: (environment) => consumerOf(environment) === 'client',
    transform: {
      filter: { id: host.compiler.idFilter },
      handler(code, id) {
        const output = recheckModule(this, hostOf(this), code, id)
        if (output) return output
        // In dev the graph grows from the page; in a build it is whole only at the end.
        const { environment } = this
        if (environment.mode === 'dev') {
          const importersOf = (importee: string) => importersInDev(environment, importee)
          reportInDev(traceImporters(readNotes(this, id), config.root, importersOf))
        }
        return null
      },
    },
  }

  const isNext = () => configured.options.target === 'next'
  return [
    openScopes(),
    mapStacks(),
    showInspector({ check: inDev.describe }),
    explainMissing({ isNext }),
    compile,
    check,
    ...inDev.plugins,
  ]
}
