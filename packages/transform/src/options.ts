/** The compiler's options: their meaning, their defaults, and what is said when one is wrong. */
import { inspect } from 'node:util'
import { DIAGNOSTIC_CODES } from './diagnostics/diagnostic.ts'
import { RULE_SEVERITIES, type RuleSeverities } from './diagnostics/severity.ts'
import { type App, createApp, isApp, type Preset } from './program/apps.ts'
import { closest } from './suggest.ts'

export interface CompilerOptions {
  /** The project's folder; call sites and diagnostics name files relative to it. Default: `process.cwd()`. */
  readonly root?: string
  /**
   * What runs the tasks: `runtime` moves imports of `after` and the request APIs to the runtime and
   * wraps entry points; `next` leaves both to Next.js and only rewrites the calls. Default: `runtime`.
   */
  readonly target?: 'runtime' | 'next'
  /**
   * Which entry points to wrap: those of files that use `after`, or `all`, for a host that sees the
   * whole program, where a helper may call `after` on an entry point's behalf. Default: `mentioned`.
   */
  readonly wrap?: 'mentioned' | 'all'
  /**
   * Whose file conventions say what an entry point is: `next`; `rsc`, `app/` files as in Next, server
   * functions and servers; `server`, servers alone. Default: `next` for the target `next`, else `rsc`.
   */
  readonly preset?: Preset
  /**
   * What is known of the project's applications, from `detectApps`; then `preset` and `appDir` have no
   * say. Default: one of which nothing else is known.
   */
  readonly apps?: readonly App[]
  /** What modules are built for: in a `client` build, a browser's, `after` is an error. Default: `server`. */
  readonly environment?: 'server' | 'client'
  /** The `app/` folder, relative to `root`. Default: `app` or `src/app`. */
  readonly appDir?: string
  /** Files, relative to `root`, whose default export answers a server's requests. Default: none. */
  readonly serverEntries?: readonly string[]
  /** More modules that export `after`, the request APIs or `redirect` and its kind under these names. Default: none. */
  readonly sources?: readonly string[]
  /** The package that emitted code imports. Default: `@afterword/runtime`. */
  readonly runtime?: string
  /** What a finding weighs, by its code: `off` leaves it out. Default: as docs/diagnostics.md has it. */
  readonly rules?: RuleSeverities
}

export type ResolvedOptions = Required<Omit<CompilerOptions, 'appDir' | 'preset'>>

/** An option that is not what it must be. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError'
}

const CHOICES = {
  target: ['runtime', 'next'],
  wrap: ['mentioned', 'all'],
  preset: ['next', 'rsc', 'server'],
  environment: ['server', 'client'],
} as const
const STRINGS = ['root', 'appDir', 'runtime'] as const
const LISTS = ['serverEntries', 'sources'] as const
const NAMES: readonly string[] = [...Object.keys(CHOICES), ...STRINGS, ...LISTS, 'apps', 'rules']

/** Fills in the defaults. Throws an `OptionsError` that names the option and what it accepts. */
export function resolveOptions(options: CompilerOptions = {}): ResolvedOptions {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new OptionsError(`afterword: the options must be an object, not ${print(options)}`)
  }
  const given = options as Readonly<Record<string, unknown>>
  for (const name of Object.keys(given)) {
    if (NAMES.includes(name)) continue
    const [near] = closest(name, NAMES)
    const advice = near ? `did you mean "${near}"?` : `there are ${NAMES.join(', ')}`
    throw new OptionsError(`afterword: there is no option "${name}"; ${advice}`)
  }
  for (const [name, choices] of Object.entries(CHOICES)) {
    const value = given[name]
    if (value === undefined || (choices as readonly unknown[]).includes(value)) continue
    const list = choices.map((choice) => `'${choice}'`).join(' or ')
    throw new OptionsError(`afterword: option "${name}" must be ${list}, not ${print(value)}`)
  }
  for (const name of STRINGS) {
    const value = given[name]
    if (value === undefined || (typeof value === 'string' && value !== '')) continue
    throw new OptionsError(`afterword: option "${name}" must be a string, not ${print(value)}`)
  }
  for (const name of LISTS) {
    const value = given[name]
    const isList = Array.isArray(value) && value.every((item) => typeof item === 'string')
    if (value === undefined || isList) continue
    throw new OptionsError(
      `afterword: option "${name}" must be a list of strings, not ${print(value)}`,
    )
  }
  const { apps } = given
  const areApps = Array.isArray(apps) && apps.length > 0 && apps.every(isApp)
  if (apps !== undefined && !areApps) {
    throw new OptionsError(
      `afterword: option "apps" must be what \`detectApps\` gives, not ${print(apps)}`,
    )
  }
  checkRules(given.rules)
  const target = options.target ?? 'runtime'
  const appDir = options.appDir === undefined ? null : trimPath(options.appDir)
  const app = createApp(options.preset ?? (target === 'next' ? 'next' : 'rsc'), {
    // Next's two routers stand side by side.
    ...(appDir && { appDirs: [appDir], pagesDirs: [appDir.replace(/[^/]*$/, 'pages')] }),
  })
  return {
    root: options.root ?? process.cwd(),
    target,
    wrap: options.wrap ?? 'mentioned',
    apps: options.apps ?? [app],
    environment: options.environment ?? 'server',
    serverEntries: (options.serverEntries ?? []).map(trimPath),
    sources: options.sources ?? [],
    runtime: options.runtime ?? '@afterword/runtime',
    rules: options.rules ?? {},
  }
}

function checkRules(rules: unknown): void {
  if (rules === undefined) return
  if (typeof rules !== 'object' || rules === null || Array.isArray(rules)) {
    throw new OptionsError(
      `afterword: option "rules" must be an object of severities by code, not ${print(rules)}`,
    )
  }
  for (const [code, severity] of Object.entries(rules)) {
    if (!(DIAGNOSTIC_CODES as readonly string[]).includes(code)) {
      const [near] = closest(code, DIAGNOSTIC_CODES)
      const advice = near ? `did you mean "${near}"?` : `there are ${DIAGNOSTIC_CODES.join(', ')}`
      throw new OptionsError(`afterword: option "rules" names no code "${code}"; ${advice}`)
    }
    if (RULE_SEVERITIES.includes(severity)) continue
    throw new OptionsError(
      `afterword: option "rules" must say 'off', 'warn' or 'error' for "${code}", not ${print(severity)}`,
    )
  }
}

function trimPath(path: string): string {
  return path.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, '')
}

function print(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    // A bigint, or an object that holds itself.
    return inspect(value)
  }
}
