/** Which members of objects a module's text may assign: more than it does, never less of what it imports. */
import { wordPattern } from './scan.ts'

export interface Assigned {
  readonly names: ReadonlySet<string>
  /** Whether it may assign members that the text does not name. */
  readonly isAny: boolean
  /** Whether it may export what it imports, so that others come by the same objects through it. */
  readonly isForwarding: boolean
}

const NAMED = /\.\s*([\w$]+)\s*(?:\?\?|\|\||&&)?=(?![=>])/g
/** The end of `[object.name] = …`, of `({ name: object.name } = …)` and of `object[name] = …`. */
const BRACKET = /([\]}])\s*=(?![=>])/g
const MEMBER = /\.\s*([\w$]+)/g
/** `Object.assign(object`, `Reflect.set(object` and their kind. */
const BY_CALL =
  /\b(?:assign|defineProperty|defineProperties|setPrototypeOf|Reflect\.set)\s*\([\s(]*([\w$]+)/g
const FORWARDS = /\bexport\s*[*{]/

export function listAssigned(text: string): Assigned {
  const names = new Set<string>()
  for (const [, name] of text.matchAll(NAMED)) names.add(name as string)
  let isAny = [...text.matchAll(BY_CALL)].some(([, object]) => isImported(text, object as string))
  for (const { index, 1: bracket } of text.matchAll(BRACKET)) {
    const opening = text.lastIndexOf(bracket === ']' ? '[' : '{', index)
    for (const [, name] of text.slice(opening, index).matchAll(MEMBER)) names.add(name as string)
    const before = text.slice(text.lastIndexOf('\n', opening) + 1, opening)
    const [, object] = (bracket === ']' && /([\w$]+)\s*$/.exec(before)) || []
    isAny ||= object !== undefined && isImported(text, object)
  }
  return { names, isAny, isForwarding: FORWARDS.test(text) }
}

function isImported(text: string, name: string): boolean {
  return new RegExp(`\\bimport\\b[^'"]*${wordPattern(name)}`).test(text)
}

/** What only tests run, by its path: what it puts in an object's place, the program does not. */
export function isTest(file: string): boolean {
  return TEST.test(file)
}

const TEST =
  /(?:^|\/)(?:__tests__|__mocks__|tests?|e2e|cypress|playwright)\/|\.(?:test|spec|stories)\.[^/]+$/
