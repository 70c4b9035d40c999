/** What is known of a value that a caller hands in, where it decides what the function does. */
import { isRequestApi } from '../module/apis.ts'
import { constantOf } from '../module/literals.ts'
import type { ParameterPath } from '../module/summary.ts'
import type { Constant, Value } from '../module/value.ts'
import { type Frame, type FunctionRef, findFrame, type Located } from './frame.ts'
import type { Linker } from './linker.ts'

/**
 * `constant` is written out, or left out; `present` is an object or a function; `text` is there, and what
 * it says is not evaluated; `computed` is found out at run time, and may be anything; `unknown` is handed in unseen; `open` is left to the callers of a
 * function.
 */
export type Supplied =
  | { readonly type: 'constant'; readonly constant: Constant | null | undefined }
  | { readonly type: 'present' | 'text' }
  | { readonly type: 'computed' }
  | { readonly type: 'unknown' }
  | { readonly type: 'open'; readonly to: FunctionRef }

const LEFT_OUT = { type: 'constant', constant: undefined } as const

/** `frame` is the call whose code asks. */
export function suppliedAt(linker: Linker, frame: Frame, path: ParameterPath): Supplied {
  const { module } = frame
  const called = findFrame(frame, module, path.function)
  if (path.index === 'this') {
    return describe({ module, value: { type: 'this', function: path.function }, frame }, 0)
  }
  if (called === undefined) return { type: 'computed' }
  if (called.arguments === null) {
    return { type: path.function === frame.function ? 'unknown' : 'computed' }
  }
  return describe(called.arguments[path.index] ?? null, 0)

  /** `depth` is how much of the path leads there; `null` is what is left out. */
  function describe(from: Located | null, depth: number): Supplied {
    // A constant may stand in a module that is of no other concern.
    const found = from && linker.follow(from)
    const known = found ? constantOf(found.value) : LEFT_OUT
    if (known && known.constant === undefined) {
      const fallback = path.defaults?.find((one) => one.depth === depth)
      if (fallback === undefined) return LEFT_OUT
      return describeValue({ module, value: fallback.value, frame: called ?? null }, depth)
    }
    return found ? describeValue(found, depth) : LEFT_OUT
  }

  function describeValue(found: Located, depth: number): Supplied {
    const { value } = found
    const name = path.path[depth]
    const known = constantOf(value)
    if (known && (name === undefined || known.constant === null)) {
      return { type: 'constant', constant: known.constant }
    }
    if (name !== undefined) {
      const part = describeSelf(value, name)
      if (part) return part
    }
    if (value.type === 'literal' && name !== undefined && value.members) {
      const member = Object.hasOwn(value.members, name) ? value.members[name] : undefined
      if (member) return describe({ ...found, value: member }, depth + 1)
      return value.isOpen ? { type: 'computed' } : describe(null, depth + 1)
    }
    if (/^(instance|class)$/.test(value.type) && name !== undefined) {
      const member = linker.memberOf(found, name)
      return member ? describe(member, depth + 1) : { type: 'computed' }
    }
    if (name === undefined && isObject(found)) return { type: 'present' }
    if (value.type === 'literal' && value.kind === 'string') return { type: 'text' }
    const to = ownerOf(found)
    return to ? { type: 'open', to } : { type: 'computed' }
  }

  /** What a request API gives is one, too. */
  function isObject({ value, ...at }: Located): boolean {
    switch (value.type) {
      case 'literal':
        return /^(object|array|regular expression|JSX element)$/.test(value.kind)
      case 'result':
        return isRequestApi(linker.apiOf({ ...at, value: value.of }))
      default:
        return /^(function|class|instance)$/.test(value.type)
    }
  }
}

/** `kind.startsWith`, `kind.length`, `kind[0]`: what a constant, a text or a list has is as constant. */
function describeSelf(value: Value, name: string): Supplied | null {
  if (value.type !== 'literal') return null
  // A list without elements has what a text without letters has: a length of 0, and nothing at an index.
  const known = value.isEmpty ? { constant: '' } : constantOf(value)
  if (known) {
    const whole: unknown = Object(known.constant)
    const isOwn = Object.hasOwn(whole as object, name)
    if (!isOwn && !/^\d+$/.test(name)) return { type: 'present' }
    const constant = (whole as Record<string, Constant | undefined>)[name]
    return { type: 'constant', constant }
  }
  if (value.kind === 'string') return { type: 'text' }
  if (value.kind !== 'array') return null
  return { type: name === 'length' ? 'present' : 'text' }
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
