/** What one run keeps on the disk for the next: its result, and the summaries of the modules it read. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readVersion } from '../config/version.ts'
import type { ModuleSummary } from '../module/summary.ts'
import { isUnchanged } from './stamps.ts'
import type { SummaryStore } from './summaries.ts'

export interface Cache {
  /** The last run's result, where nothing of what it read has changed. */
  readResult(): unknown
  /** Keeps a result with the stamps of everything that it was made of. */
  writeResult(result: unknown, paths: readonly string[], stamps: readonly number[]): void
  readonly summaries: SummaryStore
  /** Keeps the summaries that were asked for. */
  writeSummaries(): void
  /** Whether opening made it, and with it changed the folder around it. */
  readonly isNew: boolean
}

export interface OpenCacheOptions {
  /** The project's folder. */
  readonly root: string
  /** Relative to the root. */
  readonly folder: string
  /** What results depend on besides files: the options. */
  readonly key: string
}

/** `null` where it cannot be had: a check without a cache is only slower. */
export function openCache({ root, folder, key }: OpenCacheOptions): Cache | null {
  if (!existsSync(root)) return null
  const directory = resolve(root, folder)
  let isNew: boolean
  try {
    isNew = mkdirSync(directory, { recursive: true }) !== undefined
  } catch {
    return null
  }
  const version = hash(`${readBuild()}\n${key}`)
  const results = createStore(directory, 'result', version)
  const kept = createStore(directory, 'summaries', version)
  const used = new Map<string, string>()
  let known: ReadonlyMap<string, string> | null = null

  return {
    isNew,
    readResult() {
      const text = results.read()
      if (text === null) return null
      const { paths, stamps, result } = JSON.parse(text)
      return isUnchanged(root, paths.split('\n'), stamps) ? result : null
    },
    writeResult(result, paths, stamps) {
      results.write(JSON.stringify({ paths: paths.join('\n'), stamps, result }))
    },
    summaries: {
      get(key) {
        known ??= readLines(kept.read() ?? '')
        const line = known.get(key)
        if (line === undefined) return null
        used.set(key, line)
        return JSON.parse(line) as ModuleSummary
      },
      set(key, summary) {
        // Only a path that nobody writes could not stand in a line.
        if (!/[\t\n]/.test(key)) used.set(key, JSON.stringify(summary))
      },
    },
    writeSummaries() {
      const isSame = used.size === known?.size && [...used.keys()].every((key) => known?.has(key))
      if (!isSame) kept.write([...used].map(([key, line]) => `${key}\t${line}\n`).join(''))
    },
  }
}

interface Store {
  /** The text, if it is whole and of this version. */
  read(): string | null
  write(text: string): void
}

/** A text in a file, headed by what it must be headed by to count. */
function createStore(directory: string, name: string, version: string): Store {
  const file = join(directory, name)
  return {
    read() {
      try {
        const content = readFileSync(file, 'utf8')
        const end = content.indexOf('\n')
        const text = content.slice(end + 1)
        return content.slice(0, end) === `${version} ${hash(text)}` ? text : null
      } catch {
        return null
      }
    },
    write(text) {
      try {
        // Whoever reads meanwhile reads the old file or the new one.
        const draft = `${file}.${process.pid}`
        writeFileSync(draft, `${version} ${hash(text)}\n${text}`)
        renameSync(draft, file)
      } catch {
        // The next run starts afresh.
      }
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

function hash(text: string): string {
  return createHash('sha1').update(text).digest('base64')
}
