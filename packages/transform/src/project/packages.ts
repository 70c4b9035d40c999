/** Finds packages: around a folder, in its workspace, and in the node_modules folders that Node would search. */
import { posix } from 'node:path'
import { parseJson } from '../source/json.ts'
import type { ProjectFiles } from './files.ts'
import { findRange, type Package, splitSpecifier } from './manifest.ts'
import { memoize } from './memoize.ts'
import type { Problem } from './problem.ts'
import { type FileTree, folderOf, parentOf } from './tree.ts'
import { listPatterns, matchMembers } from './workspace.ts'

/** Folders are relative to the project's root: `''` or ending in `/`. */
export interface Packages {
  /** The package in this very folder. */
  at(folder: string): Package | null
  /** The package a folder belongs to. */
  around(folder: string): Package | null
  /** The project's own package of this name, as the importing folder sees it. */
  findOwn(name: string, folder: string): Package | null
  /** The installed package of this name that Node would find from the folder. */
  findInstalled(name: string, folder: string): Package | null
  /** The file of a package that a tool's configuration names: `pkg/base.json`, or `pkg` for its main one. */
  findConfig(specifier: string, folder: string): string | null
}

export interface CreatePackagesInput {
  readonly tree: FileTree
  /**
   * Every `package.json` at or below a folder, and every folder that the walk did not list; relative to the
   * root as all else.
   */
  readonly listBelow: (folder: string) => PackageFolders
  /** The outermost folder of the repository, such as `''` or `../../`. */
  readonly top: string
  readonly report: (problem: Problem) => void
}

export type PackageFolders = Pick<ProjectFiles, 'manifests' | 'folders'>

/** By name; several of one name are told apart by nothing. */
type Members = ReadonlyMap<string, readonly Package[]>

export function createPackages({ tree, listBelow, top, report }: CreatePackagesInput): Packages {
  const at = memoize(readPackage)
  const around = memoize(
    (folder): Package | null => at(folder) ?? (isTop(folder) ? null : around(parentOf(folder))),
  )
  const membersAround = memoize(
    (folder): Members =>
      listMembers(folder) ?? (isTop(folder) ? new Map() : membersAround(parentOf(folder))),
  )
  // By folder and name, so that packages are looked for once in the folders that modules share.
  const installed = memoize((folder) => memoize((name) => lookUpInstalled(name, folder)))

  return {
    at,
    around,
    findOwn,
    findInstalled: (name, folder) => installed(folder)(name),
    findConfig(specifier, folder) {
      const { name, subpath } = splitSpecifier(specifier)
      const found = findOwn(name, folder) ?? installed(folder)(name)
      if (found === null) return null
      const main = found.manifest.tsconfig
      return posix.join(
        found.folder,
        subpath || (typeof main === 'string' ? main : 'tsconfig.json'),
      )
    },
  }

  function isTop(folder: string): boolean {
    return folder === top || tree.isOutermost(folder)
  }

  function readPackage(folder: string): Package | null {
    const file = `${folder}package.json`
    const text = tree.read(file)
    if (text === null) return null
    const json = parseJson(text)
    if (json.type === 'read' && typeof json.value === 'object' && json.value !== null) {
      return { folder, manifest: json.value as Package['manifest'] }
    }
    const reason = json.type === 'broken' ? json.message : 'it holds no object'
    report({
      file,
      message: `is not a valid package.json (${reason})`,
      advice:
        'Mend it: until then neither its framework is known here nor what imports of the package mean.',
    })
    return null
  }

  function lookUpInstalled(name: string, folder: string): Package | null {
    const isThere = !folder.endsWith('node_modules/') && tree.hasInstalled(folder)
    const found = isThere ? at(`${folder}node_modules/${name}/`) : null
    if (found !== null || tree.isOutermost(folder)) return found
    return installed(parentOf(folder))(name)
  }

  function findOwn(name: string, folder: string): Package | null {
    const own = around(folder)
    if (own?.manifest.name === name) return own
    const [, path] = /^(?:file|link|portal):(.*)/.exec((own && findRange(own, name)) ?? '') ?? []
    if (own && path !== undefined) return at(posix.join(own.folder, `${path}/`))
    const [found = null, ...others] = membersAround(folder).get(name) ?? []
    if (found === null || others.length === 0) return found
    for (const other of others) reportSameName(name, found, other)
    return null
  }

  function reportSameName(name: string, found: Package, other: Package): void {
    report({
      file: `${other.folder}package.json`,
      message: `has the name of ${found.folder}package.json, "${name}"`,
      advice: 'Give one of them another name: until then imports of it are not followed.',
    })
  }

  /** The packages of the workspace that a folder is the root of, by name. */
  function listMembers(folder: string): Members | null {
    const pnpm = tree.read(`${folder}pnpm-workspace.yaml`)
    const patterns = listPatterns(at(folder)?.manifest, pnpm)
    if (patterns.length === 0) return null
    const isMember = matchMembers(patterns)
    const absolute = posix.join(tree.root, folder)
    const insideOf = (path: string) => posix.relative(absolute, posix.join(tree.root, path))
    const members = new Map<string, Package[]>()
    const { manifests, folders } = listBelow(folder)
    for (const each of folders) {
      // Where a package may be added: the answers depend on it.
      const inside = insideOf(each)
      if (isMember(inside)) tree.isFile(`${each}package.json`)
      if (isMember(posix.join(inside, 'any'))) tree.isFolder(each)
    }
    for (const manifest of manifests) {
      const inside = insideOf(folderOf(manifest))
      const found = inside !== '' && isMember(inside) ? at(folderOf(manifest)) : null
      const name = found?.manifest.name
      if (found === null || typeof name !== 'string') continue
      members.set(name, [...(members.get(name) ?? []), found])
    }
    return members
  }
}
