/** Checks a project again and again as its files change. */
import { type CheckOptions, type CheckResult, checkProject } from './check.ts'

export interface Checker {
  /**
   * Checks the project as it is now.
   *
   * @param changed the files that were written, added or removed since the last time, project-relative
   */
  check(changed?: Iterable<string>): Promise<CheckResult>
}

export function createChecker(options: CheckOptions): Checker {
  return { check: () => checkProject(options) }
}
