/** A project's own configuration: what `afterword.config.ts` exports. */
import type { CompilerOptions } from '../options.ts'

/** What the CLI and the plugins have in common; a plugin's own options win. */
export interface AfterwordConfig
  extends Omit<CompilerOptions, 'root' | 'wrap' | 'apps' | 'environment'> {
  /** A file, relative to the configuration's folder, with the findings that are not to be reported again. */
  readonly baseline?: string
}

/** Returns the configuration as it is: for an editor, which knows its type from here. */
export function defineConfig(config: AfterwordConfig): AfterwordConfig {
  return config
}
