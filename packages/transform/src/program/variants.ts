/** The ways in which a function is called that decide what its code does: `later(task)` with `task()` in it. */
import { type CallerCall, findCallers } from './callers.ts'
import type { Step } from './edges.ts'
import type { Frame, FunctionRef } from './frame.ts'
import type { Linker } from './linker.ts'
import { mayRun, type Visit } from './run.ts'

export interface Variant {
  /** The call of `target`. */
  readonly frame: Frame
  /** The function that hands in what matters. */
  readonly caller: FunctionRef
  /** From the caller's call on, outermost first. */
  readonly steps: readonly Step[]
  /** The call of `target`, given a call of the caller; `null` where that does not lead there. */
  enter(from: Pick<Visit, 'frame' | 'first'>): Frame | null
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
      variants.push({ ...way(path, one), caller })
    }
    for (const found of callers) {
      if (variants.length >= MOST_VARIANTS) return
      const whole = [found, ...path]
      const frame = frameOf(whole)
      const further =
        path.length < MOST_DEPTH ? openAt(frame).filter((ref) => isAround(ref, found.caller)) : []
      if (further.length === 0) variants.push({ ...way(whole), caller: found.caller })
      for (const outer of further) expand(outer, whole)
    }
  }

  /**
   * The call of `target` when the calls of a path are made one in the other; the outermost in a function
   * that nobody calls by name: a framework does, or JSX, and hands in what it likes.
   */
  function frameOf(path: readonly CallerCall[], uncalled?: FunctionRef): Frame {
    let frame: Frame | null = uncalled ? callOf(uncalled, null) : null
    for (const one of path) frame = follow(one, frame && within(one.caller, frame)) ?? frame
    return within(target, frame as Frame)
  }

  /** What a call calls, made by a call of its caller. */
  function follow({ caller: { module }, call }: CallerCall, frame: Frame | null): Frame | null {
    const callee = linker.functionOf({ module, frame, value: call.callee })
    const given = call.hasSpread ? null : call.arguments.map((value) => ({ module, frame, value }))
    return callee && linker.createFrame(callee, given)
  }

  function way(path: readonly CallerCall[], uncalled?: FunctionRef): Omit<Variant, 'caller'> {
    return {
      frame: frameOf(path, uncalled),
      steps: path.map(toStep),
      enter({ frame, first }) {
        let current: Frame | null = frame
        path.forEach((one, index) => {
          const at: Frame | null = current && (index === 0 ? current : within(one.caller, current))
          current = at && mayRun(linker, { frame: at, first }, one.call) ? follow(one, at) : null
        })
        return current && (path.length > 0 ? within(target, current) : current)
      },
    }
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

/** Whether a function is another, or one around it. */
export function isAround(outer: FunctionRef, { module, function: inner }: FunctionRef): boolean {
  if (outer.module !== module) return false
  let index: number | null = inner
  while (index !== null && index !== outer.function) {
    index = module.functions[index]?.parent ?? null
  }
  return index !== null
}

function toStep({ caller, call }: CallerCall): Step {
  const { place, name } = call
  const what = name === '' ? 'calls a function' : `calls ${name}()`
  return { file: caller.module.file, place, what, ...(name && { callee: name }) }
}
