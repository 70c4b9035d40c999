/** What a package's `package.json` says of the modules that others, and its own, can import. */
import { posix } from 'node:path'
import { exports as findExports, imports as findImports } from 'resolve.exports'
import { getProperty } from '../source/json.ts'

export interface Package {
  /** `''` or ending in `/`. */
  readonly folder: string
  readonly manifest: Readonly<Record<string, unknown>>
}

/** What a server's bundler asks for. */
export const CONDITIONS = ['react-server', 'node', 'import', 'module']
/** Where a package says what its build output is made of. */
const SOURCE_CONDITIONS = ['source', 'development', 'types']
const MAIN_FIELDS = ['module', 'main', 'source', 'types']
const OUTPUT = /^(?:dist|build|lib|out|esm|cjs)\//
const COMPILED = /\.(?:d\.[cm]?ts|[cm]?js)$/
const DEPENDENCIES = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']

/** The version range, or the path, under which a package names a dependency. */
export function findRange({ manifest }: Package, name: string): string | null {
  const ranges = DEPENDENCIES.map((field) => getProperty(manifest[field], name))
  return ranges.find(isString) ?? null
}

/** Whether the package runs inside Next, so that it may call Next's request APIs. */
export function dependsOnNext({ manifest }: Package): boolean {
  return ['dependencies', 'peerDependencies'].some((field) =>
    isString(getProperty(manifest[field], 'next')),
  )
}

export interface PackagePath {
  readonly name: string
  /** `''` for the package itself. */
  readonly subpath: string
}

/** `@scope/name/sub/path` ⬇ `@scope/name` and `sub/path`. */
export function splitSpecifier(specifier: string): PackagePath {
  const end = specifier.indexOf('/', specifier.startsWith('@') ? specifier.indexOf('/') + 1 : 0)
  return end === -1
    ? { name: specifier, subpath: '' }
    : { name: specifier.slice(0, end), subpath: specifier.slice(end + 1) }
}

/**
 * The files a package's subpath may mean, best first, relative to the project's root: what its
 * `exports` or main fields say, and for build output, which need not be there, its source.
 */
export function listTargets(found: Package, subpath: string): string[] {
  const { exports } = found.manifest
  const targets = exports === undefined ? listMain(found, subpath) : listExported(found, subpath)
  const sources = targets.flatMap((target) => {
    const inside = target.replace(/^\.\//, '')
    if (!OUTPUT.test(inside)) return []
    const stem = inside.replace(OUTPUT, '').replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '')
    return [`src/${stem}`, stem]
  })
  return [...targets, ...sources].map((target) => posix.join(found.folder, target))
}

/** The same with what may be build output behind its source: for a package whose ignored files are not told apart. */
export function putSourcesFirst({ folder }: Package, targets: readonly string[]): string[] {
  const isOutput = (target: string) =>
    COMPILED.test(target) && OUTPUT.test(posix.relative(folder, target))
  return [...targets.filter((target) => !isOutput(target)), ...targets.filter(isOutput)]
}

/** What a folder that is imported by its path means: its main fields. */
export function listMain({ manifest }: Package, subpath: string): string[] {
  if (subpath !== '') return [subpath, `src/${subpath}`]
  return [...MAIN_FIELDS.map((field) => manifest[field]).filter(isString), 'index', 'src/index']
}

function listExported({ manifest }: Package, subpath: string): string[] {
  const entry = subpath === '' ? '.' : `./${subpath}`
  return [CONDITIONS, [...CONDITIONS, 'require'], SOURCE_CONDITIONS].flatMap((conditions) => {
    try {
      return findExports(manifest as { name: string }, entry, { conditions, unsafe: true }) ?? []
    } catch {
      // It has no such entry, or none under these conditions.
      return []
    }
  })
}

/** What `#name` means in a package: files relative to the project's root, behind a `/`, or other packages. */
export function listImports({ folder, manifest }: Package, specifier: string): string[] {
  if (typeof manifest.imports !== 'object' || manifest.imports === null) return []
  try {
    const options = { conditions: CONDITIONS, unsafe: true }
    const targets = findImports(manifest as { name: string }, specifier, options) ?? []
    return targets.map((target) =>
      target.startsWith('./') ? `/${posix.join(folder, target)}` : target,
    )
  } catch {
    return []
  }
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}
