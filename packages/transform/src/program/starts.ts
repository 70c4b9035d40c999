/** Which functions run when an entry point does, also where a wrapper stands around them. */
import type { FunctionValue, Located } from './frame.ts'
import type { Linker } from './linker.ts'

/** Wrappers in wrappers, and what they return: nobody nests them deeper. */
const MOST_DEPTH = 6

/**
 * The functions an exported value may be when it is called. Where a wrapper returns one of several,
 * each of them; where it is not known what it returns, the functions it is handed, which it would
 * not be given to leave them alone.
 */
export function findStarts(
  linker: Linker,
  exported: Located,
  depth = MOST_DEPTH,
): Located<FunctionValue>[] {
  const found = linker.follow(exported)
  const { module, value, frame } = found
  const startsOf = (part: Located) => findStarts(linker, part, depth - 1)
  if (value.type === 'function') return [found as Located<FunctionValue>]
  if (depth === 0) return []
  if (value.type === 'either') return value.of.flatMap((one) => startsOf({ ...found, value: one }))
  if (value.type !== 'result') return []
  const given = value.arguments?.map((argument) => ({ module, value: argument, frame })) ?? null
  const wrapper = linker.functionOf({ module, value: value.of, frame })
  const returned = wrapper ? listReturned(linker, wrapper, given).flatMap(startsOf) : []
  return returned.length > 0 ? returned : (given ?? []).flatMap(startsOf)
}

function listReturned(
  linker: Linker,
  wrapper: Located<FunctionValue>,
  given: readonly Located[] | null,
): Located[] {
  const { module, value } = wrapper
  if (module.functions[value.function]?.isGenerator) return []
  return linker.returnedBy(linker.createFrame(wrapper, given))
}
