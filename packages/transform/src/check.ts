/** Checks a whole project: finds its files, links them, and runs every rule on those that concern one. */
import { checkProgram } from './check-program.ts'
import type { Diagnostic } from './diagnostics/diagnostic.ts'
import { applySeverities } from './diagnostics/severity.ts'
import { suppress } from './diagnostics/suppress.ts'
import { createApiTable } from './module/apis.ts'
import type { ModuleSummary } from './module/summary.ts'
import { type CompilerOptions, resolveOptions } from './options.ts'
import { type App, appOf } from './program/apps.ts'
import { findClientPath } from './program/client-path.ts'
import { detectApps, type ProjectFacts } from './program/detect-apps.ts'
import type { EntryPhase } from './program/entries/entry.ts'
import { findEntries } from './program/entries.ts'
import type { LinkedSite } from './program/link.ts'
import type { Problem } from './project/problem.ts'
import { openProject } from './project/project.ts'
import type { ClientUse } from './rules/rule.ts'

export interface CheckOptions
  extends Pick<
    CompilerOptions,
    'preset' | 'appDir' | 'serverEntries' | 'sources' | 'runtime' | 'rules'
  > {
  /** The folder that is checked. */
  readonly root: string
  /** Where what was read of each file is kept, a folder below `root`. */
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
  listSites(): readonly SiteReport[]
  /** The text a diagnostic's offsets mean; `null` for a file that cannot be read. */
  textOf(file: string): string | null
}

export interface CheckStats {
  /** Source files under the root. */
  readonly files: number
  /** Files whose text has been read. */
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

/** @throws OptionsError when an option is not what it must be */
export async function checkProject(options: CheckOptions): Promise<CheckResult> {
  const begin = performance.now()
  const { onProgress, cache: _, texts, ...rest } = options
  const settings = resolveOptions(rest)
  const apis = createApiTable(settings)
  const project = openProject({ ...settings, apis, texts, findApps })
  const total = project.files.length
  onProgress?.({ phase: 'scan', done: total, total })

  const modules = project.listFiles('after').flatMap(summarize)
  const entryOptions = { ...settings, apps: project.apps, apis }
  const { diagnostics, sites } = checkProgram({
    program: project,
    apis,
    modules,
    entriesOf: (module) => findEntries(module, entryOptions),
    clientOf,
  })
  const suppressions = project.listFiles('suppression').flatMap(summarize)
  const left = suppress({
    diagnostics,
    suppressions: new Map(suppressions.map((module) => [module.file, module.suppressions])),
    isWhole: true,
  })
  onProgress?.({ phase: 'check', done: modules.length, total: modules.length })

  return {
    diagnostics: applySeverities(left, settings.rules),
    listSites: () => sites.map(reportSite),
    problems: project.listProblems(),
    stats: {
      files: total,
      scanned: project.countScanned(),
      parsed: project.countParsed(),
      sites: sites.length,
      ms: performance.now() - begin,
    },
    textOf: project.textOf,
  }

  function findApps(facts: ProjectFacts): readonly App[] {
    return options.appDir === undefined ? detectApps(facts, options.preset) : settings.apps
  }

  // Elsewhere what a browser's module does not use of an import may be left out of its bundle.
  function clientOf(module: ModuleSummary): ClientUse | null {
    if (module.directives.includes('use client')) return { type: 'directive' }
    const path = module.directives.includes('use server') ? null : findClientPath(project, module)
    const isNext =
      path && appOf(path[0]?.file ?? '', project.apps)?.conventions.includes('next-app')
    return isNext ? { type: 'bundle', path } : null
  }

  function summarize(file: string): ModuleSummary[] {
    const summary = project.summaryOf(file)
    return summary === null ? [] : [summary]
  }
}

function reportSite({ module, site, form, task, entries, listFiles }: LinkedSite): SiteReport {
  return {
    file: module.file,
    line: site.place.line,
    column: site.place.column,
    api: site.api,
    caller: site.caller,
    form,
    contexts: [...new Set(entries.map(({ entry }) => entry.phase))].sort(),
    entries: [...new Set(entries.map(({ entry }) => `${entry.file}#${entry.name}`))].sort(),
    captured:
      task.value.type === 'function'
        ? (task.module.functions[task.value.function]?.captures ?? [])
        : [],
    filesReached: listFiles().sort(),
  }
}
