/** Who imports what, for a whole project at once: as plain data, so that a thread can find it out. */
import type { Survey } from './survey.ts'

/** A place is that of a source in the survey's listing, or behind them all, of a file in `outside`. */
export interface ImporterIndex {
  /** Files that sources import and that are not among them: ignored ones, installed packages. */
  readonly outside: readonly string[]
  /** By place, where its importers begin in `importers`; one more at the end. */
  readonly starts: Int32Array
  /** Places of sources, in the order of the walk. */
  readonly importers: Int32Array
}

export interface IndexImportersInput {
  readonly sources: readonly string[]
  readonly specifiersOf: (file: string, place: number) => readonly string[]
  readonly resolverOf: (importer: string) => (specifier: string) => string | null
}

export function indexImporters(input: IndexImportersInput): ImporterIndex {
  const { sources, specifiersOf, resolverOf } = input
  const places = new Map(sources.map((file, place) => [file, place]))
  const outside: string[] = []
  const targets: number[] = []
  const importers: number[] = []
  // By target, the last importer that was noted: a file that imports another twice imports it once.
  const last: number[] = []
  for (const [importer, file] of sources.entries()) {
    const resolve = resolverOf(file)
    for (const specifier of specifiersOf(file, importer)) {
      const found = resolve(specifier)
      if (found === null) continue
      const target = places.get(found) ?? addOutside(found)
      if (target === importer || last[target] === importer) continue
      last[target] = importer
      targets.push(target)
      importers.push(importer)
    }
  }
  return { outside, ...group(targets, importers, places.size) }

  function addOutside(file: string): number {
    const place = places.size
    places.set(file, place)
    outside.push(file)
    return place
  }
}

/** Pairs sorted by their target, each target's importers staying in order. */
function group(
  targets: readonly number[],
  importers: readonly number[],
  size: number,
): Pick<ImporterIndex, 'starts' | 'importers'> {
  const starts = new Int32Array(size + 1)
  for (const target of targets) starts[target + 1] = (starts[target + 1] ?? 0) + 1
  for (let place = 0; place < size; place += 1) {
    starts[place + 1] = (starts[place + 1] ?? 0) + (starts[place] ?? 0)
  }
  const free = starts.slice()
  const grouped = new Int32Array(targets.length)
  targets.forEach((target, pair) => {
    const at = free[target] ?? 0
    grouped[at] = importers[pair] ?? 0
    free[target] = at + 1
  })
  return { starts, importers: grouped }
}

/** The importers of a file, by the index. */
export function readImporters(
  { listing: { sources } }: Survey,
  index: ImporterIndex,
): (file: string) => readonly string[] {
  const places = new Map([...sources, ...index.outside].map((file, place) => [file, place]))
  return (file) => {
    const place = places.get(file)
    if (place === undefined) return []
    const list = index.importers.subarray(index.starts[place], index.starts[place + 1])
    return Array.from(list, (importer) => sources[importer] as string)
  }
}
