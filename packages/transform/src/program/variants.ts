/** The ways in which a function is called that decide what its code does: `later(task)` with `task()` in it. */
import { type CallerCall, findCallers } from './callers.ts'
import type { Step } from './edges.ts'
import type { Frame, FunctionRef } from './frame.ts'
import type { Linker } from './linker.ts'

export interface Variant {
  /** The call of `target`. */
  readonly frame: Frame
  /** The function that hands in what matters. */
  readonly caller: FunctionRef
  /** From the caller's call on, outermost first. */
  readonly steps: readonly Step[]
}

/** Helpers of helpers of helpers. */
const MOST_DEPTH = 3
const MOST_VARIANTS = 64

/**
 * @param target the function whose code is looked at
 * @param open the functions around it whose callers hand something in
 * @param openAt what is still open when it is called so
 */
export function listVariants(
  linker: Linker,
  target: FunctionRef,
  open: readonly FunctionRef[],
  openAt: (frame: Frame) => readonly FunctionRef[],
): Variant[] {
  const variants: Variant[] = []
  for (const one of open) expand(one, [])
  return variants

  /** `path` is the calls that lead to `target` from a call of `one`, outermost first. */
  function expand(one: FunctionRef, path: readonly CallerCall[]): void {
    const callers = findCallers(linker, one)
    if (callers.length === 0) {
      const caller = path[0]?.caller ?? target
      variants.push({ frame: frameOf(path, one), caller, steps: path.map(toStep) })
    }
    for (const found of callers) {
      if (variants.length >= MOST_VARIANTS) return
      const whole = [found, ...path]
      const frame = frameOf(whole)
      const further =
        path.length < MOST_DEPTH ? openAt(frame).filter((ref) => isAround(ref, found)) : []
      if (further.length === 0)
        variants.push({ frame, caller: found.caller, steps: whole.map(toStep) })
      for (const outer of further) expand(outer, whole)
    }
  }

  /**
   * The call of `target` when the calls of a path are made one in the other; the outermost in a function
   * that nobody calls by name: a framework does, or JSX, and hands in what it likes.
   */
  function frameOf(path: readonly CallerCall[], uncalled?: FunctionRef): Frame {
    let frame: Frame | null = uncalled ? callOf(uncalled, null) : null
    for (const { caller, call } of path) {
      const { module } = caller
      const inner: Frame | null = frame && within(caller, frame)
      const at = { module, frame: inner }
      const callee = linker.functionOf({ ...at, value: call.callee })
      const given = call.hasSpread ? null : call.arguments.map((value) => ({ ...at, value }))
      if (callee) frame = linker.createFrame(callee, given)
    }
    return within(target, frame as Frame)
  }

  /** The call of a function that stands in the one which is called, or is it. */
  function within({ module, function: index }: FunctionRef, frame: Frame): Frame {
    if (frame.module === module && frame.function === index) return frame
    return callOf({ module, function: index }, frame)
  }

  function callOf({ module, function: index }: FunctionRef, frame: Frame | null): Frame {
    return linker.createFrame({ module, value: { type: 'function', function: index }, frame }, null)
  }
}

/** Whether a function is the caller, or one around it. */
function isAround(outer: FunctionRef, { caller }: CallerCall): boolean {
  if (outer.module !== caller.module) return false
  let index: number | null = caller.function
  while (index !== null && index !== outer.function) {
    index = caller.module.functions[index]?.parent ?? null
  }
  return index !== null
}

function toStep({ caller, call }: CallerCall): Step {
  const { place, name } = call
  const what = name === '' ? 'calls a function' : `calls ${name}()`
  return { file: caller.module.file, place, what, ...(name && { callee: name }) }
}
