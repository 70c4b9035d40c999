/** Reads a project's configuration for a tool that cannot wait. */
import { createRequire } from 'node:module'
import {
  type ConfigSource,
  findSource,
  type LoadedConfig,
  readSource,
  refuseModule,
} from './load.ts'

const require = createRequire(import.meta.url)

/**
 * The same as `loadConfig`, once in a process: what Node has loaded stays as it is.
 *
 * @throws ConfigError also for a module that awaits something at its top level
 */
export function loadConfigSync(root: string): LoadedConfig {
  const source = findSource(root)
  return readSource(source, source.type === 'module' ? requireDefault(source) : undefined)
}

function requireDefault(source: ConfigSource & { readonly type: 'module' }): unknown {
  const { file, isPlain } = source
  try {
    const module = isPlain ? require(file) : loadThroughJiti(file)
    return module?.default ?? module
  } catch (error) {
    return refuseModule(file, error)
  }
}

function loadThroughJiti(file: string) {
  const { createJiti } = require('jiti') as typeof import('jiti')
  return createJiti(import.meta.url)(file)
}
