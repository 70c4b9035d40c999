/** Which entry points' runs reach a function of the program, and with what it is called then. */
import type { FunctionRecord, ModuleSummary } from '../module/summary.ts'
import { type AppEntry, type EntryKind, type EntryPoint, isOfKind } from './entries/entry.ts'
import type { Frame } from './frame.ts'
import type { Linker } from './linker.ts'
import { listImporters, walkRun } from './run.ts'
import type { Trail } from './trail.ts'

/** An entry point whose run reaches a function, and how. */
export interface ReachingEntry {
  readonly entry: AppEntry
  /** The calls and renders on the way; none for code that stands in it. */
  readonly trail: Trail | null
  /** The call of the function. */
  readonly frame: Frame
  /** The call of the entry point. */
  readonly first: Frame
}

export interface FindReachingInput {
  readonly linker: Linker
  /** The modules whose functions are asked for. */
  readonly files: readonly string[]
  readonly entriesOf: (module: ModuleSummary) => readonly EntryPoint[]
  /** Only the entry points of a kind, which costs less than all of them. */
  readonly kind?: EntryKind | undefined
}

export type ReachingEntries = (module: ModuleSummary, index: number) => readonly ReachingEntry[]

/**
 * For each function, the `app/` entry points whose run reaches it: by calls, by rendering, or by
 * standing around it. Only modules that lead to `files` by imports are looked at.
 */
export function findReachingEntries({
  linker,
  files,
  entriesOf,
  kind,
}: FindReachingInput): ReachingEntries {
  const { program } = linker
  if (!program.hasEntries(kind)) return () => []
  const above = listImporters(program, files)
  const reaching = new Map<FunctionRecord, ReachingEntry[]>()
  for (const file of [...above].sort()) {
    if (!program.mayHaveEntries(file, kind)) continue
    const module = program.summaryOf(file)
    if (module === null) continue
    for (const entry of entriesOf(module)) {
      if (entry.type === 'app' && (!kind || isOfKind(entry, kind))) walk(module, entry)
    }
  }
  return (module, index) => reaching.get(module.functions[index] as FunctionRecord) ?? []

  function walk(module: ModuleSummary, entry: AppEntry): void {
    for (const { frame, trail, first } of walkRun({
      linker,
      module,
      entry,
      mayEnter,
      withTasks: true,
    })) {
      const record = frame.module.functions[frame.function] as FunctionRecord
      const known = reaching.get(record) ?? []
      reaching.set(record, known)
      known.push({ entry, trail, frame, first })
    }
  }

  function mayEnter(file: string): boolean {
    return above.has(file)
  }
}
