/** The Next.js host. */
import { OptionsError, resolveOptions } from '../options.ts'
import { showInspector } from './next-inspector.ts'
import {
  type AfterwordNextOptions,
  addTurbopackRule,
  addWebpackRule,
  type TurbopackRules,
  type WebpackConfig,
} from './next-rules.ts'

export type { AfterwordNextOptions } from './next-rules.ts'

/** The part of Next's configuration that is used. Types of our own: `next` is no dependency. */
interface NextConfig {
  readonly distDir?: string
  readonly turbopack?: { readonly rules?: TurbopackRules }
  readonly webpack?: WebpackFunction | null
}

type WebpackFunction = (config: WebpackConfig, context: unknown) => unknown
type ConfigFunction = (...args: unknown[]) => unknown

/** The second gives the parameters of a function their types, where a project has left them out. */
type Configuration =
  | object
  | ((phase: string, context: { readonly defaultConfig: object }) => unknown)

/**
 * The configuration with Afterword in it: one line in `next.config.ts`.
 *
 *     import withAfterword from '@afterword/transform/next'
 *     export default withAfterword(nextConfig)
 *
 * Next's `after` goes on scheduling. Its calls carry their call site, tasks have a deadline, and their
 * errors reach `onTaskError`; the application is checked as a whole, and what is found fails
 * `next build`, and is in the terminal and the overlay of `next dev`, which also has the inspector at
 * `/__afterword`. Turbopack and webpack.
 * Next.js 16. The project's configuration holds, where these options do not say otherwise.
 *
 * @param config an object, a promise of one, or a function that returns either; the same comes back
 * @throws OptionsError when an option is not what it must be, naming it and what it accepts
 */
export default function withAfterword<Config extends Configuration>(
  config: Config = {} as Config,
  options: AfterwordNextOptions = {},
): Config {
  checkOptions(options)
  // Turbopack refuses what is `undefined`.
  const data = JSON.parse(JSON.stringify(options))
  const extend = (given: unknown): unknown => {
    if (typeof given === 'function') {
      return (...args: unknown[]) => extend((given as ConfigFunction)(...args))
    }
    return isPromise(given) ? given.then(extend) : extendConfig(given as NextConfig, data)
  }
  return extend(config) as Config
}

/** Options of other hosts, which Next.js settles. */
const SETTLED = ['root', 'environment', 'target', 'apps', 'wrap']

function checkOptions(options: AfterwordNextOptions): void {
  resolveOptions(options)
  const settled = Object.keys(options).find((name) => SETTLED.includes(name))
  if (settled === undefined) return
  throw new OptionsError(
    `afterword: option "${settled}" is none of withAfterword's: Next.js says it`,
  )
}

function extendConfig(config: NextConfig, options: AfterwordNextOptions): NextConfig {
  showInspector(options)
  const { distDir = '.next', turbopack, webpack } = config
  // Beside what Next.js keeps for the next build.
  const settings = { options, cache: `${distDir}/cache/afterword` }
  const extended = {
    ...config,
    webpack(given: WebpackConfig, context: unknown) {
      const result = webpack ? webpack(given, context) : given
      // What Next.js refuses is for Next.js to say.
      if (isWebpackConfig(result)) addWebpackRule(result, settings)
      return result
    },
  }
  // Next.js refuses to choose Turbopack for one who has configured webpack alone, and is to go on so.
  const isRefused = process.env.TURBOPACK === 'auto' && webpack && !turbopack
  if (isRefused) return extended
  return {
    ...extended,
    turbopack: { ...turbopack, rules: addTurbopackRule(turbopack?.rules, settings) },
  }
}

function isWebpackConfig(value: unknown): value is WebpackConfig {
  return typeof value === 'object' && value !== null && 'module' in value
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as Promise<unknown> | null)?.then === 'function'
}
