/** The functions that the run of an entry point comes to: by calls and by rendering. */
import { isAfter } from '../module/apis.ts'
import type { CallRecord, FunctionRecord, ModuleSummary, RenderRecord } from '../module/summary.ts'
import type { Value } from '../module/value.ts'
import { decide } from './decision.ts'
import { edgesOf, type Step, toStep } from './edges.ts'
import type { AppEntry } from './entries/entry.ts'
import { type Frame, isData, type Located } from './frame.ts'
import type { Linker } from './linker.ts'
import type { Program } from './program.ts'
import { findStarts } from './starts.ts'
import { extendTrail, MOST_STEPS, type Trail } from './trail.ts'

export interface Visit {
  /** The call of the function. */
  readonly frame: Frame
  /** The calls and renders on the way. */
  readonly trail: Trail | null
  /** Whether React's `cache` goes around the function. */
  readonly isMemoized: boolean
  /** The call of the function that the run begins with. */
  readonly first: Frame
}

export interface WalkRunInput {
  readonly linker: Linker
  readonly module: ModuleSummary
  /** Of the module. */
  readonly entry: AppEntry
  /** Which modules are looked at. */
  readonly mayEnter: (file: string) => boolean
  /** Whether what `after` is given belongs to the run. */
  readonly withTasks: boolean
}

/** How many ways into one function are told apart. */
const MOST_WAYS = 8

/** Each function with each way into it that can be told apart, the nearest first. */
export function* walkRun({
  linker,
  module,
  entry,
  mayEnter,
  withTasks,
}: WalkRunInput): Generator<Visit> {
  const visited = new Map<FunctionRecord, Set<string>>()
  const queue: Visit[] = []
  for (const start of findStarts(linker, { module, value: entry.value, frame: null })) {
    const frame = linker.createFrame(start, null)
    queue.push({ frame, trail: null, isMemoized: start.isMemoized ?? false, first: frame })
  }
  // The queue grows while it is read, so the nearest way is the first to be found.
  for (const visit of queue) {
    const { frame, trail, first } = visit
    const record = frame.module.functions[frame.function] as FunctionRecord
    const seen = visited.get(record) ?? new Set()
    visited.set(record, seen)
    if (seen.has(frame.key) || seen.size >= MOST_WAYS) continue
    seen.add(frame.key)
    yield visit
    if (trail !== null && trail.length >= MOST_STEPS) continue
    const add = (next: Frame, isMemoized: boolean, step: Step | null) => {
      if (mayEnter(next.module.file) || isHandedIn(next)) {
        const way = step ? extendTrail(trail, step) : trail
        queue.push({ frame: next, trail: way, isMemoized, first })
      }
    }
    const here = frame.module
    for (const inner of entry.phase === 'pages' ? listInside(here, frame.function) : []) {
      const value = { type: 'function', function: inner } as const
      add(linker.createFrame({ module: here, value, frame }, null), false, null)
    }
    for (const call of record.calls) {
      const isTask = isAfter(linker.apiOf({ module: here, value: call.callee, frame }))
      if ((isTask && !withTasks) || !mayRun(linker, visit, call)) continue
      const options = { during: 'entry', mayEnter } as const
      for (const edge of edgesOf(linker, here, call, frame, options).functions) {
        // A task is a part of the code that schedules it.
        add(edge.frame, edge.isMemoized, isTask ? null : toStep(here, call, edge))
      }
    }
    for (const render of record.renders) {
      const rendered = mayRun(linker, visit, render) && findRendered(here, render, frame)
      if (rendered) queue.push({ ...rendered, trail: extendTrail(trail, rendered.step), first })
    }
  }

  function findRendered(
    here: ModuleSummary,
    { component, props, place }: RenderRecord,
    frame: Frame,
  ) {
    const at = (value: Value): Located => ({ module: here, value, frame })
    const handed = Object.values((props.type === 'literal' && props.members) || {})
    // A component that is handed a function, or another component, may be anywhere.
    const carries = handed.some((value) => linker.functionOf(at(value), mayEnter) !== null)
    const found = linker.functionOf(at(component), carries ? undefined : mayEnter)
    if (found === null || !(carries || mayEnter(found.module.file))) return null
    const name = found.module.functions[found.value.function]?.name
    const step: Step = {
      file: here.file,
      place,
      what: `renders ${name ? `<${name}>` : 'a component'}`,
    }
    return { frame: linker.createFrame(found, [at(props)]), isMemoized: false, step }
  }

  /** Whether a call in another module may come back: `retry(() => work())`. */
  function isHandedIn(frame: Frame | null): boolean {
    if (frame === null) return false
    const handed = [...(frame.arguments ?? []), ...(frame.receiver ? [frame.receiver] : [])]
    return (
      handed.some((part) => !isData(part.value) && mayEnter(part.module.file)) ||
      handed.some((part) => isHandedIn(part.frame)) ||
      isHandedIn(frame.parent)
    )
  }
}

/** Whether a call that the function of a visit makes runs, as far as that is known. */
export function mayRun(
  linker: Linker,
  { frame, first }: Pick<Visit, 'frame' | 'first'>,
  call: Pick<CallRecord, 'conditions'>,
): boolean {
  const { type } = decide({ linker, frame, call, first, during: 'entry' })
  return type === 'runs' || type === 'open'
}

/** The modules that lead to files by imports, and these. */
export function listImporters(program: Program, files: readonly string[]): ReadonlySet<string> {
  const found = new Set(files)
  // The set grows while it is read.
  for (const file of found) for (const importer of program.importersOf(file)) found.add(importer)
  return found
}

/** What stands in a function of the pages router, which does not compile with `after` in it, called or not. */
function listInside({ functions }: ModuleSummary, owner: number): readonly number[] {
  return functions.flatMap(({ parent }, index) => (parent === owner ? [index] : []))
}
