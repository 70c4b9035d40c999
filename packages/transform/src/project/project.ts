/** A program over the file system: the project's modules, found, scanned and linked as they are asked for. */
import { posix, resolve as resolvePath } from 'node:path'
import type { ApiTable } from '../module/apis.ts'
import type { App } from '../program/apps.ts'
import { isProjectFact, type ProjectFacts } from '../program/detect-apps.ts'
import type { EntryKind, EntryPhase } from '../program/entries/entry.ts'
import { isEntryFile } from '../program/entries.ts'
import type { Program } from '../program/program.ts'
import { describeUnreadable, isSource, listFiles } from './files.ts'
import { createGraph } from './graph.ts'
import { createPackages } from './packages.ts'
import type { Problem } from './problem.ts'
import { searchReach } from './reachable.ts'
import { findRepository } from './repository.ts'
import { createResolver } from './resolve.ts'
import { createScanner, type Interest, listSpecifiers } from './scan.ts'
import { createSummaries } from './summaries.ts'
import { createTree } from './tree.ts'
import { createAliases } from './tsconfig.ts'

export interface Project extends Program {
  /** The source files under the root, in the order of the walk. */
  readonly files: readonly string[]
  /** Its applications. */
  readonly apps: readonly App[]
  /** Those of them that are of an interest, by their text alone. */
  listFiles(interest: Interest): readonly string[]
  /** A module's text; `null` where it cannot be read. */
  textOf(file: string): string | null
  /** What could not be read so far, in the order of the files. */
  listProblems(): readonly Problem[]
  /** How many texts have been read so far. */
  countScanned(): number
  /** How many modules have been parsed so far. */
  countParsed(): number
}

export interface OpenProjectOptions {
  /** The folder whose files are checked. */
  readonly root: string
  readonly apis: ApiTable
  readonly serverEntries: readonly string[]
  readonly findApps: (facts: ProjectFacts) => readonly App[]
  /** What files hold that are not written yet, by project-relative path. */
  readonly texts?: ReadonlyMap<string, string> | undefined
}

/** Walks and scans the folder; parses nothing. Never throws for what it finds there. */
export function openProject(options: OpenProjectOptions): Project {
  const { apis, texts, serverEntries } = options
  const root = resolvePath(options.root).replaceAll('\\', '/').replace(/\/$/, '')
  const { top, ignored } = findRepository(root)
  const walked = listFiles(root, ignored)
  const problems = new Map<string, Problem>()
  const report = (problem: Problem) => {
    problems.set(`${problem.file}\0${problem.message}`, problem)
  }
  walked.problems.forEach(report)

  const tree = createTree({
    root,
    files: walked,
    texts: texts ?? new Map(),
    onUnreadable: (file, error) => report(describeUnreadable(file, error)),
  })
  // Of a workspace around the project only its packages' names are needed.
  const listManifests = (folder: string) =>
    folder.startsWith('../')
      ? listFiles(posix.join(root, folder)).manifests.map((file) =>
          posix.relative(root, posix.join(root, folder, file)),
        )
      : walked.manifests.filter((file) => file.startsWith(folder))
  const packages = createPackages({ tree, listManifests, top, report })
  const aliases = createAliases({ tree, packages, configs: walked.configs, top, report })
  const { resolve } = createResolver({ tree, packages, aliases })
  const { scan, has } = createScanner(apis)

  const interests = new Map<string, number>()
  function interestsOf(file: string): number {
    let bits = interests.get(file)
    if (bits === undefined) {
      bits = scan(tree.readSource(file) ?? '')
      interests.set(file, bits)
    }
    return bits
  }
  walked.sources.forEach(interestsOf)

  const graph = createGraph({
    files: walked.sources,
    specifiersOf: (file) => listSpecifiers(tree.readSource(file) ?? ''),
    resolve,
    matters: (file) => has(interestsOf(file), 'api'),
    isBoundary: (file) => has(interestsOf(file), 'client'),
  })
  const apps = findApps()
  const isExporting = apps.some((app) => app.isStaticExport)
  function findApps(): readonly App[] {
    const files = [...walked.sources, ...walked.manifests]
    const facts = files.filter(isProjectFact).map((file) => [file, tree.read(file) ?? ''] as const)
    return options.findApps({ files, texts: new Map(facts) })
  }

  const inBrowser = new Map<string, boolean>()
  const summaries = createSummaries({ textOf: tree.readSource, apis, report })

  return {
    files: walked.sources,
    apps,
    listFiles: (interest) => walked.sources.filter((file) => has(interestsOf(file), interest)),
    textOf: tree.readSource,
    listProblems: () => [...problems.values()].sort((a, b) => (a.file < b.file ? -1 : 1)),
    countScanned: () => interests.size,
    countParsed: () => summaries.parsed,
    summaryOf: (file) => (isSource(file) ? summaries.get(file) : null),
    resolve,
    importersOf: graph.importersOf,
    mayReach: graph.mayReach,
    mayHaveEntries,
    mayRunInBrowser: (file) =>
      inBrowser.get(file) ??
      searchReach(file, {
        known: inBrowser,
        nextOf: graph.importersOf,
        matters: (module) => has(interestsOf(module), 'client'),
      }),
  }

  /** By its path; server functions and what is cached may stand in any module, and its text tells. */
  function mayHaveEntries(file: string, kind?: EntryKind): boolean {
    const mentions = (interest: Interest) => has(interestsOf(file), interest)
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
}
