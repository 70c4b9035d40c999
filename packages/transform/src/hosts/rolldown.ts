/** The Rolldown host. */
import { and, code, id, include, not, or, type TopLevelFilterExpression } from 'rolldown/filter'
import type { Compiler } from '../compiler.ts'
import { configureHost, createHost, type HostOptions } from './host.ts'
import { createRollupPlugins, type RollupPlugin } from './rollup-hooks.ts'

/** A build whose `platform` is `'browser'` is a client's, unless `environment` says otherwise. */
export type AfterwordRolldownOptions = HostOptions

interface RolldownPlugin extends RollupPlugin<TopLevelFilterExpression[]> {
  options?(input: InputOptions): Promise<void>
}

interface InputOptions {
  readonly platform?: string | undefined
  readonly cwd?: string | undefined
}

/**
 * The plugins: one line in `rolldown.config.js`.
 *
 *     import afterword from '@afterword/transform/rolldown'
 *     export default { plugins: [afterword()] }
 *
 * Every error is collected, and the build fails with all of them at its end. Modules of no concern
 * are passed over natively. The project's configuration holds, where these options do not say
 * otherwise.
 *
 * @throws OptionsError when an option is not what it must be, naming it and what it accepts
 */
export default function afterword(options: AfterwordRolldownOptions = {}): RolldownPlugin[] {
  let host = createHost(options)
  const [compile, ...rest] = createRollupPlugins(() => host, createFilter(host.compiler))
  const plugins: RolldownPlugin[] = [
    {
      ...(compile as RolldownPlugin),
      async options({ platform, cwd }) {
        host = await configureHost(options, {
          // Only what is written: where nothing is, Rolldown takes a module build for a browser's.
          environment: platform === 'browser' ? 'client' : 'server',
          ...(cwd === undefined ? {} : { root: cwd }),
        })
        // Rolldown reads filters after this hook.
        for (const plugin of plugins) plugin.transform.filter = createFilter(host.compiler)
      },
    },
    ...rest,
  ]
  return plugins
}

function createFilter({ idFilter, codeFilter }: Compiler): TopLevelFilterExpression[] {
  // Files that are entry points by their name are the project's own.
  const isOwn = not(id(/[\\/]node_modules[\\/]/))
  return [include(and(id(idFilter), or(code(codeFilter), isOwn)))]
}
