/** What a project's specifiers mean: its files, packages and aliases, made into a resolver. */
import { posix } from 'node:path'
import { listFiles, type ProjectFiles } from './files.ts'
import { NO_RULES } from './ignored.ts'
import { createPackages, type PackageFolders, type Packages } from './packages.ts'
import type { Problem } from './problem.ts'
import { createResolver, type Resolver } from './resolve.ts'
import type { SurveyPlan } from './survey.ts'
import { createTree, type FileTree } from './tree.ts'
import { createAliases } from './tsconfig.ts'

export interface Links {
  readonly tree: FileTree
  readonly packages: Packages
  readonly resolver: Resolver
}

export interface CreateLinksInput {
  readonly plan: SurveyPlan
  /** What files hold that are not written yet, by project-relative path. */
  readonly texts: ReadonlyMap<string, string>
  readonly report: (problem: Problem) => void
}

export function createLinks({ plan, texts, report }: CreateLinksInput): Links {
  const { root, top, listing } = plan
  const tree = createTree({ root, listing, texts, report })
  const listBelow = (folder: string) => listPackageFolders(root, listing, folder)
  const packages = createPackages({ tree, listBelow, top, report })
  const aliases = createAliases({ tree, packages, configs: listing.configs, top, report })
  return { tree, packages, resolver: createResolver({ tree, packages, aliases }) }
}

/** Of a workspace around the project only its packages' names are needed. */
function listPackageFolders(root: string, listing: ProjectFiles, folder: string): PackageFolders {
  if (!folder.startsWith('../')) {
    const manifests = listing.manifests.filter((path) => path.startsWith(folder))
    return { manifests, folders: [] }
  }
  const outside = posix.join(root, folder)
  const found = listFiles(outside, NO_RULES, (name) => name === 'package.json')
  const relate = (path: string) => posix.relative(root, `${outside}${path}`)
  return {
    manifests: found.manifests.map(relate),
    folders: found.folders.map(relate).map((path) => (path === '' ? '' : `${path}/`)),
  }
}
