/** Module summaries, made when first asked for, or taken from the last run where they are kept. */
import type { ApiTable } from '../module/apis.ts'
import { summarizeModule } from '../module/summarize.ts'
import type { ModuleSummary } from '../module/summary.ts'
import { parseModule } from '../source/parse.ts'
import { indexLines } from '../source/position.ts'
import type { Packages } from './packages.ts'
import type { Problem } from './problem.ts'
import { keyOfText } from './text-key.ts'
import { type FileTree, folderOf } from './tree.ts'

export type KnownSummary = readonly [file: string, summary: ModuleSummary]

export interface Summaries {
  /** `null` for a module that cannot be read or parsed; the problem is reported once. */
  get(file: string): ModuleSummary | null
  /** Takes in that a text is another now. */
  forget(file: string): void
  /** The same, and says whether a summary that has been asked for is another, too. */
  reread(file: string): boolean
  /** Those that have been asked for, and are there. */
  list(): KnownSummary[]
  /** How many modules have been parsed so far. */
  readonly parsed: number
}

/** Summaries of earlier runs. A key stands for one text at one path. */
export interface SummaryStore {
  get(key: string): ModuleSummary | null
  set(key: string, summary: ModuleSummary): void
}

export interface CreateSummariesInput {
  readonly tree: Pick<FileTree, 'readSource'>
  readonly packages: Pick<Packages, 'around'>
  readonly apis: ApiTable
  readonly report: (problem: Problem) => void
  readonly store: SummaryStore | null
  /** Summaries of texts that are as they were. */
  readonly known: readonly KnownSummary[]
}

export function createSummaries(input: CreateSummariesInput): Summaries {
  const { tree, packages, apis, report, store } = input
  const known = new Map<string, ModuleSummary | null>(input.known)
  let parsed = 0

  function find(file: string): ModuleSummary | null {
    if (store === null) return make(file, tree.readSource(file))
    const version = findVersion(file)
    const code = version === null ? tree.readSource(file) : null
    if (version === null && code === null) return null
    const key = version === null ? keyOfText(file, code as string) : `${file}@${version}`
    const kept = store.get(key)
    if (kept !== null) return kept
    const made = make(file, code ?? tree.readSource(file))
    if (made !== null) store.set(key, made)
    return made
  }

  /** An installed package is told by its name and version, without reading it. */
  function findVersion(file: string): string | null {
    const found = /(?:^|\/)node_modules\//.test(file) ? packages.around(folderOf(file)) : null
    const { name, version } = found?.manifest ?? {}
    return typeof name === 'string' && typeof version === 'string' ? `${name}@${version}` : null
  }

  function make(file: string, code: string | null): ModuleSummary | null {
    if (code === null) return null
    parsed += 1
    try {
      const result = parseModule(code, file)
      if (result.type === 'parsed') return summarizeModule({ code, file, ...result, apis })
      const { line, column } = indexLines(code).positionOf(result.offset)
      report({
        file,
        message: `cannot be parsed: ${result.message} (line ${line}, column ${column})`,
        advice: 'Mend the syntax error: until then calls into the file are not followed.',
      })
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      report({
        file,
        message: 'nests too deeply to be read',
        advice:
          'Move what the server runs to a file of its own: calls into this one are not followed.',
      })
    }
    return null
  }

  function get(file: string): ModuleSummary | null {
    let summary = known.get(file)
    if (summary === undefined) {
      summary = find(file)
      known.set(file, summary)
    }
    return summary
  }

  return {
    get,
    forget: (file) => known.delete(file),
    reread(file) {
      const before = known.get(file)
      if (before === undefined) return false
      known.delete(file)
      return JSON.stringify(get(file)) !== JSON.stringify(before)
    },
    list: () =>
      [...known].flatMap(([file, summary]) => (summary ? [[file, summary] as const] : [])),
    get parsed() {
      return parsed
    },
  }
}
