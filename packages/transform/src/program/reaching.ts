/** Which entry points' runs reach a function of the program, and with what it is called then. */
import type { FunctionRecord, ModuleSummary } from '../module/summary.ts'
import { edgesOf, type Step, toStep } from './edges.ts'
import { type AppEntry, type EntryKind, type EntryPoint, isOfKind } from './entries/entry.ts'
import { type Frame, isData } from './frame.ts'
import type { Linker } from './linker.ts'
import { findStarts } from './starts.ts'

/** An entry point whose run reaches a function, and how. */
export interface ReachingEntry {
  readonly entry: AppEntry
  /** The calls and renders on the way, outermost first; empty for code that stands in it. */
  readonly steps: readonly Step[]
  /** The call of the function. */
  readonly frame: Frame
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

/** How many ways into one function are told apart. */
const MOST_WAYS = 8

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
  const above = listImporters()
  const insides = new Map<ModuleSummary, readonly (readonly number[])[]>()
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

  function listImporters(): ReadonlySet<string> {
    const found = new Set(files)
    // The set grows while it is read.
    for (const file of found) for (const importer of program.importersOf(file)) found.add(importer)
    return found
  }

  function walk(module: ModuleSummary, entry: AppEntry): void {
    const visited = new Map<FunctionRecord, Set<string>>()
    const queue: { readonly frame: Frame; readonly steps: readonly Step[] }[] = []
    for (const start of findStarts(linker, { module, value: entry.value, frame: null })) {
      queue.push({ frame: linker.createFrame(start, null), steps: [] })
    }
    // The queue grows while it is read, so the nearest way is the first to be found.
    for (const { frame, steps } of queue) {
      const record = frame.module.functions[frame.function] as FunctionRecord
      const seen = visited.get(record) ?? new Set()
      visited.set(record, seen)
      if (seen.has(frame.key) || seen.size >= MOST_WAYS) continue
      seen.add(frame.key)
      const known = reaching.get(record) ?? []
      reaching.set(record, known)
      known.push({ entry, steps, frame })
      const add = (next: Frame, ...step: Step[]) => {
        if (isAbove(next.module.file) || isHandedAbove(next)) {
          queue.push({ frame: next, steps: [...steps, ...step] })
        }
      }
      const here = frame.module
      for (const inner of insideOf(here)[frame.function] ?? []) {
        const value = { type: 'function', function: inner } as const
        add(linker.createFrame({ module: here, value, frame }, null))
      }
      for (const call of record.calls) {
        const options = { during: 'request', mayEnter: isAbove } as const
        for (const edge of edgesOf(linker, here, call, frame, options).functions) {
          add(edge.frame, toStep(here, call, edge))
        }
      }
      for (const { component, place } of record.renders) {
        const found = linker.functionOf({ module: here, value: component, frame }, isAbove)
        if (found === null) continue
        const name = found.module.functions[found.value.function]?.name
        const what = `renders ${name ? `<${name}>` : 'a component'}`
        add(linker.createFrame(found, null), { file: here.file, place, what })
      }
    }
  }

  function isAbove(file: string): boolean {
    return above.has(file)
  }

  /** Whether a call in another module may come back: `retry(() => work())`. */
  function isHandedAbove(frame: Frame | null): boolean {
    if (frame === null) return false
    const handed = [...(frame.arguments ?? []), ...(frame.receiver ? [frame.receiver] : [])]
    return (
      handed.some((part) => !isData(part.value) && isAbove(part.module.file)) ||
      handed.some((part) => isHandedAbove(part.frame)) ||
      isHandedAbove(frame.parent)
    )
  }

  /** A server function standing in a component is an entry point of its own, with a request of its own. */
  function insideOf(module: ModuleSummary): readonly (readonly number[])[] {
    const known = insides.get(module)
    if (known) return known
    const inside = module.functions.map((): number[] => [])
    module.functions.forEach(({ parent, directives }, index) => {
      if (parent !== null && !directives.includes('use server')) inside[parent]?.push(index)
    })
    insides.set(module, inside)
    return inside
  }
}
