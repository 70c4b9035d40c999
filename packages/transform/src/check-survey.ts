/** Runs every rule on the modules of a survey that concern one, and again on those that a change reaches. */
import type { SiteReport } from './check.ts'
import { type CheckedModule, checkProgram, listDiagnostics } from './check-program.ts'
import type { Diagnostic } from './diagnostics/diagnostic.ts'
import { suppress } from './diagnostics/suppress.ts'
import { createApiTable } from './module/apis.ts'
import type { ModuleSummary } from './module/summary.ts'
import type { ResolvedOptions } from './options.ts'
import { type App, appOf, type Preset } from './program/apps.ts'
import { findClientPath } from './program/client-path.ts'
import { detectApps } from './program/detect-apps.ts'
import { findEntries } from './program/entries.ts'
import type { LinkedSite } from './program/link.ts'
import type { ProjectFacts } from './program/project-facts.ts'
import { isOutside } from './project/outside.ts'
import type { Problem } from './project/problem.ts'
import { type OpenProjectOptions, openProject, type Project } from './project/project.ts'
import { searchReach } from './project/reachable.ts'
import type { KnownSummary, SummaryStore } from './project/summaries.ts'
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
  /** Which files' entry points count. */
  readonly isEntry: (file: string) => boolean
  readonly store: SummaryStore | null
  /** Summaries of texts that are as they were. */
  readonly summaries: readonly KnownSummary[]
  readonly waitForImporters: OpenProjectOptions['waitForImporters']
  readonly onProgress: (done: number, total: number) => void
}

export interface CheckedSurvey {
  readonly diagnostics: readonly Diagnostic[]
  readonly problems: readonly Problem[]
  /** How many modules were parsed. */
  readonly parsed: number
  /** The modules whose calls of `after` were linked. */
  readonly linked: readonly string[]
  /** How many calls of `after` there are. */
  readonly sites: number
  listSites(): SiteReport[]
}

/** A survey's program, which is checked as often as its files change. */
export interface SurveyCheck {
  run(): CheckedSurvey
  /** Checks what reaches, or is reached by, sources that have other texts now. */
  rerun(changed: readonly string[]): CheckedSurvey
  /** The summaries that have been made so far. */
  listSummaries(): readonly KnownSummary[]
  /** What the result depends on besides the survey: paths of files and folders, there or not. */
  listConsulted(): readonly string[]
}

export function openSurvey(input: CheckSurveyInput): SurveyCheck {
  const { settings, hasOwnApps, preset, isEntry, onProgress } = input
  const apis = createApiTable(settings)
  const findApps = (facts: ProjectFacts): readonly App[] =>
    hasOwnApps ? detectApps(facts, preset ?? undefined) : settings.apps
  const { serverEntries } = settings
  const project = openProject({ ...input, apis, serverEntries, findApps })
  const options = { apps: project.apps, serverEntries, apis }
  const found = new Map<string, CheckedModule>()
  let parsedBefore = 0

  return {
    run: () => check(() => true),
    rerun(changed) {
      const before = new Set([...found.keys()].filter(relatedTo(changed)))
      const answered = project.reread(changed)
      if (answered.length === 0) return check(() => false)
      const isRelated = relatedTo(answered)
      return check((file) => before.has(file) || isRelated(file))
    },
    listSummaries: project.listSummaries,
    listConsulted: project.listConsulted,
  }

  /** @param isConcerned whether a module is to be linked, or linked again */
  function check(isConcerned: (file: string) => boolean): CheckedSurvey {
    const concerned = listConcerned().filter(isConcerned)
    for (const file of found.keys()) if (isConcerned(file)) found.delete(file)
    onProgress(0, concerned.length)
    const checked = checkProgram({
      program: project,
      apis,
      modules: concerned.flatMap((file) => project.summaryOf(file) ?? []),
      entriesOf: (module) => (isEntry(module.file) ? findEntries(module, options) : []),
      clientOf: (module) => findClientUse(project, module),
    })
    // Of one that is not concerned only the calls were found that a concerned one hands `after` on to.
    for (const module of checked) if (isConcerned(module.file)) found.set(module.file, module)
    const modules = [...found.values()].sort((a, b) => (a.file < b.file ? -1 : 1))
    const suppressions = project.listMarked('suppression').flatMap((file) => {
      const summary = project.summaryOf(file)
      return summary ? [[file, summary.suppressions] as const] : []
    })
    const diagnostics = suppress({
      diagnostics: listDiagnostics(modules),
      suppressions: new Map(suppressions),
      // A package beside the project may have other users.
      isWhole: (file) => !isOutside(file),
    })
    onProgress(concerned.length, concerned.length)
    const sites = modules.flatMap((module) => module.sites)
    const parsed = project.countParsed() - parsedBefore
    parsedBefore += parsed
    return {
      diagnostics,
      problems: [
        ...project.listProblems(),
        ...modules.filter((one) => one.isCutShort).map(describeCut),
      ],
      parsed,
      linked: checked.map(({ file }) => file),
      sites: sites.length,
      listSites: () => sites.map(reportSite),
    }
  }

  function listConcerned(): string[] {
    const marks = ['after', 'wait-until'] as const
    return [...new Set(marks.flatMap((mark) => project.listMarked(mark)))]
  }

  /**
   * Whether what is found in a module may depend on one of the files: something imports both, through
   * others or itself. An entry point may hand a function of one to a function of the other.
   */
  function relatedTo(files: readonly string[]): (file: string) => boolean {
    const above = new Set(files)
    // The set grows while it is read.
    for (const file of above) for (const importer of project.importersOf(file)) above.add(importer)
    const known = new Map<string, boolean>()
    const matters = (file: string) => above.has(file)
    return (file) =>
      known.get(file) ?? searchReach(file, { known, nextOf: project.importersOf, matters })
  }
}

function describeCut({ file }: CheckedModule): Problem {
  return {
    file,
    message: 'has tasks that lead to more calls than are followed',
    advice: 'What lies behind those is not checked: schedule fewer tasks from one file.',
  }
}

/** Elsewhere than with Next, what a browser's module does not use of an import may be left out of its bundle. */
function findClientUse(project: Project, module: ModuleSummary): ClientUse | null {
  if (module.directives.includes('use client')) return { type: 'directive' }
  const path = module.directives.includes('use server') ? null : findClientPath(project, module)
  const isNext = path && appOf(path[0]?.file ?? '', project.apps)?.conventions.includes('next-app')
  return isNext ? { type: 'bundle', path } : null
}

function reportSite({ module, site, form, tasks, entries, listFiles }: LinkedSite): SiteReport {
  const captured = tasks.flatMap((task) =>
    task.value.type === 'function'
      ? (task.module.functions[task.value.function]?.captures ?? [])
      : [],
  )
  return {
    file: module.file,
    line: site.place.line,
    column: site.place.column,
    api: site.api,
    caller: site.caller,
    form,
    contexts: [...new Set(entries.map(({ entry }) => entry.phase))].sort(),
    entries: [...new Set(entries.map(({ entry }) => `${entry.file}#${entry.name}`))].sort(),
    captured: [...new Set(captured)],
    filesReached: listFiles().sort(),
  }
}
