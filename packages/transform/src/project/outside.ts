/** The modules beside the project that it leads to: those of packages of the same workspace. */
import { isTest } from './assigned.ts'

export interface OutsideModules {
  /** In the order they were found. */
  readonly files: readonly string[]
  /** Which of them import a file. */
  importersOf(file: string): readonly string[]
}

export interface FindOutsideInput {
  /** What the project's own modules import that is none of them. */
  readonly imported: readonly string[]
  /** Which of the project's own modules import a file. */
  readonly importersOf: (file: string) => readonly string[]
  readonly specifiersOf: (file: string) => readonly string[]
  readonly resolverOf: (importer: string) => (specifier: string) => string | null
}

export function findOutside(input: FindOutsideInput): OutsideModules {
  const { imported, importersOf, specifiersOf, resolverOf } = input
  const isLedTo = (file: string) => importersOf(file).some((importer) => !isTool(importer))
  const files = new Set(imported.filter((file) => isOutside(file) && isLedTo(file)))
  const importers = new Map<string, Set<string>>()
  // The set grows while it is read.
  for (const file of files) {
    const resolve = resolverOf(file)
    for (const specifier of specifiersOf(file)) {
      const found = resolve(specifier)
      if (found === null || found === file) continue
      const known = importers.get(found) ?? new Set()
      importers.set(found, known.add(file))
      if (isOutside(found)) files.add(found)
    }
  }
  return { files: [...files], importersOf: (file) => [...(importers.get(file) ?? [])] }
}

/** Whether no server runs a module: it is a test, or configures a tool. */
function isTool(file: string): boolean {
  return isTest(file) || /\.config\.[cm]?[jt]s$/.test(file)
}

/** Whether a file is of a package beside the project, and not an installed one. */
export function isOutside(file: string): boolean {
  return file.startsWith('../') && !file.includes('/node_modules/')
}
