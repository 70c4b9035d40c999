/** What every host starts from: the user's options over what the build tool says, and a compiler made of both. */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { CheckOptions } from '../check.ts'
import { type Compiler, createCompiler } from '../compiler.ts'
import { readVersion } from '../config/version.ts'
import type { Baseline } from '../diagnostics/baseline.ts'
import { type CompilerOptions, OptionsError, resolveOptions } from '../options.ts'
import { findApps } from './apps.ts'
import { type ConfiguredOptions, configure, configureSync, dropUndefined } from './configured.ts'
import { withBaseline } from './known.ts'

/** Every entry point of the program is seen, so which of them to wrap is settled. */
export type HostOptions = Omit<CompilerOptions, 'wrap'>

export interface Host {
  readonly compiler: Compiler
  readonly root: string
  readonly environment: 'server' | 'client'
  /** For the check of the whole program. */
  readonly check: CheckOptions
  /** The findings that are not to be reported again; the compiler leaves them out already. */
  readonly baseline: Baseline | null
  /** Changes with the options and with the compiler's version: what a cache must be told. */
  readonly stamp: string
}

/**
 * @param options the user's
 * @param facts what the build tool says where the user says nothing
 * @throws OptionsError
 */
export function createHost(
  options: HostOptions,
  facts: HostOptions = {},
  baseline: Baseline | null = null,
): Host {
  // A value that is no object is for `resolveOptions` to refuse.
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options)
  const merged = isObject ? { ...facts, ...dropUndefined(options) } : options
  const resolved = resolveOptions(merged)
  if ('wrap' in merged && merged.wrap !== undefined) {
    throw new OptionsError(
      `afterword: option "wrap" is none of a build tool's, which has all entry points wrapped`,
    )
  }
  const { root, apps, serverEntries, sources, runtime, rules } = resolved
  return {
    compiler: withBaseline(createCompiler({ ...merged, wrap: 'all' }), baseline),
    root,
    environment: resolved.environment,
    check: { root, apps, serverEntries, sources, runtime, rules, isBackground: true },
    baseline,
    stamp: createHash('sha256')
      .update(JSON.stringify([readVersion(), merged, baseline]))
      .digest('hex')
      .slice(0, 12),
  }
}

/** The same with the applications of the project, which are detected. */
export function createProjectHost(
  options: HostOptions,
  facts: HostOptions,
  baseline: Baseline | null,
): Host {
  const apps = findApps(facts.root ?? '.', options)
  return createHost(options, apps === undefined ? facts : { ...facts, apps }, baseline)
}

export interface ConfiguredHost extends Host {
  /** The files of the project's configuration, absolute paths; a watcher builds anew when one changes. */
  readonly files: readonly string[]
}

/**
 * The same with the project's configuration, which comes between the two, and its applications, which
 * are detected. Rejects with a `ConfigError`, too.
 */
export async function configureHost(
  options: HostOptions,
  facts: HostOptions = {},
): Promise<ConfiguredHost> {
  const root = locateRoot(options, facts)
  return createConfiguredHost(await configure(root, options), { ...facts, root })
}

/** The same for a tool that cannot wait. Throws a `ConfigError`, too. */
export function configureHostSync(options: HostOptions, facts: HostOptions = {}): ConfiguredHost {
  const root = locateRoot(options, facts)
  return createConfiguredHost(configureSync(root, options), { ...facts, root })
}

/** Refuses wrong options before anything goes by them. */
function locateRoot(options: HostOptions, facts: HostOptions): string {
  resolveOptions(options)
  const root = resolve(options.root ?? facts.root ?? '.')
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory()) return root
  throw new OptionsError(
    `afterword: option "root" must be the folder of the project, and there is no folder ${root}`,
  )
}

function createConfiguredHost(
  { options, baseline, files }: ConfiguredOptions<HostOptions>,
  facts: HostOptions,
): ConfiguredHost {
  return { ...createProjectHost(options, facts, baseline), files }
}
