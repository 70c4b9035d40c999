/** Who imports whom in an esbuild build, asked for only when there is something to trace. */
import type { Build, ResolveRequest } from './esbuild-build.ts'

export interface ImportLog {
  /** Notes what a build imports. */
  record(build: Build): void
  /** Forgets what was noted. */
  clear(): void
  /** The importers of each module that was come to, by absolute path. */
  readImporters(): Promise<(id: string) => readonly string[]>
}

/** Marks our own requests. */
const OWN = Symbol('afterword')

/** @param resolver the build that says where an import leads */
export function createImportLog(resolver: Build): ImportLog {
  const requests: ResolveRequest[] = []
  return {
    record(build) {
      build.onResolve({ filter: /.*/ }, (request) => {
        // The module that begins a build has no importer.
        if (request.pluginData !== OWN && request.importer !== '') requests.push(request)
        return undefined
      })
    },
    clear: () => void requests.splice(0),
    async readImporters() {
      const importers = new Map<string, string[]>()
      await Promise.all(
        requests.map(async ({ path, importer, namespace, resolveDir, kind }) => {
          const request = { importer, namespace, resolveDir, kind, pluginData: OWN }
          const resolved = await resolver.resolve(path, request as never)
          importers.set(resolved.path, [...(importers.get(resolved.path) ?? []), importer])
        }),
      )
      return (id) => importers.get(id) ?? []
    },
  }
}
