/** Which methods call the function they are given: those of arrays, maps, sets and promises. */
import type { ModuleSummary } from '../module/summary.ts'
import { asImport, type Value } from '../module/value.ts'
import type { Located } from './frame.ts'
import type { Linker } from './linker.ts'

type Member = Value & { readonly type: 'member' }

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))
const CALLS_NOW = words(
  'map forEach filter some every find findIndex findLast findLastIndex flatMap reduce reduceRight sort toSorted',
)
const CALLS_LATER = words('then catch finally')
/** What gives another array. */
const GIVES_ARRAY = words('map filter flatMap flat sort toSorted slice concat reverse toReversed')

/** `LISTS.map`, with the list in place of an import of it: only lists are known to call what they are given. */
export function throughImport<V extends Value>(linker: Linker, located: Located<V>): V | Member {
  const { value } = located
  if (value.type !== 'member' || !CALLS_NOW.has(value.name) || !asImport(value.object)) return value
  const object = linker.follow({ ...located, value: value.object }).value
  return isCollection(object) ? { ...value, object } : value
}

/** When a method calls the argument at `index`, as far as its name and its object tell. */
export function callsItsArgument(
  summary: ModuleSummary,
  { object, name }: Member,
  index: number,
  during: 'load' | 'request' | 'entry',
): 'now' | 'later' | 'never' {
  if (index === 1 && (name === 'replace' || name === 'replaceAll')) return 'now'
  if (isGlobal(object, /^(process|Array)$/)) {
    const at = name === 'nextTick' ? 0 : name === 'from' ? 1 : null
    return index === at ? 'now' : 'never'
  }
  const isLater = CALLS_LATER.has(name)
  if (!isLater && !CALLS_NOW.has(name)) return 'never'
  if (index > (name === 'then' ? 1 : 0)) return 'never'
  // What runs only when a promise fails is not known to run.
  if (during === 'load' && (index > 0 || name === 'catch' || isEmpty(object))) return 'never'
  const isKnown = isLater ? isPromise(object, summary) : isCollection(object)
  const follows = isKnown || (during !== 'load' && !isForeign(object))
  return follows ? (isLater ? 'later' : 'now') : 'never'
}

export function isCollection(value: Value): boolean {
  switch (value.type) {
    case 'literal':
      return value.kind === 'array'
    case 'instance':
      return isGlobal(value.of, /^(Map|Set|Array)$/)
    case 'result': {
      if (value.of.type !== 'member') return false
      const { object, name } = value.of
      if (isGlobal(object, /^Object$/)) return /^(keys|values|entries)$/.test(name)
      if (isGlobal(object, /^Array$/)) return /^(from|of)$/.test(name)
      if (isGlobal(object, /^Promise$/)) return value.isAwaited === true && /^all/.test(name)
      return GIVES_ARRAY.has(name) && isCollection(object)
    }
    default:
      return false
  }
}

/** Whether an array is written without elements: whether it has some later is not known. */
function isEmpty(value: Value): boolean {
  if (value.type === 'result' && value.of.type === 'member') return isEmpty(value.of.object)
  return value.type === 'literal' && value.isEmpty === true
}

function isPromise(value: Value, summary: ModuleSummary): boolean {
  switch (value.type) {
    case 'import':
      return value.isPromised === true
    case 'instance':
      return isGlobal(value.of, /^Promise$/)
    case 'result': {
      const { of } = value
      if (value.isAwaited) return false
      if (of.type === 'function') {
        const made = summary.functions[of.function]
        return made?.isAsync === true && !made.isGenerator
      }
      if (of.type !== 'member') return false
      return (
        isGlobal(of.object, /^Promise$/) ||
        (CALLS_LATER.has(of.name) && isPromise(of.object, summary))
      )
    }
    default:
      return false
  }
}

/** Whether a value is a library's own, whose `map` is no array's: `Effect.map(load, () => …)`. */
export function isForeign(value: Value): boolean {
  if (asImport(value) !== null || isGlobal(value, /^[A-Z]/)) return true
  return value.type === 'literal' ? value.kind !== 'array' : value.type === 'function'
}

function isGlobal(value: Value, name: RegExp): boolean {
  return value.type === 'global' && name.test(value.name)
}
