// Checks options by a table of rules: a misspelt one is refused, never ignored.
import { createInvalidError } from './errors.ts'
import { LONGEST_TIMER } from './timers.ts'

/** What an option must be, in words, and as a test; `undefined` always passes. */
export type OptionRule = readonly [expected: string, accepts: (value: unknown) => boolean]

/**
 * Checks an options object: known keys only, each by its rule.
 *
 * @param where Whose options: `after()`.
 * @throws AfterError `invalid-options`
 */
export function checkOptions(
  where: string,
  options: unknown,
  rules: Readonly<Record<string, OptionRule>>,
): void {
  const code = 'invalid-options'
  // Not a list, a function, a promise, a date.
  if ({}.toString.call(options) !== '[object Object]') {
    throw createInvalidError(code, `${where}: the options`, 'an object', options)
  }
  for (const [name, value] of Object.entries(options as object)) {
    const rule = rules[name]
    if (!rule) {
      const known = Object.keys(rules).join(' or ')
      throw createInvalidError(code, `${where}: an option`, known, name)
    }
    if (value !== undefined && !rule[1](value)) {
      throw createInvalidError(code, `${where}: ${name}`, rule[0], value)
    }
  }
}

/** For what is checked where it is used. */
export const anyRule: OptionRule = ['anything', () => true]

export const functionRule: OptionRule = ['a function', (value) => typeof value === 'function']

/** Milliseconds that a timer can take, or `Infinity`. */
export const timeoutRule: OptionRule = [
  `milliseconds above 0, at most ${LONGEST_TIMER}, or Infinity`,
  (value) =>
    typeof value === 'number' && value > 0 && (value <= LONGEST_TIMER || value === Infinity),
]

export const stringRule: OptionRule = ['a string', (value) => typeof value === 'string']

/** What a page or a test is served as: only the path counts. */
export const urlRule: OptionRule = [
  'a URL or a path',
  (value) => typeof value === 'string' && URL.canParse(value, 'http://localhost'),
]

export const headersRule: OptionRule = [
  'what new Headers() takes',
  (value) => {
    try {
      return new Headers(value as Headers) !== null
    } catch {
      return false
    }
  },
]
