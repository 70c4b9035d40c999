/** The whole program behind the modules that a build tool hands over: checked at the end of a build, and again where files have changed. */
import { relative, resolve } from 'node:path'
import { type Checker, type CheckResult, createChecker } from '../check.ts'
import { isSource } from '../project/files.ts'
import type { Finding } from './findings.ts'
import type { Host } from './host.ts'
import { dropKnown } from './known.ts'

export interface HostProgram {
  /** Notes a file that was written, added or removed; an absolute path. */
  noteChange(path: string): void
  /** The program with the changes that were noted: the last answer where there are none. Never rejects. */
  check(): Promise<ProgramFindings>
  /** The program as its files are now, whether changes were noted or not. Never rejects. */
  checkFiles(): Promise<ProgramFindings>
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
      const { diagnostics, problems, textOf, listSites } = await checker.check(files)
      let sites: ReturnType<typeof listSites> | undefined
      return {
        findings: dropKnown(diagnostics, baseline, textOf)
          // The bundle decides what gets into a browser.
          .filter(({ code }) => code !== 'after-in-client')
          .map((diagnostic) => ({ diagnostic, code: textOf(diagnostic.file) ?? '' })),
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

  return {
    noteChange(path) {
      changed.add(relative(options.root, path).replaceAll('\\', '/'))
    },
    check() {
      if (running === null) running = runNoted(null)
      else if (changed.size > 0) running = running.then(runNoted)
      return running
    },
    checkFiles() {
      running = running === null ? run() : running.then(() => run())
      return running
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
 *
 * @param paths of the build's modules, absolute
 */
export function selectBuilt(
  { findings, problems, failure }: ProgramFindings,
  root: string,
  paths: Iterable<string>,
): BuiltProgram {
  const built = new Set(Array.from(paths, toPortable))
  const isBuilt = (file: string) => built.has(toPortable(resolve(root, file)))
  return {
    findings: findings.filter((finding) => concernedFiles(finding).every(isBuilt)),
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

/** The files that a build has when a finding concerns it, project-relative. */
export function concernedFiles({ diagnostic: { file, entry } }: Finding): string[] {
  return entry === null ? [file] : [file, entry.slice(0, entry.lastIndexOf('#'))]
}

/** The path of a module as all builds and file systems have it. */
export function toPortable(path: string): string {
  return path.replaceAll('\\', '/').replace(/[?#].*$/, '')
}
