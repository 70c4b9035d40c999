/** What of a program's findings concerns a build: its modules, and the entry points that are in it. */
import { resolve } from 'node:path'
import type { CheckResult } from '../check.ts'
import { isSource } from '../project/files.ts'
import type { Finding } from './findings.ts'

export interface ProgramFindings extends Pick<CheckResult, 'problems' | 'listSites'> {
  readonly findings: readonly Finding[]
  /** Why there are none, where the check itself failed. */
  readonly failure: string | null
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
export function selectBuilt(
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
export function compareBuilt(root: string, paths: Iterable<string>): (file: string) => boolean {
  const built = new Set(Array.from(paths, toPortable))
  return (file) => built.has(toPortable(resolve(root, file)))
}

export function concerns(finding: Finding, isBuilt: (file: string) => boolean): boolean {
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
