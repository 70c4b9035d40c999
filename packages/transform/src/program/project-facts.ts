/** What detecting applications goes by, and which files of a project that is. */

/** All paths are project-relative with `/`. */
export interface ProjectFacts {
  /** Every file of the project, its packages' `package.json` among them. */
  readonly files: readonly string[]
  /**
   * The texts of the files that `isProjectFact` picks, by path. One that is missing counts as empty,
   * and one that cannot be read as JSON is left out of account.
   */
  readonly texts: ReadonlyMap<string, string>
}

export const NEXT_CONFIG: RegExp = /^next\.config\.[cm]?[jt]s$/

/** Whether detection reads a file's text: `package.json`, `next.config.*`, React Router's `app/routes.ts`. */
export function isProjectFact(file: string): boolean {
  // Few of a project's files, which are all asked about, have such a name.
  if (!/(?:package\.json|\.config\.[cm]?[jt]s|\/routes\.[jt]s)$/.test(file)) return false
  const name = file.slice(file.lastIndexOf('/') + 1)
  return name === 'package.json' || NEXT_CONFIG.test(name) || /(^|\/)app\/routes\.[jt]s$/.test(file)
}
