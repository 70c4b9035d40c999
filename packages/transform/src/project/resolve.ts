/** Finds the module a specifier names: by our own rules where the project's files decide, by oxc-resolver in node_modules. */
import { createRequire, isBuiltin } from 'node:module'
import { posix } from 'node:path'
import type { ResolverFactory } from 'oxc-resolver'
import {
  CONDITIONS,
  dependsOnNext,
  listImports,
  listMain,
  listTargets,
  type Package,
  putSourcesFirst,
  splitSpecifier,
} from './manifest.ts'
import { memoize } from './memoize.ts'
import type { Packages } from './packages.ts'
import { type FileTree, folderOf, locateFile, locateIndex, parentOf, toRelative } from './tree.ts'
import type { Aliases } from './tsconfig.ts'

export interface Resolver {
  /**
   * The file, relative to the root, that a specifier means in the importing file. `null` where it is
   * not there, not a module, Node's own, or an installed package that does not run inside Next.
   */
  resolve(specifier: string, importer: string): string | null
  /** The same for one importing file. */
  resolverOf(importer: string): (specifier: string) => string | null
}

export interface CreateResolverInput {
  readonly tree: FileTree
  readonly packages: Packages
  readonly aliases: Aliases
}

const require = createRequire(import.meta.url)
/** What stylesheets, data and pictures end in: not worth asking the disk for `style.css.ts`. */
const ASSET =
  /\.(?:css|s[ac]ss|less|json|svg|png|jpe?g|gif|webp|avif|ico|woff2?|mp[34]|mdx?|txt|gql|graphql|wasm|html|node)$/

export function createResolver({ tree, packages, aliases }: CreateResolverInput): Resolver {
  const known = memoize((folder) =>
    memoize((specifier) => resolveIn(withoutQuery(specifier), folder)),
  )
  let installed: InstalledResolver | null = null
  // What a name means is the same in all folders below the one that configures it.
  const scopeOf = memoize((folder): string =>
    tree.isConfigured(folder) || tree.isOutermost(folder) ? folder : scopeOf(parentOf(folder)),
  )

  const resolverIn = memoize((folder) => {
    const inFolder = known(folder)
    const inScope = known(scopeOf(folder))
    return (specifier: string) => (specifier.startsWith('.') ? inFolder : inScope)(specifier)
  })
  const resolverOf = (importer: string) => resolverIn(folderOf(importer))

  function resolveIn(specifier: string, folder: string): string | null {
    if (isRelative(specifier)) {
      return locate(joinRelative(folder, specifier))
    }
    for (const path of aliases.expand(specifier, folder)) {
      const found = locate(path)
      if (found !== null) return found
    }
    if (specifier.startsWith('#')) return resolveImports(specifier, folder)
    if (specifier === '' || specifier.startsWith('/') || isBuiltin(specifier)) return null
    for (const path of aliases.fromBase(specifier, folder)) {
      const found = locateFile(path, tree.isKnown) ?? locateIndex(path, tree.isKnown)
      if (found !== null) return found
    }
    return resolvePackage(specifier, folder)
  }

  /** A path's module: the files of the walk come first, then the disk has generated and ignored ones. */
  function locate(path: string): string | null {
    const found = locateFile(path, tree.isKnown)
    if (found !== null || ASSET.test(path)) return found
    if (tree.isKnownFolder(toFolder(path))) {
      const inside = locateMain(path) ?? locateIndex(path, tree.isKnown)
      if (inside !== null) return inside
    }
    const onDisk =
      locateFile(path, tree.isFile) ?? locateMain(path) ?? locateIndex(path, tree.isFile)
    return onDisk === null ? null : tree.realpath(onDisk)
  }

  /** What the `package.json` of a folder that is imported by its path says. */
  function locateMain(path: string): string | null {
    const own = packages.at(toFolder(path))
    if (own === null) return null
    const targets = listMain(own, '').map((target) => posix.join(own.folder, target))
    return locateFirst(targets, tree.isKnown) ?? locateFirst(targets, tree.isFile)
  }

  function resolveImports(specifier: string, folder: string): string | null {
    const own = packages.around(folder)
    if (own === null) return null
    for (const target of listImports(own, specifier)) {
      const found = target.startsWith('/')
        ? locate(target.slice(1))
        : resolvePackage(target, own.folder)
      if (found !== null) return found
    }
    return null
  }

  function resolvePackage(specifier: string, folder: string): string | null {
    const { name, subpath } = splitSpecifier(specifier)
    const own = packages.findOwn(name, folder)
    if (own !== null) return locateTarget(own, subpath)
    const found = packages.findInstalled(name, folder)
    return found === null || !dependsOnNext(found)
      ? null
      : resolveInstalled(found, specifier, folder)
  }

  function resolveInstalled(found: Package, specifier: string, folder: string): string | null {
    installed ??= createInstalledResolver(tree.root)
    // A workspace links its packages into node_modules: their source is the project's own.
    const real = `${tree.realpath(found.folder)}/`
    if (!`/${real}`.includes('/node_modules/')) {
      const own = packages.at(real)
      return own && locateTarget(own, splitSpecifier(specifier).subpath)
    }
    return installed.resolve(specifier, folder)
  }

  /** Among the walk's files, for build output may be there beside its source; else on the disk. */
  function locateTarget(found: Package, subpath: string): string | null {
    const targets = listTargets(found, subpath)
    return (
      locateFirst(targets, tree.isKnown) ??
      locateFirst(putSourcesFirst(found, targets), tree.isFile)
    )
  }

  function locateFirst(
    targets: readonly string[],
    isFile: (file: string) => boolean,
  ): string | null {
    for (const target of targets) {
      const found = locateFile(target, isFile) ?? locateIndex(target, isFile)
      if (found !== null) return found
    }
    return null
  }

  return { resolverOf, resolve: (specifier, importer) => resolverOf(importer)(specifier) }
}

interface InstalledResolver {
  resolve(specifier: string, folder: string): string | null
}

/** Loads oxc-resolver, which is native code: only a project that uses a followed package pays for it. */
function createInstalledResolver(root: string): InstalledResolver {
  const oxc = require('oxc-resolver') as { readonly ResolverFactory: typeof ResolverFactory }
  const options = {
    extensions: ['.tsx', '.ts', '.jsx', '.js', '.mjs', '.cjs'],
    mainFields: ['module', 'main'],
  }
  const asImport = new oxc.ResolverFactory({ ...options, conditionNames: CONDITIONS })
  const asRequire = asImport.cloneWithOptions({
    ...options,
    conditionNames: ['react-server', 'node', 'require'],
  })
  return {
    resolve(specifier, folder) {
      const directory = posix.join(root, folder)
      const path =
        asImport.sync(directory, specifier).path ?? asRequire.sync(directory, specifier).path
      const isModule = path !== undefined && /\.[cm]?[jt]sx?$/.test(path)
      return isModule ? toRelative(root, path) : null
    },
  }
}

/** `./worker?url` is `./worker` for bundlers; `#name` begins with what would begin a fragment. */
function withoutQuery(specifier: string): string {
  const end = specifier.search(/[?#]/)
  return end < 1 ? specifier : specifier.slice(0, end)
}

function isRelative(specifier: string): boolean {
  return /^\.{1,2}(?:\/|$)/.test(specifier)
}

/**
 * The path that a relative specifier means; a folder's ends in `/`, the root's is `''`. Node's own
 * `join` looks at every character, which is a quarter of the time that resolution takes.
 */
function joinRelative(folder: string, specifier: string): string {
  let start = folder
  let rest = specifier
  for (;;) {
    if (rest.startsWith('./')) rest = rest.slice(2)
    else if (rest.startsWith('../')) {
      rest = rest.slice(3)
      start = parentOf(start)
    } else break
  }
  if (rest === '.') return start
  if (rest === '..') return parentOf(start)
  if (!/(?:^|\/)(?:\.{0,2}\/|\.{1,2}$)/.test(rest)) return start + rest
  const path = posix.join(start, rest)
  return path === './' ? '' : /(?:^|\/)\.{1,2}$/.test(rest) ? toFolder(path) : path
}

function toFolder(path: string): string {
  return path === '' || path.endsWith('/') ? path : `${path}/`
}
