/** The project's files as resolution sees them: those the walk met, and behind them the disk. */
import { readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { posix } from 'node:path'
import { describeUnreadable, isSource, type ProjectFiles } from './files.ts'
import { memoize } from './memoize.ts'
import type { Problem } from './problem.ts'

export interface FileTree {
  /** Absolute, with `/`. */
  readonly root: string
  /** Whether the walk met the source file. */
  isKnown(file: string): boolean
  /** Whether the walk went into the folder; it ends in `/`. */
  isKnownFolder(folder: string): boolean
  /** Whether there is such a file, known or not: ignored ones and those outside the root too. */
  isFile(file: string): boolean
  /** The same of a folder. */
  isFolder(folder: string): boolean
  /** Whether packages are installed in the folder: whether it has `node_modules`. */
  hasInstalled(folder: string): boolean
  /** Whether packages are installed in the folder, or a file says there what names mean in it. */
  isConfigured(folder: string): boolean
  /** Whether there is no folder around it. */
  isOutermost(folder: string): boolean
  /** The path behind all links, relative to the root. */
  realpath(file: string): string
  /** A file's text, or `null` where there is no such file. */
  read(file: string): string | null
  /** The text of a module that should be there: what keeps it from being read is reported. */
  readSource(file: string): string | null
  /** What has been looked for outside the walk, there or not. */
  listConsulted(): readonly string[]
}

export interface CreateTreeInput {
  readonly root: string
  readonly listing: ProjectFiles
  /** What files hold in place of what is on the disk. */
  readonly texts: ReadonlyMap<string, string>
  readonly report: (problem: Problem) => void
}

export function createTree({ root, listing, texts, report }: CreateTreeInput): FileTree {
  const known = new Set(listing.sources)
  const noted = [...listing.manifests, ...listing.configs, ...listing.workspaces]
  const others = new Set(noted)
  const configured = new Set(noted.map(folderOf))
  const folders = new Set(listing.folders)
  const installed = new Set(listing.installed)
  const isFileAt = memoize((path) => statsOf(`${root}/${path}`)?.isFile() ?? false)
  const isFolderAt = memoize((path) => statsOf(`${root}/${path}`)?.isDirectory() ?? false)

  function isFile(file: string): boolean {
    if (known.has(file)) return true
    // The walk has noted these files wherever it came by.
    const folder = folderOf(file)
    const isNoted = CONFIGURATION.includes(file.slice(folder.length)) && folders.has(folder)
    return isNoted ? others.has(file) : isFileAt(file)
  }

  function hasInstalled(folder: string): boolean {
    const modules = `${folder}node_modules/`
    return folders.has(folder) ? installed.has(modules) : isFolderAt(modules)
  }

  return {
    root,
    isKnown: (file) => known.has(file),
    isKnownFolder: (folder) => folders.has(folder),
    isFile,
    isFolder: (folder) => folders.has(folder) || isFolderAt(folder),
    hasInstalled,
    isConfigured: (folder) =>
      configured.has(folder) ||
      hasInstalled(folder) ||
      (!folders.has(folder) && CONFIGURATION.some((name) => isFile(folder + name))),
    isOutermost: (folder) => /^(?:\.\.\/)*$/.test(folder) && posix.resolve(root, folder) === '/',
    realpath: (file) => toRelative(root, realpathSync.native(`${root}/${file}`)),
    read(file) {
      if (!isFile(file)) return null
      try {
        return readFileSync(`${root}/${file}`, 'utf8')
      } catch {
        return null
      }
    },
    readSource(file) {
      try {
        return texts.get(file) ?? readFileSync(`${root}/${file}`, 'utf8')
      } catch (error) {
        report(describeUnreadable(file, error))
        return null
      }
    },
    listConsulted: () => [...isFileAt.keys(), ...isFolderAt.keys()],
  }
}

/** The files that say what names mean in their folder and below it. */
export const CONFIGURATION: readonly string[] = [
  'package.json',
  'tsconfig.json',
  'jsconfig.json',
  'pnpm-workspace.yaml',
]

export function toRelative(root: string, path: string): string {
  return posix.relative(root, path.replaceAll('\\', '/'))
}

/** `app/page.tsx` ⬇ `app/`, and of the root's files `''`: what another path can be put behind. */
export function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1)
}

/** The folder around a folder; outside the root `../`, `../../` and so on. */
export function parentOf(folder: string): string {
  if (folder === '' || /(?:^|\/)\.\.\/$/.test(folder)) return `${folder}../`
  return folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1)
}

const EXTENSIONS = ['.tsx', '.ts', '.jsx', '.js', '.mjs', '.cjs', '.mts', '.cts']
const OUTPUT = /\.[cm]?jsx?$/
/** TypeScript imports a module by the name of its output. */
const SOURCES_OF: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.js', '.jsx'],
  '.jsx': ['.tsx', '.jsx'],
  '.mjs': ['.mts', '.mjs'],
  '.cjs': ['.cts', '.cjs'],
}

/**
 * The module a path means by itself, with its extension or without. Paths are relative to the root;
 * one that ends in `/` means a folder, and so does the root's own, `''`.
 */
export function locateFile(path: string, isFile: (file: string) => boolean): string | null {
  if (path === '' || path.endsWith('/')) return null
  const output = OUTPUT.exec(path)?.[0]
  const sources = output === undefined ? undefined : SOURCES_OF[output]
  if (output !== undefined && sources !== undefined) {
    const found = findWithExtension(path.slice(0, -output.length), sources, isFile)
    if (found !== null) return found
  } else if (isSource(path) && isFile(path)) {
    return path
  }
  return findWithExtension(path, EXTENSIONS, isFile)
}

/** The module a path means as a folder. */
export function locateIndex(path: string, isFile: (file: string) => boolean): string | null {
  const folder = path === '' || path.endsWith('/') ? path : `${path}/`
  return findWithExtension(`${folder}index`, EXTENSIONS, isFile)
}

function findWithExtension(
  stem: string,
  extensions: readonly string[],
  isFile: (file: string) => boolean,
): string | null {
  for (const extension of extensions) {
    if (isFile(stem + extension)) return stem + extension
  }
  return null
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    // A file stands where a folder would have to, or a folder may not be looked into.
    return undefined
  }
}
