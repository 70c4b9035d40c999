/** Finds the calls of `after` under another name: where it is handed to a function, as in `archive(id, { schedule: after })`. */
import { isAfter } from '../module/apis.ts'
import type { CallRecord, FunctionRecord, ModuleSummary } from '../module/summary.ts'
import type { Frame, Located } from './frame.ts'
import type { Linker } from './linker.ts'
import { isAround } from './variants.ts'

export interface HandedOverCall {
  readonly module: ModuleSummary
  /** The function whose code makes the call. */
  readonly function: number
  readonly call: CallRecord
}

/** A function that is handed `after`, as it is called then. */
interface Receiver {
  readonly frame: Frame
  readonly depth: number
}

/** Helpers of helpers of helpers. */
const MOST_DEPTH = 3

/** `modules` are those whose text mentions where `after` comes from. */
export function findHandedOver(
  linker: Linker,
  modules: readonly ModuleSummary[],
): readonly HandedOverCall[] {
  const found = new Map<CallRecord, HandedOverCall>()
  const seen = new Map<FunctionRecord, Set<string>>()
  const queue: Receiver[] = []
  for (const module of modules) {
    for (const { calls } of module.functions) {
      for (const call of calls) handOver(module, call, null, 0)
    }
  }
  // The queue grows while it is read.
  for (const { frame, depth } of queue) {
    const { module } = frame
    module.functions.forEach(({ calls }, index) => {
      if (!isAround({ module, function: frame.function }, { module, function: index })) return
      const inner = frameWithin(index, frame)
      for (const call of calls) {
        const callee = { module, value: call.callee, frame: inner }
        const isGiven = !call.isNew && /^(parameter|member)$/.test(call.callee.type)
        if (isGiven && isAfter(linker.apiOf(callee))) {
          found.set(call, { module, function: index, call })
        } else if (depth < MOST_DEPTH) {
          handOver(module, call, inner, depth)
        }
      }
    })
  }
  return [...found.values()]

  function handOver(
    module: ModuleSummary,
    call: CallRecord,
    frame: Frame | null,
    depth: number,
  ): void {
    if (call.isNew || call.hasSpread) return
    const given = call.arguments.map((value) => ({ module, value, frame }))
    if (!given.some(hasAfter)) return
    const target = linker.functionOf({ module, value: call.callee, frame })
    if (target === null) return
    const called = linker.createFrame(target, given)
    const record = target.module.functions[target.value.function] as FunctionRecord
    const keys = seen.get(record) ?? new Set()
    if (keys.has(called.key)) return
    seen.set(record, keys.add(called.key))
    queue.push({ frame: called, depth: depth + 1 })
  }

  /** Whether a value is `after`, or an object that has it. */
  function hasAfter({ module, value, frame }: Located): boolean {
    if (value.type === 'literal') {
      return Object.values(value.members ?? {}).some((one) =>
        hasAfter({ module, value: one, frame }),
      )
    }
    if (!/^(import|parameter|member)$/.test(value.type)) return false
    // Only what is handed in can be `after` under a name that is not followed anyway.
    if (value.type !== 'import' && frame === null) return false
    return isAfter(linker.apiOf({ module, value, frame }))
  }

  function frameWithin(index: number, frame: Frame): Frame {
    if (index === frame.function) return frame
    const value = { type: 'function', function: index } as const
    return linker.createFrame({ module: frame.module, value, frame }, null)
  }
}
