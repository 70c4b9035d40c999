/** The loader as rules of Turbopack and of webpack, beside the rules that are there. */
import { fileURLToPath } from 'node:url'
import { readVersion } from '../config/version.ts'
import { TAKES_AFTER } from '../module/mentions.ts'
import type { HostOptions } from './host.ts'
import type { WebpackCompiler } from './webpack-compiler.ts'
import { readNotes, reportFindings } from './webpack-notes.ts'

/** Next.js says where it is, and for what it builds. */
export type AfterwordNextOptions = Omit<HostOptions, 'root' | 'environment' | 'target' | 'apps'>

/** What the text of nearly every module has that there may be something to change in, or to say of. */
export const MENTIONS_AFTER = new RegExp(`${TAKES_AFTER.source}|waitUntil`)

/** Plain data: Turbopack's loaders run in other processes. */
export interface NextSettings {
  readonly options: AfterwordNextOptions
  /** The folder, relative to the application's, of what a check keeps where there is no `node_modules`. */
  readonly cache: string
}

export interface NextLoaderOptions extends NextSettings {
  /** Of the compiler: what either bundler has cached of another is no longer true. */
  readonly version: string
}

const LOADER = fileURLToPath(new URL('./next-loader.js', import.meta.url))
const GLOB = '*.{ts,tsx,js,jsx,mts,mjs,cts,cjs}'
/** Next.js's own files are not all `foreign` to Turbopack. */
const INSTALLED = /[\\/]node_modules[\\/]/

/** `turbopack.rules`; what a glob has is one rule, or a list of rules and loaders. */
export type TurbopackRules = Readonly<Record<string, unknown>>

export function addTurbopackRule(
  rules: TurbopackRules = {},
  settings: NextSettings,
): TurbopackRules {
  const rule = {
    condition: {
      all: [{ not: 'foreign' }, { not: { path: INSTALLED } }, { content: MENTIONS_AFTER }],
    },
    loaders: [useLoader(settings)],
  }
  const others = rules[GLOB] === undefined ? [] : [rules[GLOB]].flat()
  return { ...rules, [GLOB]: [...others, rule] }
}

/** The part of webpack's configuration that is used. */
export interface WebpackConfig {
  readonly module: { readonly rules: unknown[] }
  readonly plugins: unknown[]
}

export function addWebpackRule(config: WebpackConfig, settings: NextSettings): void {
  config.module.rules.push({
    test: /\.[cm]?[jt]sx?$/,
    exclude: INSTALLED,
    // Before TypeScript and JSX are compiled away: call sites are the author's own lines.
    enforce: 'pre',
    use: [useLoader(settings)],
  })
  config.plugins.push({ apply: reportNotes })
}

/** Next.js prints no more than five errors, so theirs is one. */
function reportNotes({ hooks }: Pick<WebpackCompiler, 'hooks'>): void {
  hooks.compilation.tap('afterword', (compilation) => {
    compilation.hooks.finishModules.tap('afterword', (modules) => {
      reportFindings(compilation, [...modules].flatMap(readNotes))
    })
  })
}

function useLoader(settings: NextSettings) {
  const options: NextLoaderOptions = { ...settings, version: readVersion() }
  return { loader: LOADER, options }
}
