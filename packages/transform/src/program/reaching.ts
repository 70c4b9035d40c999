/** Which entry points' runs reach a function. */
import type { ApiTable } from '../module/apis.ts'
import type { FunctionRecord, ModuleSummary } from '../module/summary.ts'
import { edgesOf, type Step } from './edges.ts'
import type { AppEntry, EntryPoint } from './entries.ts'

/** An entry point whose run reaches a function, and how. */
export interface ReachingEntry {
  readonly entry: AppEntry
  /** The calls and renders on the way, outermost first; empty for code that stands in it. */
  readonly steps: readonly Step[]
}

/**
 * For each function, the `app/` entry points whose run reaches it: by calls, by rendering, or by
 * standing around it.
 */
export function findReachingEntries(
  summary: ModuleSummary,
  entries: readonly EntryPoint[],
  apis: ApiTable,
): (target: number) => readonly ReachingEntry[] {
  // A server function standing in a component is an entry point of its own, with a request of its own.
  const inside = summary.functions.map((): number[] => [])
  summary.functions.forEach(({ parent, directives }, index) => {
    if (parent !== null && !directives.includes('use server')) inside[parent]?.push(index)
  })
  const reaching = new Map<number, ReachingEntry[]>()
  for (const entry of entries) {
    const start = entry.type === 'app' ? (entry.function ?? entry.inner) : null
    if (entry.type !== 'app' || start === null) continue
    for (const [index, steps] of reachFunctions(start)) {
      const known = reaching.get(index)
      if (known) known.push({ entry, steps })
      else reaching.set(index, [{ entry, steps }])
    }
  }
  return (target) => reaching.get(target) ?? []

  function reachFunctions(start: number): ReadonlyMap<number, readonly Step[]> {
    const found = new Map<number, readonly Step[]>([[start, []]])
    // The map grows while it is read, so the nearest way is the first to be found.
    for (const [index, steps] of found) {
      const add = (target: number, ...step: Step[]) => {
        if (!found.has(target)) found.set(target, [...steps, ...step])
      }
      const { calls, renders } = summary.functions[index] as FunctionRecord
      for (const child of inside[index] ?? []) add(child)
      for (const call of calls) {
        for (const edge of edgesOf(summary, call, { apis, during: 'request' })) {
          add(edge.function, { place: call.place, what: edge.what })
        }
      }
      for (const { component, place } of renders) {
        if (component.type !== 'function') continue
        const name = summary.functions[component.function]?.name
        add(component.function, { place, what: `renders ${name ? `<${name}>` : 'a component'}` })
      }
    }
    return found
  }
}
