/** A plugin's options together with the project's own configuration. */
import type { AfterwordConfig } from '../config/config.ts'
import { type LoadedConfig, loadConfig } from '../config/load.ts'

export interface ConfiguredOptions<Options> {
  readonly options: Omit<AfterwordConfig, 'baseline'> & Options
  /** The configuration's file, an absolute path; a dev server starts anew when it changes. */
  readonly file: LoadedConfig['file']
}

/** What the plugin is given wins, code by code where it weighs findings. Rejects with a `ConfigError`. */
export async function configure<Options extends Pick<AfterwordConfig, 'rules'>>(
  root: string,
  options: Options,
): Promise<ConfiguredOptions<Options>> {
  const { config, file } = await loadConfig(root)
  const { baseline: _, ...shared } = config
  const rules = { ...shared.rules, ...options.rules }
  return { options: { ...shared, ...dropUndefined(options), rules }, file }
}

/** An option that is `undefined` says nothing. */
export function dropUndefined<Options extends object>(options: Options): Options {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Options
}
