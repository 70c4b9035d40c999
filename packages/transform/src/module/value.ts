/** What an expression stands for, as far as one module's text tells: plain data, so that summaries can be stored and linked. */
import { type ApiTable, isRequestApi } from './apis.ts'

export type LiteralKind =
  | 'number'
  | 'bigint'
  | 'string'
  | 'boolean'
  | 'null'
  | 'undefined'
  | 'regular expression'
  | 'array'
  | 'object'
  | 'JSX element'

export type Value =
  /** A function of this module, by its index in `ModuleSummary.functions`. */
  | { readonly type: 'function'; readonly function: number }
  /** An export of another module; `name` is `*` for its namespace, `default` for its default; `isPromised` is what `import()` gives. */
  | {
      readonly type: 'import'
      readonly source: string
      readonly name: string
      readonly isPromised?: true
    }
  /** A property of a value; `fallback` as of a parameter. */
  | {
      readonly type: 'member'
      readonly object: Value
      readonly name: string
      readonly fallback?: Value
    }
  /** What a call returns: a promise stands for its value, and `isAwaited` tells that it is one no more. */
  | {
      readonly type: 'result'
      readonly of: Value
      /** Missing where they are not known: a spread among them, or calls nested too deeply. */
      readonly arguments?: readonly Value[]
      readonly isAwaited?: true
      /** The function of this module that React's `memo`, `forwardRef` or `cache` goes around. */
      readonly inner?: number
    }
  /** What `new` returns; `arguments` as of a call. */
  | { readonly type: 'instance'; readonly of: Value; readonly arguments?: readonly Value[] }
  /** A parameter of a function of this module. */
  | {
      readonly type: 'parameter'
      readonly function: number
      readonly index: number
      /** `''` for one that is taken apart. */
      readonly name: string
      /** What stands in for it where it is left out, if that may lead to a function. */
      readonly fallback?: Value
    }
  /** A class of this module, by its index in `ModuleSummary.classes`. */
  | { readonly type: 'class'; readonly class: number }
  /** `this` in a function that is no arrow function, or in arrow functions in it. */
  | { readonly type: 'this'; readonly function: number }
  /** The superclass's members, seen from a function of a class. */
  | { readonly type: 'super'; readonly function: number }
  /** One of several: `known ?? made`, `test ? one : other`. */
  | { readonly type: 'either'; readonly of: readonly Value[] }
  /** A name this module does not declare. */
  | { readonly type: 'global'; readonly name: string }
  /** A literal; `members` are what an object literal is known to have, all of it unless it `isOpen`. */
  | {
      readonly type: 'literal'
      readonly kind: LiteralKind
      /** Of a number, boolean or short string that is written out. */
      readonly value?: Constant
      readonly members?: Readonly<Record<string, Value>>
      readonly isOpen?: true
      /** An array that is written without elements. */
      readonly isEmpty?: true
    }
  | { readonly type: 'unknown' }

/** What conditions compare with. */
export type Constant = string | number | boolean

export const UNKNOWN: Value = { type: 'unknown' }

/** `object.name`; a namespace's member is the import of that name, an object literal's what stands there. */
export function memberOf(object: Value, name: string): Value {
  if (object.type === 'import' && object.name === '*') {
    const isPromises = object.isPromised && /^(then|catch|finally)$/.test(name)
    if (!isPromises) return { type: 'import', source: object.source, name }
  }
  if (object.type === 'unknown') return UNKNOWN
  if (object.type === 'literal' && object.members && !object.isOpen) {
    return Object.hasOwn(object.members, name) ? (object.members[name] as Value) : UNKNOWN
  }
  return { type: 'member', object, name }
}

/** What `await` makes of a value. */
export function settle(value: Value): Value {
  if (value.type === 'result') return { ...value, isAwaited: true }
  return value.type === 'import' && value.isPromised
    ? { type: 'import', source: value.source, name: value.name }
    : value
}

/**
 * The import a value is, if it is one. A member of a module's default export counts as the module's
 * own export: that is what `import server from 'next/server'` gives for a CommonJS module.
 */
export function asImport(value: Value): { readonly source: string; readonly name: string } | null {
  if (value.type === 'import') return value
  if (value.type === 'member' && value.object.type === 'import' && value.object.name === 'default')
    return { source: value.object.source, name: value.name }
  return null
}

/**
 * Whether awaiting a value takes no time worth speaking of: a value that is there, or the promise of a
 * request API, of `import()`, of a page's `params` and `searchParams`.
 */
export function isInstant(value: Value, apis: ApiTable): boolean {
  switch (value.type) {
    case 'import':
      return value.isPromised === true
    case 'literal':
    case 'function':
      return true
    case 'parameter':
      return isRouteData(value.name)
    case 'member':
      return value.object.type === 'parameter' && isRouteData(value.name)
    case 'result': {
      const { of } = value
      const origin = asImport(of)
      if (value.isAwaited || (origin && isRequestApi(apis.find(origin.source, origin.name)))) {
        return true
      }
      return of.type === 'member' && of.object.type === 'global' && of.object.name === 'Promise'
        ? /^(resolve|reject)$/.test(of.name)
        : false
    }
    default:
      return false
  }
}

function isRouteData(name: string): boolean {
  return name === 'params' || name === 'searchParams'
}
