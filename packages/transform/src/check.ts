/** Checks a whole project, or says again what the last check found where nothing has changed since. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type CheckOutcome, type CheckRun, type KeptResult, startCheck } from './check-run.ts'
import type { Diagnostic } from './diagnostics/diagnostic.ts'
import { applySeverities } from './diagnostics/severity.ts'
import type { ModuleSummary } from './module/summary.ts'
import { type CompilerOptions, resolveOptions } from './options.ts'
import type { EntryPhase } from './program/entries/entry.ts'
import { type Cache, openCache } from './project/cache.ts'
import type { Problem } from './project/problem.ts'
import { keyOfText } from './project/text-key.ts'
import type { Watched } from './project/watched.ts'

export interface CheckOptions
  extends Pick<
    CompilerOptions,
    'preset' | 'apps' | 'appDir' | 'serverEntries' | 'sources' | 'runtime' | 'rules'
  > {
  /** The folder that is checked. */
  readonly root: string
  /**
   * The folder, relative to `root`, that keeps what the next check can go by; `false` for none.
   * Default: `node_modules/.cache/afterword` where there is a `node_modules`, else none.
   */
  readonly cache?: boolean | string
  /** Whether the processor is busy with a build meanwhile: then there is no second thread. Default: `false`. */
  readonly isBackground?: boolean
  /** Which files' entry points count, by project-relative path; nothing is kept then. Default: all. */
  readonly isEntry?: (file: string) => boolean
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
  /** What to watch: a change of it may change the result. */
  readonly watched: Watched
  /** Every call of `after`, in the order of the files. Finding out who reaches them takes a while. */
  listSites(): Promise<readonly SiteReport[]>
  /** Resolves when the next check can go by this one; never rejects. The process stays until then. */
  readonly written: Promise<void>
  /** The text a diagnostic's offsets mean; `null` for a file that cannot be read. */
  textOf(file: string): string | null
  /** The facts of a module with this text, if they are kept: `null` for what has not been asked for. */
  summaryOf(file: string, code: string): ModuleSummary | null
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

export const CACHE_FOLDER = 'node_modules/.cache/afterword'

/** @throws OptionsError when an option is not what it must be */
export async function checkProject(options: CheckOptions): Promise<CheckResult> {
  return createChecker(options).check()
}

/** Checks a project again and again, and keeps what a change cannot have touched. */
export interface Checker {
  /**
   * Checks the project as it is now. One check at a time.
   *
   * @param changed the files that were written, added or removed since the last one, project-relative.
   *   Default: what the times of change tell, which takes a look at every file of the project
   * @throws OptionsError when an option is not what it must be
   */
  check(changed?: readonly string[]): Promise<CheckerResult>
}

export interface CheckerResult extends CheckResult {
  /** The modules whose calls of `after` have been linked: all of them, or those that the change reaches. */
  readonly linked: readonly string[]
}

export function createChecker(options: CheckOptions): Checker {
  const {
    onProgress: _,
    cache: __,
    isBackground: ___,
    isEntry: ____,
    texts = new Map<string, string>(),
    ...rest
  } = options
  let isFirst = true
  let run: CheckRun | null = null
  let cache: Cache | null = null
  return {
    async check(changed) {
      // Node loads the clock of `performance` when it is first asked.
      const begin = process.uptime()
      const settings = resolveOptions(rest)
      const root = resolve(settings.root).replaceAll('\\', '/')

      async function find(): Promise<CheckOutcome> {
        if (run !== null) {
          if (changed === undefined) await run.outcome.written
          return run.rerun(changed ?? run.listChanged())
        }
        cache = openCacheFor(root, options)
        // Texts that are not written are no state to come back to: only the other files' summaries serve.
        const isKept = (isFirst || changed === undefined) && texts.size === 0
        const kept = isKept ? ((cache?.readResult() ?? null) as KeptResult | null) : null
        if (kept !== null) return replay(kept, options)
        run = await startCheck({ root, cache, texts, settings, options })
        return run.outcome
      }

      const { result, ...outcome } = await find()
      isFirst = false
      return {
        ...result,
        ...outcome,
        diagnostics: applySeverities(result.diagnostics, settings.rules),
        stats: { ...result.stats, ms: (process.uptime() - begin) * 1000 },
        textOf: (file) => texts.get(file) ?? readText(join(root, file)),
        summaryOf: (file, code) => cache?.summaries.get(keyOfText(file, code)) ?? null,
      }
    },
  }
}

function replay(kept: KeptResult, options: CheckOptions): CheckOutcome {
  const { files } = kept.stats
  options.onProgress?.({ phase: 'scan', done: files, total: files })
  return {
    result: { ...kept, stats: { ...kept.stats, scanned: 0, parsed: 0 } },
    linked: [],
    listSites: async () => (await checkProject({ ...options, cache: false })).listSites(),
    written: Promise.resolve(),
  }
}

/** The severities that a project sets are left out: they are applied to what is kept. */
function openCacheFor(root: string, options: CheckOptions): Cache | null {
  const { preset, apps, appDir, serverEntries, sources, runtime } = options
  const { isEntry, cache = isEntry === undefined } = options
  // A project that nothing is installed in gets no folder that nobody asked for.
  if (cache === false || (cache === true && !existsSync(join(root, 'node_modules')))) return null
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
