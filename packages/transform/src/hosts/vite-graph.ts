/** Reads the dev server's module graph. */
import { resolve } from 'node:path'
import type { DevEnvironment, EnvironmentModuleNode } from 'vite'

/** The ids of the modules that import a module, as far as the dev server has come. */
export function importersInDev(environment: DevEnvironment, id: string): string[] {
  const importers = environment.moduleGraph.getModuleById(id)?.importers ?? []
  return [...importers].flatMap((module) => module.id ?? [])
}

/** The modules of a project's file, one for each query it is imported with. */
export function modulesOf(environment: DevEnvironment, file: string): EnvironmentModuleNode[] {
  const path = toPath(environment.config.root, file)
  return [...(environment.moduleGraph.getModulesByFile(path) ?? [])]
}

/** A project's file as Vite's ids name it. */
export function toPath(root: string, file: string): string {
  return resolve(root, file).replaceAll('\\', '/')
}
