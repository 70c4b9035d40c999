/** The files beside Next's `app/` or `pages/` folder: middleware, proxy and instrumentation. */
import type { App } from '../apps.ts'
import { createEntryFile, type EntryFile, withoutExtension } from './convention.ts'

/** Middleware under both its names. */
export function readMiddleware(path: string, app: App): EntryFile | null {
  const name = nameBeside(path, app)
  return name === 'middleware' || name === 'proxy'
    ? createEntryFile(null, 'middleware', ['default', name])
    : null
}

/** `register` runs when the server starts; `onRequestError` may run in a request (next@16.4: of a page). */
export function readInstrumentation(path: string, app: App): EntryFile | null {
  return nameBeside(path, app) === 'instrumentation'
    ? createEntryFile(null, 'startup', ['register'])
    : null
}

function nameBeside(path: string, { appDirs, pagesDirs, extensions }: App): string | null {
  const slash = path.lastIndexOf('/') + 1
  const folder = path.slice(0, slash)
  const isBeside = [...appDirs, ...pagesDirs].some((dir) => dir.replace(/[^/]*$/, '') === folder)
  return isBeside ? withoutExtension(path.slice(slash), extensions) : null
}
