/** What the project's `tsconfig.json` and `jsconfig.json` files say of imports: `paths` and `baseUrl`, inherited ones too. */
import { posix } from 'node:path'
import { getProperty, parseJson, toStrings } from '../source/json.ts'
import type { Packages } from './packages.ts'
import type { Problem } from './problem.ts'
import { type FileTree, folderOf, parentOf } from './tree.ts'

/** Paths are relative to the project's root. */
export interface Aliases {
  /** The paths an alias may mean, best first; empty where none of a config's patterns matches. */
  expand(specifier: string, folder: string): readonly string[]
  /** What the specifier means below `baseUrl`. */
  fromBase(specifier: string, folder: string): readonly string[]
}

interface Tsconfig {
  readonly baseUrl: string | null
  readonly patterns: readonly PathPattern[]
  readonly references: readonly string[]
}

interface PathPattern {
  readonly prefix: string
  /** `null` in a pattern without `*`. */
  readonly suffix: string | null
  readonly targets: readonly string[]
}

/** What stands for the config's own folder. */
const CONFIG_FOLDER = `$\{configDir}/`
const EMPTY: Tsconfig = { baseUrl: null, patterns: [], references: [] }

export interface CreateAliasesInput {
  readonly tree: FileTree
  readonly packages: Packages
  /** The config files of the walk. */
  readonly configs: readonly string[]
  /** The outermost folder a config may stand in, such as `''` or `../../`. */
  readonly top: string
  readonly report: (problem: Problem) => void
}

/** Reads every config of the walk at once, so that a broken one is told of whatever is imported. */
export function createAliases(input: CreateAliasesInput): Aliases {
  const { tree, packages, top, report } = input
  const read = new Map<string, Tsconfig>()
  const nearest = new Map<string, readonly Tsconfig[]>()
  for (const config of input.configs) readConfig(config, [])

  /** The config of the nearest folder that has one, and those it refers to. */
  function configsFor(folder: string): readonly Tsconfig[] {
    const known = nearest.get(folder)
    if (known) return known
    const name = ['tsconfig.json', 'jsconfig.json'].find((file) => tree.isFile(folder + file))
    const isOutermost = folder === top || tree.isOutermost(folder)
    const found = name
      ? listReferenced(folder + name, new Set())
      : isOutermost
        ? []
        : configsFor(parentOf(folder))
    nearest.set(folder, found)
    return found
  }

  function listReferenced(file: string, seen: Set<string>): Tsconfig[] {
    if (seen.has(file)) return []
    seen.add(file)
    const config = readConfig(file, [])
    return [config, ...config.references.flatMap((reference) => listReferenced(reference, seen))]
  }

  function readConfig(file: string, extending: readonly string[]): Tsconfig {
    const known = read.get(file)
    if (known) return known
    const config = loadConfig(file, extending)
    read.set(file, config)
    return config
  }

  function loadConfig(file: string, extending: readonly string[]): Tsconfig {
    const json = parseJson(tree.read(file) ?? '{}')
    if (json.type === 'broken') {
      report({
        file,
        message: `is not valid JSON (${json.message})`,
        advice: 'Mend it: until then its paths, baseUrl and references are not known here.',
      })
      return EMPTY
    }
    const folder = folderOf(file)
    const inherited = listExtended(json.value).map((specifier) => {
      const base = locateConfig(specifier, folder)
      if (base !== null && ![...extending, file].includes(base)) {
        return readConfig(base, [...extending, file])
      }
      report({
        file,
        message: `extends "${specifier}", which ${base === null ? 'is not there' : 'extends it'}`,
        advice:
          base === null
            ? 'Install the dependencies, or mend the path: what it inherits is not known here.'
            : 'Break the circle.',
      })
      return EMPTY
    })
    const options = getProperty(json.value, 'compilerOptions')
    const baseUrl = getProperty(options, 'baseUrl')
    const ownBase = typeof baseUrl === 'string' ? toFolder(posix.join(folder, baseUrl)) : null
    const base = ownBase ?? inherited.findLast((config) => config.baseUrl !== null)?.baseUrl ?? null
    const paths = getProperty(options, 'paths')
    return {
      baseUrl: base,
      // Own `paths` replace inherited ones.
      patterns:
        typeof paths === 'object' && paths !== null
          ? readPatterns(paths, base ?? folder, folder)
          : (inherited.findLast(({ patterns }) => patterns.length > 0)?.patterns ?? []),
      references: listReferences(json.value).map((path) => locateReference(folder, path)),
    }
  }

  function locateReference(folder: string, path: string): string {
    const file = posix.join(folder, path)
    return file.endsWith('.json') ? file : posix.join(file, 'tsconfig.json')
  }

  /** What `extends` means: a path, or a package's file. */
  function locateConfig(specifier: string, folder: string): string | null {
    const path = /^\.{1,2}(?:\/|$)/.test(specifier)
      ? posix.join(folder, specifier)
      : packages.findConfig(specifier, folder)
    if (path === null) return null
    return [path, `${path}.json`, `${path}/tsconfig.json`].find(tree.isFile) ?? null
  }

  return {
    expand: (specifier, folder) =>
      configsFor(folder).flatMap(({ patterns }) => matchPatterns(specifier, patterns)),
    fromBase: (specifier, folder) =>
      configsFor(folder).flatMap(({ baseUrl }) => (baseUrl === null ? [] : [baseUrl + specifier])),
  }
}

function listExtended(config: unknown): string[] {
  const value = getProperty(config, 'extends')
  return typeof value === 'string' ? [value] : toStrings(value)
}

function listReferences(config: unknown): string[] {
  const references = getProperty(config, 'references')
  if (!Array.isArray(references)) return []
  return toStrings(references.map((reference) => getProperty(reference, 'path')))
}

/** The longest prefix comes first, and a pattern without `*` before all, as in TypeScript. */
function readPatterns(paths: object, base: string, folder: string): PathPattern[] {
  return Object.entries(paths)
    .map(([pattern, targets]: [string, unknown]): PathPattern => {
      const [prefix = '', suffix = null] = pattern.split('*')
      return {
        prefix,
        suffix,
        targets: toStrings(targets).map((target) =>
          target.startsWith(CONFIG_FOLDER)
            ? posix.join(folder, target.slice(CONFIG_FOLDER.length))
            : posix.join(base, target),
        ),
      }
    })
    .sort((a, b) => rank(b) - rank(a))
}

function rank({ prefix, suffix }: PathPattern): number {
  return suffix === null ? Number.POSITIVE_INFINITY : prefix.length
}

function matchPatterns(specifier: string, patterns: readonly PathPattern[]): string[] {
  for (const { prefix, suffix, targets } of patterns) {
    if (suffix === null) {
      if (specifier === prefix) return [...targets]
    } else if (
      specifier.length >= prefix.length + suffix.length &&
      specifier.startsWith(prefix) &&
      specifier.endsWith(suffix)
    ) {
      const star = specifier.slice(prefix.length, specifier.length - suffix.length)
      return targets.map((target) => normalize(target.replace('*', () => star)))
    }
  }
  return []
}

/** What a star stands for is hardly ever written with dots. */
function normalize(path: string): string {
  return /(?:^|\/)\.{0,2}\//.test(path) ? posix.normalize(path) : path
}

function toFolder(path: string): string {
  if (path === '.' || path === './') return ''
  return path.endsWith('/') ? path : `${path}/`
}
