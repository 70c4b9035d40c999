/** The whole program behind the modules that a build tool hands over: checked at the end of a build, and again where files have changed. */
import { relative } from 'node:path'
import { type Checker, type CheckResult, createChecker } from '../check.ts'
import {
  type BuiltProgram,
  compareBuilt,
  concerns,
  type ProgramFindings,
  selectBuilt,
} from './built.ts'
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
