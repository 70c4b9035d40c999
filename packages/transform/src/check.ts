/** Checks a whole project, or says again what the last check found where nothing has changed since. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Diagnostic } from './diagnostics/diagnostic.ts'
import { applySeverities } from './diagnostics/severity.ts'
import { type CompilerOptions, type ResolvedOptions, resolveOptions } from './options.ts'
import type { EntryPhase } from './program/entries/entry.ts'
import { type Cache, openCache } from './project/cache.ts'
import type { Problem } from './project/problem.ts'
import { takeStamps } from './project/stamps.ts'
import { listPaths } from './project/survey.ts'
import { startSurvey } from './project/survey-thread.ts'

export interface CheckOptions
  extends Pick<
    CompilerOptions,
    'preset' | 'apps' | 'appDir' | 'serverEntries' | 'sources' | 'runtime' | 'rules'
  > {
  /** The folder that is checked. */
  readonly root: string
  /**
   * The folder, relative to `root`, that keeps what the next check can go by; `false` for none.
   * Default: `node_modules/.cache/afterword`.
   */
  readonly cache?: boolean | string
  /** Is told how far the check has come. */
  readonly onProgress?: (progress: CheckProgress) => void
  /** What files hold that are not written yet, by project-relative path. */
  readonly texts?: ReadonlyMap<string, string>
}

export interface CheckProgress {
  readonly phase: 'scan' | 'check'
  readonly done: number
  readonly total: number
}

export interface CheckResult {
  /** In the order of the files and their text. */
  readonly diagnostics: readonly Diagnostic[]
  /** What could not be checked, and why. */
  readonly problems: readonly Problem[]
  readonly stats: CheckStats
  /** Every call of `after`, in the order of the files. Finding out who reaches them takes a while. */
  listSites(): Promise<readonly SiteReport[]>
  /** Resolves when the next check can go by this one; never rejects. The process stays until then. */
  readonly written: Promise<void>
  /** The text a diagnostic's offsets mean; `null` for a file that cannot be read. */
  textOf(file: string): string | null
}

export interface CheckStats {
  /** Source files under the root. */
  readonly files: number
  /** Those whose text has been searched. */
  readonly scanned: number
  /** Modules that have been parsed. */
  readonly parsed: number
  /** Calls of `after`. */
  readonly sites: number
  readonly ms: number
}

/** A call of `after` with what is known of it. */
export interface SiteReport {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly api: string
  /** The nearest enclosing function that has a name; `''` at module level. */
  readonly caller: string
  readonly form: 'callback' | 'promise' | 'unknown'
  /** What is running when it is called. */
  readonly contexts: readonly EntryPhase[]
  /** The entry points that reach it, such as `app/page.tsx#default`. */
  readonly entries: readonly string[]
  /** The names that the task takes from around it. */
  readonly captured: readonly string[]
  /** The files whose code its task runs. */
  readonly filesReached: readonly string[]
}

/** What is kept of a check, before the project's own severities. */
interface KeptResult extends Pick<CheckResult, 'diagnostics' | 'problems'> {
  readonly stats: Omit<CheckStats, 'ms'>
}

const CACHE_FOLDER = 'node_modules/.cache/afterword'

/** @throws OptionsError when an option is not what it must be */
export async function checkProject(options: CheckOptions): Promise<CheckResult> {
  const begin = performance.now()
  const { onProgress: _, cache: __, texts = new Map<string, string>(), ...rest } = options
  const settings = resolveOptions(rest)
  const root = resolve(settings.root).replaceAll('\\', '/')
  // Texts that are not written are no state to come back to.
  const cache = texts.size > 0 ? null : openCacheFor(root, options)
  const kept = (cache?.readResult() ?? null) as KeptResult | null
  const { result, listSites, written } = kept
    ? replay(kept, options)
    : await run({ root, cache, texts, settings, options })
  return {
    ...result,
    diagnostics: applySeverities(result.diagnostics, settings.rules),
    stats: { ...result.stats, ms: performance.now() - begin },
    listSites,
    written,
    textOf: (file) => texts.get(file) ?? readText(join(root, file)),
  }
}

interface Outcome extends Pick<CheckResult, 'listSites' | 'written'> {
  readonly result: KeptResult
}

function replay(kept: KeptResult, options: CheckOptions): Outcome {
  const { files } = kept.stats
  options.onProgress?.({ phase: 'scan', done: files, total: files })
  return {
    result: { ...kept, stats: { ...kept.stats, scanned: 0, parsed: 0 } },
    listSites: async () => (await checkProject({ ...options, cache: false })).listSites(),
    written: Promise.resolve(),
  }
}

interface RunInput {
  readonly root: string
  readonly cache: Cache | null
  readonly texts: ReadonlyMap<string, string>
  readonly settings: ResolvedOptions
  readonly options: CheckOptions
}

async function run({ root, cache, texts, settings, options }: RunInput): Promise<Outcome> {
  const { onProgress, preset, apps, appDir } = options
  const { runtime, sources } = settings
  const running = startSurvey({ root, apis: { runtime, sources } })
  // A thread begins to read the files while this one loads the parser.
  const { checkSurvey } = await import('./check-survey.ts')
  const survey = await running.finish()
  const files = survey.listing.sources.length
  onProgress?.({ phase: 'scan', done: files, total: files })
  const checked = checkSurvey({
    survey,
    settings,
    preset: preset ?? null,
    hasOwnApps: apps === undefined && appDir === undefined,
    texts,
    store: cache?.summaries ?? null,
    waitForImporters: running.waitForImporters,
    onProgress: (done, total) => onProgress?.({ phase: 'check', done, total }),
  })
  const { diagnostics, problems, parsed, sites } = checked
  const result = { diagnostics, problems, stats: { files, scanned: files, parsed, sites } }

  async function keep(): Promise<void> {
    if (cache !== null) {
      const listed = listPaths(survey.listing)
      const consulted = [...new Set([...checked.listConsulted(), ...running.listConsulted()])]
      const stamps = [
        ...(await running.takeStamps(survey)),
        ...takeStamps(root, consulted, survey.begin),
      ]
      const paths = [...listed, ...consulted]
      cache.write({ result, paths, stamps: Float64Array.from(stamps) })
    }
    running.close()
  }
  return { result, listSites: async () => checked.listSites(), written: keep() }
}

/** The severities that a project sets are left out: they are applied to what is kept. */
function openCacheFor(root: string, options: CheckOptions): Cache | null {
  const { cache = true, preset, apps, appDir, serverEntries, sources, runtime } = options
  if (cache === false) return null
  const key = JSON.stringify({ preset, apps, appDir, serverEntries, sources, runtime })
  return openCache({ root, folder: cache === true ? CACHE_FOLDER : cache, key })
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
