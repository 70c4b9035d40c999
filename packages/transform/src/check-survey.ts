/** Runs every rule on the modules of a survey that concern one. */
import type { SiteReport } from './check.ts'
import { checkProgram } from './check-program.ts'
import type { Diagnostic } from './diagnostics/diagnostic.ts'
import { suppress } from './diagnostics/suppress.ts'
import { createApiTable } from './module/apis.ts'
import type { ModuleSummary } from './module/summary.ts'
import type { ResolvedOptions } from './options.ts'
import { type App, appOf, type Preset } from './program/apps.ts'
import { findClientPath } from './program/client-path.ts'
import { detectApps, type ProjectFacts } from './program/detect-apps.ts'
import { findEntries } from './program/entries.ts'
import type { LinkedSite } from './program/link.ts'
import type { Problem } from './project/problem.ts'
import { type OpenProjectOptions, openProject, type Project } from './project/project.ts'
import type { Mark } from './project/scan.ts'
import type { SummaryStore } from './project/summaries.ts'
import type { Survey } from './project/survey.ts'
import type { ClientUse } from './rules/rule.ts'

export interface CheckSurveyInput {
  readonly survey: Survey
  readonly settings: ResolvedOptions
  /** What stands for all applications; `null` where each is told by its own files. */
  readonly preset: Preset | null
  /** Whether the applications are those that are found, and not the one of the options. */
  readonly hasOwnApps: boolean
  /** What files hold that are not written yet, by project-relative path. */
  readonly texts: ReadonlyMap<string, string>
  readonly store: SummaryStore | null
  readonly waitForImporters: OpenProjectOptions['waitForImporters']
  readonly onProgress: (done: number, total: number) => void
}

export interface CheckedSurvey {
  readonly diagnostics: readonly Diagnostic[]
  readonly problems: readonly Problem[]
  /** How many modules were parsed. */
  readonly parsed: number
  /** How many calls of `after` there are. */
  readonly sites: number
  listSites(): SiteReport[]
  /** What the result depends on besides the survey: paths of files and folders, there or not. */
  listConsulted(): readonly string[]
}

export function checkSurvey(input: CheckSurveyInput): CheckedSurvey {
  const { settings, hasOwnApps, preset, onProgress } = input
  const apis = createApiTable(settings)
  const findApps = (facts: ProjectFacts): readonly App[] =>
    hasOwnApps ? detectApps(facts, preset ?? undefined) : settings.apps
  const { serverEntries } = settings
  const project = openProject({ ...input, apis, serverEntries, findApps })
  const summarize = (mark: Mark): ModuleSummary[] =>
    project.listMarked(mark).flatMap((file) => project.summaryOf(file) ?? [])

  const modules = [...new Set([...summarize('after'), ...summarize('wait-until')])]
  onProgress(0, modules.length)
  const options = { apps: project.apps, serverEntries, apis }
  const checked = checkProgram({
    program: project,
    apis,
    modules,
    entriesOf: (module) => findEntries(module, options),
    clientOf: (module) => findClientUse(project, module),
  })
  const suppressions = summarize('suppression').map(
    (module) => [module.file, module.suppressions] as const,
  )
  const diagnostics = suppress({
    diagnostics: checked.diagnostics,
    suppressions: new Map(suppressions),
    isWhole: true,
  })
  onProgress(modules.length, modules.length)
  return {
    diagnostics,
    problems: project.listProblems(),
    parsed: project.countParsed(),
    sites: checked.sites.length,
    listSites: () => checked.sites.map(reportSite),
    listConsulted: project.listConsulted,
  }
}

/** Elsewhere than with Next, what a browser's module does not use of an import may be left out of its bundle. */
function findClientUse(project: Project, module: ModuleSummary): ClientUse | null {
  if (module.directives.includes('use client')) return { type: 'directive' }
  const path = module.directives.includes('use server') ? null : findClientPath(project, module)
  const isNext = path && appOf(path[0]?.file ?? '', project.apps)?.conventions.includes('next-app')
  return isNext ? { type: 'bundle', path } : null
}

function reportSite({ module, site, form, task, entries, listFiles }: LinkedSite): SiteReport {
  const callback =
    task.value.type === 'function' ? task.module.functions[task.value.function] : null
  return {
    file: module.file,
    line: site.place.line,
    column: site.place.column,
    api: site.api,
    caller: site.caller,
    form,
    contexts: [...new Set(entries.map(({ entry }) => entry.phase))].sort(),
    entries: [...new Set(entries.map(({ entry }) => `${entry.file}#${entry.name}`))].sort(),
    captured: callback?.captures ?? [],
    filesReached: listFiles().sort(),
  }
}
