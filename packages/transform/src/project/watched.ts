/** What a build tool is to watch, so that it asks again when a check could have another result. */
import { existsSync } from 'node:fs'
import { isSource, type ProjectFiles } from './files.ts'
import { folderOf, parentOf } from './tree.ts'

/** Project-relative paths; a folder's ends in `/`, and stands for all that is below it. */
export interface Watched {
  readonly files: readonly string[]
  readonly folders: readonly string[]
}

/**
 * The outermost folders with sources and nothing that the check leaves out (a `node_modules`, what a
 * build writes); of the folders around those, the files alone.
 *
 * @param consulted what was looked for elsewhere, there or not
 */
export function listWatched(
  root: string,
  listing: ProjectFiles,
  consulted: readonly string[],
): Watched {
  const { sources, manifests, configs, workspaces, installed, ignored } = listing
  const leftOut = [...installed, ...ignored]
  const inhabited = listFoldersAround(sources)
  const folders: string[] = []
  const partial = new Set<string>()
  // The walk lists a folder right before those below it.
  for (const folder of listing.folders) {
    const whole = folders.at(-1)
    if (whole !== undefined && folder.startsWith(whole)) continue
    // Whatever a build is to write into the project's own folder is not there yet.
    if (folder === '' || leftOut.some((path) => path.startsWith(folder))) partial.add(folder)
    else if (inhabited.has(folder)) folders.push(folder)
  }
  const files = [sources, manifests, configs, workspaces].flat()
  const inPartial = files.filter((file) => partial.has(folderOf(file)))
  const outside = consulted.filter((file) => isSource(file) && existsSync(`${root}/${file}`))
  return { files: [...inPartial, ...outside], folders }
}

function listFoldersAround(files: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>()
  let last = ''
  for (const file of files) {
    const folder = folderOf(file)
    // The walk lists a folder's files together.
    if (folder === last) continue
    last = folder
    for (let path = folder; path !== '' && !folders.has(path); ) {
      folders.add(path)
      path = parentOf(path)
    }
  }
  return folders
}
