/** What is known of a value that a caller hands in, where it decides what the function does. */
import type { ParameterPath } from '../module/summary.ts'
import type { Value } from '../module/value.ts'
import { type Frame, type FunctionRef, findFrame, type Located } from './frame.ts'
import type { Linker } from './linker.ts'

/**
 * `computed` is found out at run time, and may be anything; `constant` is written out, and not
 * followed; `unknown` is handed in unseen; `open` is left to the callers of a function.
 */
export type Supplied =
  | { readonly type: 'present' | 'missing' | 'constant' | 'computed' | 'unknown' }
  | { readonly type: 'open'; readonly to: FunctionRef }

/** `frame` is the call whose code asks. */
export function suppliedAt(linker: Linker, frame: Frame, path: ParameterPath): Supplied {
  const called = findFrame(frame, frame.module, path.function)
  if (called === undefined) return { type: 'computed' }
  if (called.arguments === null) {
    return { type: path.function === frame.function ? 'unknown' : 'computed' }
  }
  const argument = called.arguments[path.index]
  return argument ? describe(argument, path.path) : { type: 'missing' }

  function describe(from: Located, [name, ...rest]: readonly string[]): Supplied {
    const found = linker.follow(from, linker.program.mayReach)
    const { value } = found
    if (value.type === 'literal' && name !== undefined && value.members) {
      const member = Object.hasOwn(value.members, name) ? value.members[name] : undefined
      if (member) return describe({ ...found, value: member }, rest)
      return { type: value.isOpen ? 'computed' : 'missing' }
    }
    if (value.type === 'literal') return { type: describeLiteral(value, name !== undefined) }
    if (value.type === 'function' || value.type === 'class' || value.type === 'instance') {
      return { type: name === undefined ? 'present' : 'computed' }
    }
    const to = ownerOf(found)
    return to ? { type: 'open', to } : { type: 'computed' }
  }
}

function describeLiteral(
  { kind, isTruthy }: Value & { readonly type: 'literal' },
  isAskedForMember: boolean,
): 'present' | 'missing' | 'constant' | 'computed' {
  if (kind === 'null' || kind === 'undefined') return 'missing'
  if (isAskedForMember) return 'computed'
  if (isTruthy === false) return 'missing'
  if (isTruthy === undefined && /^(boolean|number|bigint|string)$/.test(kind)) return 'computed'
  return kind === 'object' || kind === 'array' ? 'present' : 'constant'
}

/** The function whose callers a value comes from, as a parameter or a part of one, where no call is known. */
function ownerOf({ module, value, frame }: Located): FunctionRef | null {
  switch (value.type) {
    case 'parameter':
      return findFrame(frame, module, value.function) ? null : { module, function: value.function }
    case 'member':
      return ownerOf({ module, value: value.object, frame })
    case 'result':
    case 'instance':
      return ownerOf({ module, value: value.of, frame })
    default:
      return null
  }
}
