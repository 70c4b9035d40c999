/** What one run keeps on the disk for the next: its result, and the summaries of the modules it read. */
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { threadId } from 'node:worker_threads'
import { readVersion } from '../config/version.ts'
import type { ModuleSummary } from '../module/summary.ts'
import { hash } from './hash.ts'
import {
  isUnchanged,
  joinStamps,
  readStamps,
  type Stamps,
  takeStamps,
  writeStamps,
} from './stamps.ts'
import type { SummaryStore } from './summaries.ts'

export interface Cache {
  /** The last run's result, where nothing of what it read has changed. */
  readResult(): unknown
  /** Keeps a result with the stamps of everything that it was made of, and the summaries that were asked for. */
  write(kept: KeptFiles): void
  readonly summaries: SummaryStore
}

export interface KeptFiles {
  readonly result: unknown
  readonly paths: readonly string[]
  /** Of the paths, in their order. */
  readonly stamps: Stamps
}

export interface OpenCacheOptions {
  /** The project's folder. */
  readonly root: string
  /** Relative to the root. */
  readonly folder: string
  /** What results depend on besides files: the options. */
  readonly key: string
}

/** Where it cannot be read or written it is as good as none: a check without is only slower. */
export function openCache({ root, folder, key }: OpenCacheOptions): Cache {
  const directory = resolve(root, folder)
  const build = `${readBuild()}\n${key}`
  let version: string | null = null
  const results = createStore(directory, 'result', versionOf)
  const kept = createStore(directory, 'summaries', versionOf)
  const used = new Map<string, string>()
  let known: ReadonlyMap<string, string> | null = null

  return {
    readResult() {
      const text = results.read()
      if (text === null) return null
      const { paths, stamps, result } = JSON.parse(text)
      return isUnchanged(root, paths.split('\n'), readStamps(stamps)) ? result : null
    },
    write(files) {
      try {
        const { result, paths, stamps } = makeFolder(root, directory, files)
        const packed = { paths: paths.join('\n'), stamps: writeStamps(stamps), result }
        results.write(JSON.stringify(packed))
        if (!isKept()) kept.write([...used].map(([key, line]) => `${key}\t${line}\n`).join(''))
      } catch {
        // The next run starts afresh.
      }
    },
    summaries: {
      get(key) {
        known ??= readLines(kept.read() ?? '')
        const line = used.get(key) ?? known.get(key)
        if (line === undefined) return null
        used.set(key, line)
        return JSON.parse(line) as ModuleSummary
      },
      set(key, summary) {
        // Only a path that nobody writes could not stand in a line.
        if (!/[\t\n]/.test(key)) used.set(key, JSON.stringify(summary))
      },
    },
  }

  function versionOf(): string {
    version ??= hash(build)
    return version
  }

  function isKept(): boolean {
    return used.size === known?.size && [...used.keys()].every((key) => known?.has(key))
  }
}

/**
 * Makes the cache's folder, which changes the folder around it: that is stamped anew, if until now it
 * is as it was, and a new `node_modules` is stamped, where packages may be installed.
 */
function makeFolder(root: string, directory: string, kept: KeptFiles): KeptFiles {
  if (!existsSync(root) || existsSync(directory)) return kept
  const around = findExisting(directory)
  const path = relative(root, around)
    .replaceAll('\\', '/')
    .replace(/(?<=.)$/, '/')
  const place = kept.paths.indexOf(path)
  const own = kept.stamps.subarray(place * 2, place * 2 + 2)
  const isSame = place !== -1 && isUnchanged(root, [path], own)
  const made = mkdirSync(directory, { recursive: true })
  if (isSame) own.set(stampNow(root, path))
  if (made === undefined || basename(made) !== 'node_modules') return kept
  const modules = `${path}node_modules/`
  return {
    ...kept,
    paths: [...kept.paths, modules],
    stamps: joinStamps(kept.stamps, stampNow(root, modules)),
  }
}

/** As it is, however young. */
function stampNow(root: string, path: string): Stamps {
  return takeStamps({ root, paths: [path], begin: Number.POSITIVE_INFINITY })
}

function findExisting(path: string): string {
  return existsSync(path) ? path : findExisting(dirname(path))
}

interface Store {
  /** The text, if it is whole and of this version. */
  read(): string | null
  write(text: string): void
}

/** A text in a file, headed by what it must be headed by to count. */
function createStore(directory: string, name: string, versionOf: () => string): Store {
  const file = join(directory, name)
  return {
    read() {
      try {
        const content = readFileSync(file, 'utf8')
        const end = content.indexOf('\n')
        const text = content.slice(end + 1)
        return content.slice(0, end) === `${versionOf()} ${hash(text)}` ? text : null
      } catch {
        return null
      }
    },
    write(text) {
      // Whoever reads meanwhile reads the old file or the new one.
      const draft = `${file}.${process.pid}.${threadId}`
      writeFileSync(draft, `${versionOf()} ${hash(text)}\n${text}`)
      renameSync(draft, file)
    },
  }
}

function readLines(text: string): Map<string, string> {
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const tab = line.indexOf('\t')
        return [line.slice(0, tab), line.slice(tab + 1)]
      }),
  )
}

/** The package's version, and of a working copy when it was built. */
function readBuild(): string {
  const build = statSync(new URL('../.tsbuildinfo', import.meta.url), { throwIfNoEntry: false })
  return `${readVersion()} ${build?.mtimeMs ?? ''}`
}
