/** A program over the file system: the modules of a survey, linked as they are asked for. */
import { posix } from 'node:path'
import type { ApiTable } from '../module/apis.ts'
import type { App } from '../program/apps.ts'
import { isProjectFact, type ProjectFacts } from '../program/detect-apps.ts'
import type { EntryKind, EntryPhase } from '../program/entries/entry.ts'
import { isEntryFile } from '../program/entries.ts'
import type { Program } from '../program/program.ts'
import { createFacts } from './facts.ts'
import { describeUnreadable, isSource, listFiles } from './files.ts'
import { createGraph } from './graph.ts'
import { createPackages } from './packages.ts'
import type { Problem } from './problem.ts'
import { searchReach } from './reachable.ts'
import { createResolver } from './resolve.ts'
import { createScanner, type Mark, type Trait } from './scan.ts'
import { createSummaries, type SummaryStore } from './summaries.ts'
import type { Survey } from './survey.ts'
import type { RunningSurvey } from './survey-thread.ts'
import { createTree } from './tree.ts'
import { createAliases } from './tsconfig.ts'

export interface Project extends Program {
  /** Its applications. */
  readonly apps: readonly App[]
  /** The sources with a mark, by their text alone, in the order of the walk. */
  listMarked(mark: Mark): readonly string[]
  /** A module's text; `null` where it cannot be read. */
  textOf(file: string): string | null
  /** What could not be read so far, in the order of the files. */
  listProblems(): readonly Problem[]
  /** How many modules have been parsed so far. */
  countParsed(): number
  /** What has been asked of the disk so far besides the survey: the paths of files and folders, there or not. */
  listConsulted(): readonly string[]
}

export interface OpenProjectOptions {
  readonly survey: Survey
  readonly running: Pick<RunningSurvey, 'peekFacts' | 'waitForFacts'>
  readonly apis: ApiTable
  readonly serverEntries: readonly string[]
  readonly findApps: (facts: ProjectFacts) => readonly App[]
  /** What files hold that are not written yet, by project-relative path. */
  readonly texts: ReadonlyMap<string, string>
  readonly store: SummaryStore | null
}

/** Parses nothing. Never throws for what it finds on the disk. */
export function openProject(options: OpenProjectOptions): Project {
  const { survey, running, apis, texts, serverEntries, store } = options
  const { root, top, listing } = survey
  const problems = new Map<string, Problem>()
  const report = (problem: Problem) => {
    problems.set(`${problem.file}\0${problem.message}`, problem)
  }
  for (const problem of [...listing.problems, ...survey.problems]) report(problem)

  const tree = createTree({
    root,
    listing,
    texts,
    onUnreadable: (file, error) => report(describeUnreadable(file, error)),
  })
  const packages = createPackages({ tree, listManifests, top, report })
  const aliases = createAliases({ tree, packages, configs: listing.configs, top, report })
  const { resolve } = createResolver({ tree, packages, aliases })
  const facts = createFacts({
    survey,
    scanner: createScanner(apis),
    peek: running.peekFacts,
    textOf: tree.readSource,
    isReplaced: (file) => texts.has(file),
  })
  const graph = createGraph({
    files: listing.sources,
    specifiersOf: facts.specifiersOf,
    resolve,
    matters: (file) => facts.hasTrait(file, 'api'),
    isBoundary: (file) => facts.hasTrait(file, 'client'),
  })
  const summaries = createSummaries({ tree, packages, apis, report, store })
  const apps = findApps()
  const isExporting = apps.some((app) => app.isStaticExport)
  const inBrowser = new Map<string, boolean>()

  return {
    apps,
    listMarked: facts.listMarked,
    textOf: tree.readSource,
    listProblems: () => [...problems.values()].sort((a, b) => (a.file < b.file ? -1 : 1)),
    countParsed: () => summaries.parsed,
    listConsulted: tree.listConsulted,
    summaryOf: (file) => (isSource(file) ? summaries.get(file) : null),
    resolve,
    importersOf,
    mayReach: graph.mayReach,
    mayHaveEntries,
    mayRunInBrowser: (file) =>
      inBrowser.get(file) ??
      searchReach(file, {
        known: inBrowser,
        nextOf: (module) => (facts.hasTrait(module, 'server') ? [] : importersOf(module)),
        matters: (module) => facts.hasTrait(module, 'client'),
      }),
  }

  /** By its path; server functions and what is cached may stand in any module, and its text tells. */
  function mayHaveEntries(file: string, kind?: EntryKind): boolean {
    const mentions = (trait: Trait) => facts.hasTrait(file, trait)
    const isEntry = (phase?: EntryPhase) => isEntryFile(file, { apps, serverEntries }, phase)
    switch (kind) {
      case undefined:
        return isEntry() || mentions('entry') || mentions('cache')
      case 'action':
        return isEntry(kind) || mentions('entry')
      case 'cache':
        return mentions('cache')
      case 'static':
        return mentions('static') && (isEntry('render') || isEntry('route'))
      case 'exported':
        return isExporting && (isEntry('render') || isEntry('route'))
      default:
        return isEntry(kind)
    }
  }

  function importersOf(file: string): readonly string[] {
    running.waitForFacts(survey)
    return graph.importersOf(file)
  }

  function findApps(): readonly App[] {
    const files = [...listing.sources, ...listing.manifests]
    const read = files.filter(isProjectFact).map((file) => [file, tree.read(file) ?? ''] as const)
    return options.findApps({ files, texts: new Map(read) })
  }

  /** Of a workspace around the project only its packages' names are needed. */
  function listManifests(folder: string): readonly string[] {
    if (!folder.startsWith('../')) {
      return listing.manifests.filter((file) => file.startsWith(folder))
    }
    const outside = posix.join(root, folder)
    return listFiles(outside).manifests.map((file) => posix.relative(root, `${outside}${file}`))
  }
}
