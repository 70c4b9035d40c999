/** Reads the dev server's module graph. */
import type { DevEnvironment } from 'vite'

/** The ids of the modules that import a module, as far as the dev server has come. */
export function importersInDev(environment: DevEnvironment, id: string): string[] {
  const importers = environment.moduleGraph.getModuleById(id)?.importers ?? []
  return [...importers].flatMap((module) => module.id ?? [])
}
