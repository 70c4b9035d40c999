/** A plugin's options together with the project's own configuration. */
import { loadBaseline } from '../config/baseline.ts'
import type { AfterwordConfig } from '../config/config.ts'
import { ConfigError, describeMissing, type LoadedConfig, loadConfig } from '../config/load.ts'
import { loadConfigSync } from '../config/load-sync.ts'
import type { Baseline } from '../diagnostics/baseline.ts'

export interface ConfiguredOptions<Options> {
  readonly options: Omit<AfterwordConfig, 'baseline'> & Options
  /** The findings that are not to be reported again. */
  readonly baseline: Baseline | null
  /** The files it is from, absolute paths; a dev server starts anew when one changes. */
  readonly files: readonly string[]
}

/** What of a plugin's options is looked at here. */
type Mergeable = Pick<AfterwordConfig, 'rules' | 'appDir' | 'serverEntries'>

/** What the plugin is given wins, code by code where it weighs findings. Rejects with a `ConfigError`. */
export async function configure<Options extends Mergeable>(
  root: string,
  options: Options,
): Promise<ConfiguredOptions<Options>> {
  return merge(root, await loadConfig(root), options)
}

/** The same for a tool that cannot wait. Throws a `ConfigError`. */
export function configureSync<Options extends Mergeable>(
  root: string,
  options: Options,
): ConfiguredOptions<Options> {
  return merge(root, loadConfigSync(root), options)
}

function merge<Options extends Mergeable>(
  root: string,
  { config, file }: LoadedConfig,
  options: Options,
): ConfiguredOptions<Options> {
  const missing = describeMissing(root, options)
  if (missing !== null) throw new ConfigError(`afterword: ${missing}`)
  const known = loadBaseline(root, config)
  const { baseline: _, ...shared } = config
  const rules = { ...shared.rules, ...options.rules }
  return {
    options: { ...shared, ...dropUndefined(options), rules },
    baseline: known.baseline,
    files: [file, known.file].filter((path) => path !== null),
  }
}

/** An option that is `undefined` says nothing. */
export function dropUndefined<Options extends object>(options: Options): Options {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Options
}
