/** Finds, reads and checks a project's configuration. */
import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { OptionsError, resolveOptions } from '../options.ts'
import { getProperty, parseJson } from '../source/json.ts'
import { closest } from '../suggest.ts'
import type { AfterwordConfig } from './config.ts'

/** A configuration that cannot be read or used: names the file, and what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

export interface LoadedConfig {
  readonly config: AfterwordConfig
  /** The absolute path of the file it is from; `null` when the project has none. */
  readonly file: string | null
}

const require = createRequire(import.meta.url)

/** Every name that a file with the configuration can have. */
export const CONFIG_FILES: readonly string[] = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map(
  (extension) => `afterword.config.${extension}`,
)
/** What looks like one to people, and would do nothing. */
const UNREAD = /^(?:afterword\.config\.(?:json[c5]?|ya?ml|toml|[jt]sx)|\.afterwordrc(?:\..+)?)$/
const NAMES: readonly (keyof AfterwordConfig)[] = [
  'preset',
  'target',
  'appDir',
  'serverEntries',
  'sources',
  'runtime',
  'rules',
  'baseline',
]

/** Where a project has its configuration. */
export type ConfigSource =
  | { readonly type: 'none' }
  | { readonly type: 'key'; readonly file: string; readonly value: unknown }
  /** A module; `isPlain` where Node loads it by itself. */
  | { readonly type: 'module'; readonly file: string; readonly isPlain: boolean }

/**
 * Reads `afterword.config.ts` (`.mts`, `.js`, `.mjs`, …) or the key `afterword` of `package.json`.
 *
 * @param root the project's folder, an absolute path; folders above it are not looked at
 * @throws ConfigError
 */
export async function loadConfig(root: string): Promise<LoadedConfig> {
  const source = findSource(root)
  if (source.type !== 'module') return readSource(source, undefined)
  const value = await importDefault(source).catch((error) => refuseModule(source.file, error))
  return readSource(source, value)
}

/** Throws a `ConfigError` where there are two. */
export function findSource(root: string): ConfigSource {
  const files = readdirSync(root, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .sort()
  const unread = files.find((name) => UNREAD.test(name))
  if (unread !== undefined) {
    throw new ConfigError(
      `${unread} is not read: the configuration is a module, such as afterword.config.ts, or the key "afterword" of package.json`,
    )
  }
  const names = files.filter((name) => CONFIG_FILES.includes(name))
  const manifest = readIfThere(join(root, 'package.json'))
  const inPackage = readPackageKey(manifest)
  const sources = [
    ...names,
    ...(inPackage === undefined ? [] : ['the key "afterword" of package.json']),
  ]
  if (sources.length > 1) {
    throw new ConfigError(`there are two configurations, ${sources.join(' and ')}: keep one`)
  }
  const [name] = names
  if (name !== undefined) {
    const file = join(root, name)
    return { type: 'module', file, isPlain: !needsLoader(file, manifest) }
  }
  if (inPackage === undefined) return { type: 'none' }
  return { type: 'key', file: join(root, 'package.json'), value: inPackage }
}

/**
 * @param exported what the module gives, where it is one
 * @throws ConfigError
 */
export function readSource(source: ConfigSource, exported: unknown): LoadedConfig {
  if (source.type === 'none') return { file: null, config: {} }
  const { file } = source
  const value = source.type === 'key' ? source.value : exported
  const config = checkConfig(value, source)
  const missing = describeMissing(dirname(file), config)
  if (missing !== null) throw new ConfigError(`${basename(file)}: ${missing}`)
  return { file, config }
}

/** What an option names that is not there. Nothing else would tell: without entry points nothing is found. */
export function describeMissing(
  root: string,
  { appDir, serverEntries = [] }: Pick<AfterwordConfig, 'appDir' | 'serverEntries'>,
): string | null {
  if (appDir !== undefined && !find(join(root, appDir))?.isDirectory()) {
    return `option "appDir" names ${appDir}, and there is no such folder`
  }
  const entry = serverEntries.find((path) => !find(join(root, path))?.isFile())
  return entry === undefined
    ? null
    : `option "serverEntries" names ${entry}, and there is no such file`
}

function find(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    // A name that no file can have, say.
    return undefined
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** The key of `package.json`, or `undefined`. What else may be wrong with that file is not ours to say. */
function readPackageKey(text: string): unknown {
  if (!text.includes('"afterword"')) return undefined
  const json = parseJson(text)
  if (json.type === 'read') return getProperty(json.value, 'afterword')
  throw new ConfigError(`package.json is not JSON (${json.message})`)
}

async function importDefault({
  file,
  isPlain,
}: ConfigSource & { readonly type: 'module' }): Promise<unknown> {
  if (!isPlain) {
    const { createJiti } = require('jiti') as typeof import('jiti')
    const jiti = createJiti(import.meta.url, { moduleCache: false })
    return await jiti.import(file, { default: true })
  }
  // Node keeps a module for good by its URL; a watcher reads the file again when it has changed.
  const { mtimeMs } = statSync(file)
  const module = await import(`${pathToFileURL(file).href}?time=${mtimeMs}`)
  return module.default
}

/** Throws a `ConfigError` that says why a module cannot be loaded. */
export function refuseModule(file: string, error: unknown): never {
  const message = error instanceof Error ? error.message : String(error)
  const line = message.includes(file) ? '' : findLine(file, error)
  throw new ConfigError(`${basename(file)}${line} cannot be loaded: ${message}`, { cause: error })
}

/** The line, `:3`, which the stack alone has. No column: jiti's is that of what it has compiled. */
function findLine(file: string, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const paths = [file, pathToFileURL(file).href]
  const frame = stack.split('\n').find((text) => paths.some((path) => text.includes(path))) ?? ''
  const line = /:(\d+):\d+\)?$/.exec(frame)?.[1]
  return line === undefined ? '' : `:${line}`
}

/** Node reads TypeScript itself from 22.18 on; a package that does not say its `type` it reads twice, and complains. */
function needsLoader(file: string, manifest: string): boolean {
  const stripsTypes = 'typescript' in process.features && Boolean(process.features.typescript)
  if (/ts$/.test(file) && !stripsTypes) return true
  return /\.config\.[jt]s$/.test(file) && !/"type"\s*:/.test(manifest)
}

/** Throws a `ConfigError` that names the option and what it accepts. */
function checkConfig(
  value: unknown,
  { type, file }: Exclude<ConfigSource, { type: 'none' }>,
): AfterwordConfig {
  const name = basename(file)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const found = value === undefined ? 'nothing' : inspect(value)
    throw new ConfigError(
      type === 'key'
        ? `the key "afterword" of ${name} must be an object, and is ${found}`
        : `${name} must give an object as its default export, and gives ${found}`,
    )
  }
  for (const option of Object.keys(value)) {
    if ((NAMES as readonly string[]).includes(option)) continue
    const [near] = closest(option, NAMES)
    const advice = near ? `did you mean "${near}"?` : `there are ${NAMES.join(', ')}`
    throw new ConfigError(`${name}: there is no option "${option}"; ${advice}`)
  }
  const { baseline, ...options } = value as AfterwordConfig
  if (baseline !== undefined && (typeof baseline !== 'string' || baseline === '')) {
    throw new ConfigError(
      `${name}: option "baseline" must be the path of a file, not ${JSON.stringify(baseline)}`,
    )
  }
  try {
    resolveOptions(options)
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error
    throw new ConfigError(error.message.replace(/^afterword/, name))
  }
  return value
}
