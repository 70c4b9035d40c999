/** The Rollup host. */
import { configureHost, createHost, type HostOptions } from './host.ts'
import { createRollupPlugins, type RollupPlugin } from './rollup-hooks.ts'

/** Rollup does not say what it builds for: `environment: 'client'` is a browser's build. */
export type AfterwordRollupOptions = HostOptions

interface IdFilter {
  readonly id: RegExp
}

interface CachedPlugin extends RollupPlugin<IdFilter> {
  buildStart?(this: BuildStartContext): Promise<void>
  shouldTransformCachedModule?(): boolean
}

interface BuildStartContext {
  addWatchFile(file: string): void
  readonly cache: { get(key: string): unknown; set(key: string, value: unknown): void }
}

/**
 * The plugins: one line in `rollup.config.js`.
 *
 *     import afterword from '@afterword/transform/rollup'
 *     export default { plugins: [afterword()] }
 *
 * Every error is collected, and the build fails with all of them at its end. The project's
 * configuration holds, where these options do not say otherwise.
 *
 * @throws OptionsError when an option is not what it must be, naming it and what it accepts
 */
export default function afterword(options: AfterwordRollupOptions = {}): CachedPlugin[] {
  let host = createHost(options)
  const [compile, ...rest] = createRollupPlugins(() => host, { id: host.compiler.idFilter })
  let isStale = false
  const cached: CachedPlugin = {
    ...(compile as RollupPlugin<IdFilter>),
    async buildStart() {
      const configured = await configureHost(options)
      host = configured
      for (const file of configured.files) this.addWatchFile(file)
      isStale = this.cache.get('stamp') !== host.stamp
      this.cache.set('stamp', host.stamp)
    },
    // With other options, or by another version of the compiler, each module may come out otherwise.
    shouldTransformCachedModule: () => isStale,
  }
  return [cached, ...rest]
}
