// Functions around calls of `after`, as the parts from which declarations, methods and arrows are made.
import fc from 'fast-check'
import { call } from './calls.mjs'
import { element, gap, mark, part, typed } from './printer.mjs'
import { list, statement } from './statements.mjs'

const params = fc.constantFrom(
  '',
  'a',
  'a, b',
  'a, b = 1',
  '{ headers: x } = {}',
  '[y] = []',
  'a, ...rest',
  part`a = ${mark}`,
  'a, f = () => a',
  typed('a?: unknown, b?: number', 'a, b'),
  typed('this: unknown, a: unknown', 'a'),
  part`${gap}a${gap}`,
)
const SIMPLE = /^[\w\s,]*$/

const opening = fc.constantFrom(
  ...Array(6).fill(''),
  part`'use strict'\n`,
  part`"use strict";\n`,
  part`'use cache';\n`,
  part`// first\n`,
  part`/* first */\n`,
  part`${mark}\n`,
  part`;\n`,
)
const early = fc.constantFrom(
  ...Array(3).fill(''),
  part`hoisted(); function hoisted() { ${mark} }\n`,
  part`var a = a || ${mark}; log(typeof a)\n`,
  part`var later = ${mark}\n`,
  part`if (!${mark}) return\n`,
)
/** What arrows have not of their own. */
const own = fc.constantFrom(
  ...Array(3).fill(''),
  part`;log(arguments.length, typeof arguments[1])\n`,
  part`;log(typeof this, this?.self)\n`,
  part`;log(new.target === undefined)\n`,
  part`;(() => log(arguments.length, this?.self))()\n`,
  part`;arguments[1] = 7; log([...arguments].length)\n`,
)
const ending = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      '',
      part`return ${mark}`,
      part`return [${mark}]`,
      part`return { key: ${mark} }`,
      'return',
      part`throw new TypeError(${mark})`,
      part`return (\n${gap}${mark}\n) // end`,
      part`/* end */`,
      part`// end\n`,
      part`return /}/`,
      element(part`return <main>{${mark}}</main>`, 'return `}`'),
      element(part`return (\n<Show when={work}>\n{${mark}}\n</Show>\n)`, 'return "}"'),
    ),
  },
  { weight: 1, arbitrary: call.map((one) => part`return ${one}`) },
)

/**
 * A function as its parts: `isAsync`, `isGenerator`, and parts for what stands in its parentheses and
 * its braces, with what only a function that is no arrow has, and without.
 */
export const fn = fc
  .record({
    isAsync: fc.boolean(),
    isGenerator: fc.nat(7).map((number) => number === 0),
    params,
    generic: fc.constantFrom('', '', '<T,>', '<const T extends { a: 1 }>'),
    returned: fc.constantFrom('', '', ': any', ': any /* { */'),
    opening,
    early,
    waits: fc.boolean(),
    own,
    body: fc.array(statement, { minLength: 1, maxLength: 4 }),
    ending,
  })
  .map(({ isAsync, isGenerator, ...parts }) => {
    const inside = (surroundings, inner) => (printer) => printer.inside(surroundings, inner)
    const paramsOf = inside({ isAsync: false, isGenerator: false }, parts.params)
    const bodyOf = (surroundings, given) => (printer) => {
      const isSimple = SIMPLE.test(paramsOf(printer))
      const start = part`${parts.opening}`(printer)
      // Strict code is refused behind parameters with defaults, and one of the name of a variable in them.
      const directive = isSimple || !/use strict/.test(start) ? start : ''
      const first = part`${parts.early}`(printer)
      const variable = isSimple || !/var a\b/.test(first) ? first : ''
      return printer.inside(
        surroundings,
        part`${directive}${variable}${given}${list(parts.body)}\n${parts.ending}`,
      )
    }
    const asyncWord = isAsync ? 'async ' : ''
    const star = isGenerator ? '*' : ''
    const generic = typed(parts.generic, '')
    const returned = typed(parts.returned, '')
    const pause = isAsync && parts.waits ? 'await turn()\n' : ''
    const first = isGenerator ? part`;yield ${mark}\n${parts.own}` : parts.own
    const body = bodyOf({ isAsync, isGenerator }, part`${pause}${first}`)
    const arrowBody = bodyOf({ isAsync, isGenerator: false }, pause)
    return {
      isAsync,
      isGenerator,
      declaration: (name) =>
        part`${asyncWord}function${star} ${name}${generic}(${paramsOf})${returned} {\n${body}\n}`,
      expression: (name = '') =>
        part`${asyncWord}function${star} ${name}${generic}(${paramsOf})${returned} {\n${body}\n}`,
      method: (name) =>
        part`${asyncWord}${star}${name}${generic}(${paramsOf})${returned} {\n${body}\n}`,
      arrow: part`${asyncWord}${generic}(${thisless(paramsOf)})${returned} => {\n${arrowBody}\n}`,
    }
  })

/** Arrows have no `this` to declare. */
function thisless(inner) {
  return (printer) => inner(printer).replace('this: unknown, ', '')
}
