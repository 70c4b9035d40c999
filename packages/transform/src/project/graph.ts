/** The import graph as the texts tell it: what a module can lead to, and who imports it. */
import { searchReach } from './reachable.ts'

export interface ImportGraph {
  /** Whether the module is, or leads by imports to, one that matters. */
  mayReach(file: string): boolean
  /** The known modules that import the file, in the order of the walk. */
  importersOf(file: string): readonly string[]
}

export interface CreateGraphInput {
  /** The modules that can be importers. */
  readonly files: readonly string[]
  readonly specifiersOf: (file: string) => readonly string[]
  readonly resolve: (specifier: string, importer: string) => string | null
  /** Whether the module itself matters. */
  readonly matters: (file: string) => boolean
  /** Whether nothing behind the module can matter: it runs elsewhere. */
  readonly isBoundary: (file: string) => boolean
}

/** Nothing is resolved before it is asked for; the first question for importers resolves every import. */
export function createGraph(input: CreateGraphInput): ImportGraph {
  const { files, specifiersOf, resolve, matters, isBoundary } = input
  const imported = new Map<string, readonly string[]>()
  const reaching = new Map<string, boolean>()
  let importers: ReadonlyMap<string, readonly string[]> | null = null

  function importsOf(file: string): readonly string[] {
    let list = imported.get(file)
    if (list === undefined) {
      const found = specifiersOf(file).map((specifier) => resolve(specifier, file))
      list = [...new Set(found.filter((module) => module !== null && module !== file))] as string[]
      imported.set(file, list)
    }
    return list
  }

  function indexImporters(): Map<string, string[]> {
    const index = new Map<string, string[]>()
    for (const importer of files) {
      for (const module of importsOf(importer)) {
        const list = index.get(module)
        if (list === undefined) index.set(module, [importer])
        else list.push(importer)
      }
    }
    return index
  }

  return {
    mayReach(file) {
      const known = reaching.get(file)
      if (known !== undefined) return known
      return searchReach(file, {
        known: reaching,
        nextOf: (module) => (isBoundary(module) ? [] : importsOf(module)),
        matters: (module) => matters(module) && !isBoundary(module),
      })
    },
    importersOf(file) {
      importers ??= indexImporters()
      return importers.get(file) ?? []
    },
  }
}
