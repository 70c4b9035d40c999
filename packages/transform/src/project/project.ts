/** A program over the file system: the modules of a survey, linked as they are asked for. */
import type { ApiTable } from '../module/apis.ts'
import type { App } from '../program/apps.ts'
import type { EntryKind, EntryPhase } from '../program/entries/entry.ts'
import { isEntryFile } from '../program/entries.ts'
import type { Program } from '../program/program.ts'
import { isProjectFact, type ProjectFacts } from '../program/project-facts.ts'
import { isTest } from './assigned.ts'
import { createFacts } from './facts.ts'
import { isSource } from './files.ts'
import { createGraph } from './graph.ts'
import { type ImporterIndex, indexImporters, readImporters } from './importers.ts'
import { createLinks } from './links.ts'
import { findOutside, type OutsideModules } from './outside.ts'
import type { Problem } from './problem.ts'
import { createScanner, type Mark, mayExport } from './scan.ts'
import { createSummaries, type KnownSummary, type SummaryStore } from './summaries.ts'
import type { Survey } from './survey.ts'
import { folderOf } from './tree.ts'

export interface Project extends Program {
  /** Its applications. */
  readonly apps: readonly App[]
  /**
   * The sources with a mark, by their text alone, in the order of the walk; then the modules with it that
   * they lead to in packages beside the project.
   */
  listMarked(mark: Mark): readonly string[]
  /** A module's text; `null` where it cannot be read. */
  textOf(file: string): string | null
  /** What could not be read so far, in the order of the files. */
  listProblems(): readonly Problem[]
  /** How many modules have been parsed so far. */
  countParsed(): number
  /** What has been asked of the disk so far besides the survey: the paths of files and folders, there or not. */
  listConsulted(): readonly string[]
  /**
   * Takes in that sources have other texts now, and returns those of which anything that has been
   * asked is answered otherwise.
   */
  reread(files: readonly string[]): string[]
  /** The summaries that have been made so far. */
  listSummaries(): readonly KnownSummary[]
}

export interface OpenProjectOptions {
  readonly survey: Survey
  readonly apis: ApiTable
  readonly serverEntries: readonly string[]
  readonly findApps: (facts: ProjectFacts) => readonly App[]
  /** What files hold that are not written yet, by project-relative path. */
  readonly texts: ReadonlyMap<string, string>
  readonly store: SummaryStore | null
  /** Summaries of texts that are as they were. */
  readonly summaries: readonly KnownSummary[]
  /** The survey's own index, once it has one; `null` where it has none. */
  readonly waitForImporters: () => ImporterIndex | null
}

interface Importers {
  /** Of a file, among the sources. */
  readonly inside: (file: string) => readonly string[]
  readonly outside: OutsideModules
}

/** Parses nothing. Never throws for what it finds on the disk. */
export function openProject(options: OpenProjectOptions): Project {
  const { survey, apis, texts, serverEntries, store } = options
  const { listing } = survey
  const problems = new Map<string, Problem>()
  const report = (problem: Problem) => {
    problems.set(`${problem.file}\0${problem.message}`, problem)
  }
  survey.problems.forEach(report)

  const { tree, packages, resolver } = createLinks({ plan: survey, texts, report })
  const facts = createFacts({
    survey,
    scanner: createScanner(apis),
    textOf: tree.readSource,
    isReplaced: (file) => texts.has(file),
  })
  const openGraph = () =>
    createGraph({
      specifiersOf: facts.specifiersOf,
      resolverOf: resolver.resolverOf,
      importersOf,
      matters: (file) => facts.hasMark(file, 'api'),
      isClient: (file) => facts.hasMark(file, 'client'),
      isServer: (file) => facts.hasMark(file, 'server'),
    })
  const summaries = createSummaries({
    tree,
    packages,
    apis,
    report,
    store,
    known: options.summaries,
  })
  const reread = new Set<string>()
  let graph = openGraph()
  const apps = findApps()
  const isExporting = apps.some((app) => app.isStaticExport)
  const hasEntries = new Map<EntryKind | undefined, boolean>()
  let importers: Importers | null = null

  return {
    apps,
    listMarked(mark) {
      const isMarked = (file: string) => facts.hasMark(file, mark)
      return [...facts.listMarked(mark), ...listOutside().filter(isMarked)]
    },
    textOf: tree.readSource,
    listProblems: () => [...problems.values()].sort((a, b) => (a.file < b.file ? -1 : 1)),
    countParsed: () => summaries.parsed,
    listConsulted: tree.listConsulted,
    summaryOf: (file) => (isSource(file) ? summaries.get(file) : null),
    resolve: resolver.resolve,
    importersOf,
    writersOf,
    mayExport: (file, name) => mayExport(tree.readSource(file) ?? '', name),
    mayReach: (file) => graph.mayReach(file),
    mayHaveEntries,
    hasEntries(kind) {
      const known = hasEntries.get(kind)
      if (known !== undefined) return known
      const isFound = (file: string) => mayHaveEntries(file, kind)
      const found =
        hasPlaces(kind) && (listing.sources.some(isFound) || listOutside().some(isFound))
      hasEntries.set(kind, found)
      return found
    },
    mayRunInBrowser: (file) => graph.mayRunInBrowser(file),
    reread(files) {
      const isOf = (problem: Problem) => files.includes(problem.file)
      for (const [key, problem] of problems) if (isOf(problem)) problems.delete(key)
      for (const file of files) reread.add(file)
      const told = new Set(files.filter((file) => facts.reread(file)))
      if (told.size > 0) {
        graph = openGraph()
        importers = null
        hasEntries.clear()
      }
      // Whether anybody still asks for the summary of a text that tells something else is to be seen.
      for (const file of told) summaries.forget(file)
      return files.filter((file) => told.has(file) || summaries.reread(file))
    },
    listSummaries: summaries.list,
  }

  /** What the applications say without looking at their files. */
  function hasPlaces(kind?: EntryKind): boolean {
    if (kind === 'exported') return isExporting
    return kind !== 'pages' || apps.some((app) => app.pagesDirs.length > 0)
  }

  function importersOf(file: string): readonly string[] {
    const { inside, outside } = openImporters()
    const others = outside.importersOf(file)
    return others.length === 0 ? inside(file) : [...inside(file), ...others]
  }

  /** A project that is no part of a larger one has nothing beside it. */
  function listOutside(): readonly string[] {
    return survey.top === '' ? [] : openImporters().outside.files
  }

  function openImporters(): Importers {
    if (importers === null) {
      const index = findImporters()
      const { specifiersOf } = facts
      const { resolverOf } = resolver
      const inside = readImporters(survey, index)
      const imported = index.outside
      const outside = findOutside({ imported, importersOf: inside, specifiersOf, resolverOf })
      importers = { inside, outside }
    }
    return importers
  }

  function writersOf(file: string, name: string): readonly string[] {
    const found: string[] = []
    const forwarding = new Set([file])
    // The set grows while it is read.
    for (const each of forwarding) {
      for (const importer of importersOf(each)) {
        // In a browser, and in tests, the object is another.
        if (forwarding.has(importer) || isTest(importer) || facts.hasMark(importer, 'client'))
          continue
        const { names, isAny, isForwarding } = facts.assignedIn(importer)
        if (isAny || names.has(name)) found.push(importer)
        if (isForwarding) forwarding.add(importer)
      }
    }
    return [...new Set(found)]
  }

  function findImporters(): ImporterIndex {
    // What is not written yet, or since, the survey has not seen.
    const isSurveyed = texts.size === 0 && reread.size === 0
    const surveyed = isSurveyed ? options.waitForImporters() : null
    const { specifiersOf } = facts
    const { resolverOf } = resolver
    return surveyed ?? indexImporters({ sources: listing.sources, specifiersOf, resolverOf })
  }

  /** By its path; server functions and what is cached may stand in any module, and its text tells. */
  function mayHaveEntries(file: string, kind?: EntryKind): boolean {
    const isEntry = (phase?: EntryPhase) => isEntryFile(file, { apps, serverEntries }, phase)
    switch (kind) {
      case undefined:
        return (
          isEntry() ||
          facts.hasMark(file, 'action') ||
          facts.hasMark(file, 'cache') ||
          facts.hasTrait(file, 'handler')
        )
      case 'action':
        return isEntry(kind) || facts.hasMark(file, 'action')
      case 'cache':
        return facts.hasMark(file, 'cache')
      case 'static':
        return (isEntry('render') || isEntry('route')) && facts.hasTrait(file, 'static')
      case 'exported':
        return isExporting && (isEntry('render') || isEntry('route'))
      default:
        return isEntry(kind)
    }
  }

  function findApps(): readonly App[] {
    // One that is broken is told of, whatever is imported.
    for (const file of listing.manifests) packages.at(folderOf(file))
    const files = [...listing.sources, ...listing.manifests]
    const read = files.filter(isProjectFact).map((file) => [file, tree.read(file) ?? ''] as const)
    return options.findApps({ files, texts: new Map(read) })
  }
}
