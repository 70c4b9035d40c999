/** Leaves out the errors that come of a finding alone: a server's module brings what no browser has. */
import type { WebpackCompilation, WebpackModule } from './webpack-compiler.ts'

/**
 * @param isMisplaced whether a module is reported as one that must not be in the bundle: the errors of
 *   modules that only such ones lead to go with it
 */
export function dropConsequences(
  { errors, moduleGraph }: WebpackCompilation,
  isMisplaced: (module: WebpackModule) => boolean,
): void {
  const kept = [...errors].filter(({ module }) => !module || isReachedOtherwise(module))
  if (kept.length < errors.length) errors.splice(0, errors.length, ...kept)

  /** Whether something that is not misplaced leads to a module, from where a bundle begins. */
  function isReachedOtherwise(module: WebpackModule): boolean {
    const seen = new Set([module])
    // The set grows while it is read.
    for (const one of seen) {
      const importers = [...moduleGraph.getIncomingConnections(one as never)].flatMap(
        ({ originModule }) => originModule ?? [],
      )
      if (importers.length === 0) return true
      for (const importer of importers) if (!isMisplaced(importer)) seen.add(importer)
    }
    return false
  }
}
