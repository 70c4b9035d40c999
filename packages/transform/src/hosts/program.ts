/** The whole program behind the modules that a build tool hands over: checked at the end of a build, and again where files have changed. */
import { relative, resolve } from 'node:path'
import { type Checker, type CheckResult, createChecker } from '../check.ts'
import { isSource } from '../project/files.ts'
import { type Finding, keyOf } from './findings.ts'
import type { Host } from './host.ts'
import { dropKnown } from './known.ts'

export interface HostProgram {
  /** Notes a file that was written, added or removed; an absolute path. */
  noteChange(path: string): void
  /** The program with the changes that were noted: the last answer where there are none. Never rejects. */
  check(): Promise<ProgramFindings>
  /** The program as its files are now, whether changes were noted or not. Never rejects. */
  checkFiles(): Promise<ProgramFindings>
  /**
   * The same for a build: what concerns it.
   *
   * @param paths of the build's modules, absolute
   */
  checkBuilt(paths: Iterable<string>): Promise<BuiltProgram>
}

export interface ProgramFindings extends Pick<CheckResult, 'problems' | 'listSites'> {
  readonly findings: readonly Finding[]
  /** Why there are none, where the check itself failed. */
  readonly failure: string | null
}

export function createHostProgram({
  check: options,
  baseline,
}: Pick<Host, 'check' | 'baseline'>): HostProgram {
  const changed = new Set<string>()
  let checker: Checker = createChecker(options)
  let running: Promise<ProgramFindings> | null = null

  async function runNoted(last: ProgramFindings | null): Promise<ProgramFindings> {
    // Whoever asked before has had them looked at.
    return last !== null && changed.size === 0 ? last : run([...changed])
  }

  async function run(files?: readonly string[]): Promise<ProgramFindings> {
    changed.clear()
    try {
      const result = await checker.check(files)
      const { problems, listSites } = result
      let sites: ReturnType<typeof listSites> | undefined
      return {
        findings: listFindings(result),
        problems,
        listSites: () => {
          sites ??= listSites()
          return sites
        },
        failure: null,
      }
    } catch (error) {
      // The build is as good without: each module is checked alone.
      checker = createChecker(options)
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
      return { findings: [], problems: [], listSites: async () => [], failure: reason }
    }
  }

  function listFindings({ diagnostics, textOf }: CheckResult): Finding[] {
    return (
      dropKnown(diagnostics, baseline, textOf)
        // The bundle decides what gets into a browser.
        .filter(({ code }) => code !== 'after-in-client')
        .map((diagnostic) => ({ diagnostic, code: textOf(diagnostic.file) ?? '' }))
    )
  }

  async function checkFiles(): Promise<ProgramFindings> {
    running = running === null ? run() : running.then(() => run())
    return running
  }

  /** What is said of an entry point that is not built may be true of another one that is. */
  async function findOthers(
    findings: readonly Finding[],
    isBuilt: (file: string) => boolean,
  ): Promise<Finding[]> {
    const places = new Set(
      findings
        .filter((finding) => isBuilt(finding.diagnostic.file) && !concerns(finding, isBuilt))
        .map(keyOf),
    )
    if (places.size === 0) return []
    const result = await createChecker({ ...options, isEntry: isBuilt }).check()
    return listFindings(result).filter((finding) => {
      return places.has(keyOf(finding)) && concerns(finding, isBuilt)
    })
  }

  return {
    noteChange(path) {
      changed.add(relative(options.root, path).replaceAll('\\', '/'))
    },
    check() {
      if (running === null) running = runNoted(null)
      else if (changed.size > 0) running = running.then(runNoted)
      return running
    },
    checkFiles,
    async checkBuilt(paths) {
      const isBuilt = compareBuilt(options.root, paths)
      const program = await checkFiles()
      const { findings, problems } = selectBuilt(program, isBuilt)
      return { findings: [...findings, ...(await findOthers(program.findings, isBuilt))], problems }
    },
  }
}

/** The program of a host that may be configured anew: the same as long as it comes out the same. */
export function keepProgram(): (host: Host) => HostProgram {
  let kept: { readonly stamp: string; readonly program: HostProgram } | null = null
  return (host) => {
    const { stamp } = host
    if (kept?.stamp !== stamp) kept = { stamp, program: createHostProgram(host) }
    return kept.program
  }
}

/** What a build is told of its program. */
export interface BuiltProgram {
  readonly findings: readonly Finding[]
  /** What could not be checked, each a line to print. */
  readonly problems: readonly string[]
}

/**
 * What concerns a build: findings in its modules that an entry point of its own leads to, and what is
 * wrong with these modules or with a configuration. A file that nobody builds fails no build.
 */
function selectBuilt(
  { findings, problems, failure }: ProgramFindings,
  isBuilt: (file: string) => boolean,
): BuiltProgram {
  return {
    findings: findings.filter((finding) => concerns(finding, isBuilt)),
    problems: [
      ...problems
        .filter(({ file }) => !isSource(file) || isBuilt(file))
        .map(({ file, message, advice }) => `afterword: ${file} ${message}. ${advice}`),
      ...(failure === null
        ? []
        : [`afterword: the program could not be checked as a whole, its modules were: ${failure}`]),
    ],
  }
}

/** The problems of a program that concern whatever is built of it, each a line to print. */
export function listCommonProblems(program: ProgramFindings): readonly string[] {
  return selectBuilt(program, () => false).problems
}

/** @returns whether a file of the project, by its relative path, is among the paths */
function compareBuilt(root: string, paths: Iterable<string>): (file: string) => boolean {
  const built = new Set(Array.from(paths, toPortable))
  return (file) => built.has(toPortable(resolve(root, file)))
}

function concerns(finding: Finding, isBuilt: (file: string) => boolean): boolean {
  return concernedFiles(finding).every(isBuilt)
}

/** The files that a build has when a finding concerns it, project-relative. */
export function concernedFiles({ diagnostic: { file, entry } }: Finding): string[] {
  return entry === null ? [file] : [file, entry.slice(0, entry.lastIndexOf('#'))]
}

/** The path of a module as all builds and file systems have it. */
export function toPortable(path: string): string {
  return path.replaceAll('\\', '/').replace(/[?#].*$/, '')
}
