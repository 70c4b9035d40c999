/** Values where they stand: in a module, and in the calls of the functions around them. */
import { constantOf } from '../module/literals.ts'
import type { ModuleSummary, ParameterPath } from '../module/summary.ts'
import { UNKNOWN, type Value } from '../module/value.ts'

/** A value with what its parameters and its `this` stand for. */
export interface Located<V extends Value = Value> {
  readonly module: ModuleSummary
  readonly value: V
  /** The call whose code gives the value; `null` where no call is known. */
  readonly frame: Frame | null
  /** What `bind` has put in front of a function's arguments. */
  readonly bound?: readonly Located[]
  /** What the constructor of an instance was handed, where that is known. */
  readonly constructed?: readonly Located[]
  /** Of a function that React's `cache` goes around: it runs once a render for the same arguments. */
  readonly isMemoized?: true
  /** Of a function that `unstable_cache` goes around: it runs where nothing is stored. */
  readonly isStored?: true
}

export type FunctionValue = Value & { readonly type: 'function' }
type ParameterValue = Value & { readonly type: 'parameter' }

/** One call of a function, as far as it is known. */
export interface Frame {
  readonly module: ModuleSummary
  readonly function: number
  /** What the caller supplies; `null` where that is not known, and then all parameters count as supplied. */
  readonly arguments: readonly Located[] | null
  /** What `this` is. */
  readonly receiver: Located | null
  /** The call of the function around it. */
  readonly parent: Frame | null
  /** Equal for calls that cannot be told apart. */
  readonly key: string
  readonly depth: number
}

/** What the constructor of an instance was handed; `null` where that is not known. */
export function constructedOf(located: Located): readonly Located[] | null {
  const { module, value, frame, constructed } = located
  if (constructed) return constructed
  if (value.type !== 'instance' || !value.arguments) return null
  return value.arguments.map((argument) => ({ module, value: argument, frame }))
}

/** Whether an argument is there; of an object literal, the properties it has. */
export type Supply = boolean | readonly string[]

/** How far calls are told apart by what they are handed. */
const MOST_DEPTH = 6

export interface FrameFactory {
  create(
    callee: Located<FunctionValue>,
    given: readonly Located[] | null,
    receiver?: Located | null,
  ): Frame
}

export function createFrameFactory(): FrameFactory {
  const ids = new WeakMap<Value, number>()
  let count = 0

  return {
    create(callee, given, receiver = null) {
      const { module, value, frame: parent } = callee
      const whole = given && callee.bound ? [...callee.bound, ...given] : given
      const passed = whole?.map(throughParameter) ?? null
      const made = (receiver && constructedOf(receiver)) ?? []
      const frames = [
        parent,
        receiver?.frame,
        ...[...(passed ?? []), ...made].map((one) => one.frame),
      ]
      const depth = 1 + Math.max(...frames.map((frame) => frame?.depth ?? 0))
      const isTooDeep = depth > MOST_DEPTH
      const known = isTooDeep && passed ? passed.map(forget) : passed
      const self = isTooDeep || !receiver ? null : receiver
      const own = isTooDeep ? null : parent
      const parts = [known ? known.map(keyOf).join() : '*', self ? keyOf(self) : '', own?.key ?? '']
      return {
        module,
        function: value.function,
        arguments: known,
        receiver: self,
        parent: own,
        key: parts.join('|'),
        depth: isTooDeep ? 0 : depth,
      }
    },
  }

  function keyOf(located: Located): string {
    const { module, value, frame } = located
    if (isData(value)) return dataKeyOf(value)
    if (value.type === 'instance' && value.of.type === 'class') {
      const made = constructedOf(located)?.map(keyOf) ?? '*'
      return `${module.file}:new ${value.of.class}[${made}](${frame?.key ?? ''})`
    }
    let id = ids.get(value)
    if (id === undefined) {
      count += 1
      id = count
      ids.set(value, id)
    }
    return `${module.file}:${id}(${frame?.key ?? ''})`
  }
}

/** Whether data is there, what it has, and which constants. */
function dataKeyOf(value: Value): string {
  if (value.type !== 'literal') return 'true'
  const known = constantOf(value)
  if (known) return JSON.stringify(known.constant) ?? 'undefined'
  const { members } = value
  if (value.isOpen || !members) return String(supplyOf(value))
  return `{${Object.entries(members).map(([name, member]) => `${name}:${dataKeyOf(member)}`)}}`
}

/** The call of a function of a module, out of those around a place. */
export function findFrame(
  frame: Frame | null,
  module: ModuleSummary,
  index: number,
): Frame | undefined {
  for (let current = frame; current !== null; current = current.parent) {
    if (current.function === index && current.module === module) return current
  }
  return undefined
}

export function supplyOf(value: Value): Supply {
  if (value.type !== 'literal' || value.isOpen) return true
  return value.members ? Object.keys(value.members) : value.kind !== 'undefined'
}

/** Whether what is supplied has the property that a path asks for. */
export function hasPath(supply: Supply, { path: [name] }: ParameterPath): boolean {
  return typeof supply === 'boolean' ? supply : name === undefined || supply.includes(name)
}

/** Of an argument that is a parameter itself, what its caller handed in. */
function throughParameter(argument: Located): Located {
  const { module, value, frame } = argument
  if (value.type !== 'parameter') return argument
  const outer = findFrame(frame, module, value.function)?.arguments
  if (!outer) return argument
  return outer[value.index] ?? leftOut({ ...argument, value })
}

/** What a parameter is where nothing is handed in for it. */
export function leftOut({ module, value, frame }: Located<ParameterValue>): Located {
  return value.fallback
    ? { module, value: value.fallback, frame }
    : { module, value: { type: 'literal', kind: 'undefined' }, frame: null }
}

/** Something is handed in, and nothing is known of it. */
export function unknownIn(module: ModuleSummary): Located {
  return { module, value: UNKNOWN, frame: null }
}

function forget(argument: Located): Located {
  const isLiteral = argument.value.type === 'literal'
  return { module: argument.module, value: isLiteral ? argument.value : UNKNOWN, frame: null }
}

/** A function of the program, by its module and index. */
export interface FunctionRef {
  readonly module: ModuleSummary
  readonly function: number
}

/**
 * The function whose callers decide what a value is: it is one of its parameters, or a part of one
 * that it takes apart, and the call is not known. What is called *on* a parameter, as in
 * `logger.info()`, is a service as a rule, and no function handed in.
 */
export function handedInBy({ module, value, frame }: Located): FunctionRef | null {
  const parameter = value.type === 'member' ? value.object : value
  if (parameter.type !== 'parameter' || (value.type === 'member' && parameter.name !== ''))
    return null
  const isKnown = findFrame(frame, module, parameter.function)?.arguments
  return isKnown ? null : { module, function: parameter.function }
}

/** The function that a value hangs on, as a parameter of it or its `this`, where no call of it is known. */
export function unseenCallOf({ module, value, frame }: Located): FunctionRef | null {
  switch (value.type) {
    case 'parameter': {
      const isKnown = findFrame(frame, module, value.function)?.arguments
      return isKnown ? null : { module, function: value.function }
    }
    case 'this':
      return { module, function: value.function }
    case 'member':
      return unseenCallOf({ module, value: value.object, frame })
    default:
      return null
  }
}

/** Whether a value leads to no function. */
export function isData(value: Value): boolean {
  if (value.type === 'literal') return Object.values(value.members ?? {}).every(isData)
  return value.type === 'unknown' || value.type === 'global'
}
