/** What a Vite configuration says of its server environments. */
import { isAbsolute, relative } from 'node:path'
import type { Environment, EnvironmentOptions, ResolvedConfig } from 'vite'

/** The build inputs of server environments that answer requests: `rsc` where there is one, else `ssr`. */
export function listServerEntries(config: ResolvedConfig): string[] {
  const environment = config.environments.rsc ?? config.environments.ssr
  const input = environment?.build.rollupOptions.input ?? []
  const files = typeof input === 'string' ? [input] : Object.values(input)
  return files.map((file) => (isAbsolute(file) ? relative(config.root, file) : file))
}

/** Whether an environment is a server's, before Vite has settled what it is for. */
export function isServer(name: string, { consumer }: EnvironmentOptions): boolean {
  return consumer === undefined ? name !== 'client' : consumer === 'server'
}

/** Whether Vitest takes the modules, for the tests of a project or of one among several. */
export function isTest({ plugins }: Pick<ResolvedConfig, 'plugins'>): boolean {
  return plugins.some(({ name }) => name === 'vitest' || name === 'vitest:project')
}

/** What runs the modules of an environment. For tests with a DOM Vitest takes a browser's, and runs them in Node. */
export function consumerOf(
  environment: Pick<Environment, 'config' | 'getTopLevelConfig'>,
): 'client' | 'server' {
  const config = environment.getTopLevelConfig()
  const isBrowser = config.plugins.some(({ name }) => name === 'vitest:browser')
  return isTest(config) && !isBrowser ? 'server' : environment.config.consumer
}
