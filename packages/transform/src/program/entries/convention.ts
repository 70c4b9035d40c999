/** What a framework's file convention is: from a path to the exports that the framework calls. */
import type { App } from '../apps.ts'
import type { EntryPhase } from './entry.ts'

/** A file that a framework looks for by its path. */
export interface EntryFile {
  /** The URL pattern, such as `/blog/[slug]`; `null` where the file has none. */
  readonly route: string | null
  /** What is running when the framework calls an export, by its name. */
  readonly phases: ReadonlyMap<string, EntryPhase>
}

/** `path` is relative to the application's folder; `null` for a file that the framework leaves alone. */
export type FileConvention = (path: string, app: App) => EntryFile | null

export const METHODS: readonly string[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
]

/** A file of which some exports are called, all alike. */
export function createEntryFile(
  route: string | null,
  phase: EntryPhase,
  names: readonly string[],
): EntryFile {
  return { route, phases: new Map(names.map((name) => [name, phase])) }
}

/** `blog/[slug]/page` of `app/blog/[slug]/page.tsx`: what is below one of the folders, without its extension. */
export function pathBelow(
  path: string,
  folders: readonly string[],
  extensions: readonly string[],
): string | null {
  const folder = folders.find((candidate) => path.startsWith(`${candidate}/`))
  return folder === undefined ? null : withoutExtension(path.slice(folder.length + 1), extensions)
}

/** `null` for a file that ends otherwise. */
export function withoutExtension(path: string, extensions: readonly string[]): string | null {
  const extension = extensions.find((candidate) => path.endsWith(`.${candidate}`))
  return extension === undefined ? null : path.slice(0, -extension.length - 1)
}
