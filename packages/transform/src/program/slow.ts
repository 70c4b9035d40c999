/**
 * Which awaits take time, as far as the program's text proves it: those of a request, a file, a
 * database query, and of functions that wait for one on every way. Anything else may have settled
 * by the time it is awaited: what is cached, what only reads the request, what is not known.
 */
import { CHAINS } from '../module/shared.ts'
import type { FunctionRecord } from '../module/summary.ts'
import { asImport, type Value } from '../module/value.ts'
import type { WaitGroup } from '../module/waits.ts'
import type { Frame, FunctionValue, Located } from './frame.ts'
import type { Linker } from './linker.ts'
import { PROMISE_MODULES } from './promises.ts'
import { createQueryFinder } from './queries.ts'

export interface SlowFinder {
  /** Whether awaiting a value takes time. */
  isSlow(located: Located): boolean
  /** Whether one of the waits of a function does, on every way there. */
  waits(frame: Frame, groups: readonly WaitGroup[]): boolean
}

/** Values stand in each other, and functions wait for each other, no deeper than this. */
const MOST_DEPTH = 40

export function createSlowFinder(linker: Linker): SlowFinder {
  const queries = createQueryFinder(linker)
  // Functions being looked into: recursion must end.
  const pending = new Set<FunctionRecord>()
  return { isSlow, waits }

  function waits(frame: Frame, groups: readonly WaitGroup[]): boolean {
    const { module, function: index } = frame
    const record = module.functions[index] as FunctionRecord
    return groups.some((group) =>
      group.every((number) =>
        record.waits[number]?.some((value) => isSlow({ module, value, frame })),
      ),
    )
  }

  function isSlow(located: Located): boolean {
    const { value } = located
    if (value.type === 'either') return value.of.every((one) => isSlow({ ...located, value: one }))
    // A promise that is handed in is its owner's, who may have waited for it.
    if (value.type !== 'result' || value.isAwaited) return false
    const { of } = value
    if (of.type === 'global') return of.name === 'fetch' && !mayBeStored(value)
    const at = (part: Value): Located => ({ ...located, value: part })
    if (of.type === 'member' && CHAINS.test(of.name)) return isSlow(at(of.object))
    // A session is read from a cookie.
    if (queries.find(located) !== null) return !(of.type === 'member' && of.name === 'getSession')
    const callee = linker.follow(at(of))
    const origin = asImport(callee.value)
    if (origin) return PROMISE_MODULES.test(origin.source)
    if (callee.value.type !== 'function' || callee.isMemoized || callee.isStored) return false
    return isSlowToRun(callee as Located<FunctionValue>, value.arguments?.map(at) ?? null)
  }

  function isSlowToRun(callee: Located<FunctionValue>, given: readonly Located[] | null): boolean {
    const record = callee.module.functions[callee.value.function] as FunctionRecord
    const isKept = record.directives.some((directive) => /^use cache\b/.test(directive))
    if (record.isGenerator || isKept || pending.has(record)) return false
    if (pending.size >= MOST_DEPTH) return false
    pending.add(record)
    try {
      return waits(linker.createFrame(callee, given), record.settlesBehind)
    } finally {
      pending.delete(record)
    }
  }
}

/** `fetch(url, { next: { revalidate: 60 } })`, or any `cache` that is not known to store nothing. */
function mayBeStored({ arguments: given }: Value & { readonly type: 'result' }): boolean {
  const options = given?.[1]
  if (options === undefined) return false
  if (options.type !== 'literal' || options.isOpen) return true
  const { next, cache } = options.members ?? {}
  const isNever = cache === undefined || (cache.type === 'literal' && cache.value === 'no-store')
  return next !== undefined || !isNever
}
