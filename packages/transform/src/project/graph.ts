/** The import graph as the texts tell it: what a module can lead to, and where it can end up. */
import { searchReach } from './reachable.ts'

export interface ImportGraph {
  /** Whether the module is, or leads by imports to, one that matters. */
  mayReach(file: string): boolean
  /** Whether the module runs in a browser, or may be imported, through others, by one that does. */
  mayRunInBrowser(file: string): boolean
}

export interface CreateGraphInput {
  readonly specifiersOf: (file: string) => readonly string[]
  readonly resolverOf: (importer: string) => (specifier: string) => string | null
  readonly importersOf: (file: string) => readonly string[]
  /** Whether the module itself matters. */
  readonly matters: (file: string) => boolean
  /** Whether the module is a browser's: nothing behind it is the server's. */
  readonly isClient: (file: string) => boolean
  /** Whether a browser has only references to the module's functions. */
  readonly isServer: (file: string) => boolean
}

/** Nothing is resolved before it is asked for. */
export function createGraph(input: CreateGraphInput): ImportGraph {
  const { specifiersOf, resolverOf, importersOf, matters, isClient, isServer } = input
  const reaching = new Map<string, boolean>()
  const inBrowser = new Map<string, boolean>()

  function importsOf(file: string): readonly string[] {
    return specifiersOf(file)
      .map(resolverOf(file))
      .filter((found) => found !== null)
  }

  return {
    mayReach: (file) =>
      reaching.get(file) ??
      searchReach(file, {
        known: reaching,
        nextOf: (module) => (isClient(module) ? [] : importsOf(module)),
        matters: (module) => matters(module) && !isClient(module),
      }),
    mayRunInBrowser: (file) =>
      inBrowser.get(file) ??
      searchReach(file, {
        known: inBrowser,
        nextOf: (module) => (isServer(module) ? [] : importersOf(module)),
        matters: isClient,
      }),
  }
}
