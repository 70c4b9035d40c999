// Statements and functions around calls of `after`: every position that a call can stand in.
import fc from 'fast-check'
import { call } from './calls.mjs'
import {
  callee,
  choose,
  gap,
  inAsync,
  inFunction,
  mark,
  naming,
  part,
  step,
  typed,
} from './printer.mjs'

const fresh = (stem) => (printer) => printer.name(stem)
const element = (yes, no) => choose((printer) => printer.hasJsx, yes, no)
const isPlain = (yes, no) => choose((printer) => /^[^.[(]+$/.test(printer.callee), yes, no)
const yields = (value) => choose((printer) => printer.isGenerator, part`yield ${value}`, value)

/** What emitted code likes to call its own. */
const TAKEN = [
  '_after',
  '_entry',
  '_wrapEntry',
  '_withAfter',
  '_runtime',
  '_afterWithin',
  'afterAt',
]

const list = (statements) => (printer) =>
  statements.map((statement) => statement(printer)).join('\n')

const forms = fc.letrec((tie) => ({
  statement: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 6, arbitrary: call.map((one) => part`;${one}`) },
    { weight: 2, arbitrary: tie('plain') },
    { weight: 3, arbitrary: tie('flat') },
    { weight: 3, arbitrary: tie('nested') },
  ),
  block: fc.array(tie('statement'), { maxLength: 3 }).map(list),
  plain: fc.oneof(
    fc.constantFrom(
      part`${step}`,
      part`;${mark}`,
      part`// ${callee}(() => 1)\n`,
      part`;\`${'${'}${mark}}\``,
      part`;/[/(]after(/.test(${mark})`,
      part`;${yields(mark)}`,
      part`debugger`,
    ),
    fc.constantFrom(...TAKEN).map((name) => part`{ const ${name} = ${mark}; log(${name}) }`),
    fc
      .constantFrom(...TAKEN)
      .map((name) => inFunction(part`;((${name}) => log(${name}))(${mark})`)),
  ),
  flat: fc
    .tuple(
      call,
      fc.constantFrom(
        (one) => part`${mark}\n;(${one})`,
        (one) => naming('v', (name) => part`const ${name} = ${one}; log(${name} === undefined)`),
        (one) => naming('v', (name) => part`let ${name}; ${name} = ${one}`),
        (one) => naming('v', (name) => part`var ${name} = ${mark}, ${fresh('v')} = ${one}`),
        (one) => naming('v', (name) => part`const { ${name} = ${one} } = {}; log(${name})`),
        (one) =>
          naming('v', (name) => part`const [${name} = (${one}, ${mark})] = []; log(${name})`),
        (one) => part`if (${mark}) ${one}`,
        (one) => part`if (!${mark}) ${one}; else ${one}`,
        (one) => naming('i', (name) => part`for (let ${name} = 0; ${name} < 2; ${name}++) ${one}`),
        (one) => part`for (${one}; false; ${one});`,
        (one) => naming('i', (name) => part`for (const ${name} of [${mark}]) ${one}`),
        (one) => naming('i', (name) => part`for (const ${name} in { key: ${one} }) log(${name})`),
        (one) => part`do ${one}; while (!${mark})`,
        (one) => part`switch (${mark}) { case (${one}, 0): ${mark}; default: ${one} }`,
        (one) => part`;${mark} && ${one}`,
        (one) => part`;(!${mark} || ${one}) ?? ${one}`,
        (one) => part`;(${mark}, ${one}, ${mark})`,
        (one) => part`;[${one}, ...[${one}]]`,
        (one) => part`;({ key: ${one}, [${mark}]: ${one} })`,
        (one) => part`;\`a${'${'}${one}}b${'${'}${mark}}\``,
        (one) => part`;String.raw\`${'${'}${one}}\``,
        (one) => part`;!${one}`,
        (one) => part`;typeof ${one}`,
        (one) => part`;log((${one}))`,
        (one) => yields(one),
        (one) => choose((printer) => printer.isAsync, part`await ${one}`, part`;${one}`),
        (one) =>
          part`;(class { static field = ${inFunction(one)}; static { ${inFunction(one)} } })`,
        (one) =>
          inFunction(
            part`new (class { own = ${one}; #hidden = ${one}; constructor() { ${one} } })()`,
          ),
        (one) =>
          inFunction(part`new (class extends Object { constructor() { super(); ${one} } })()`),
        (one) => inFunction(part`;({ get value() { return ${one} } }).value`),
        (one) => inFunction(part`;({ [${one}]() {} })`),
        (one) => inFunction(part`;({ run(given = ${one}) { log(given) } }).run()`),
        (one) => inFunction(part`;((given = ${one}, ...rest) => log(given, rest.length))()`),
        (one) => inFunction(part`;(function self() { ${one} })()`),
        (one) => inFunction(part`;(() => ({ key: ${one} }))()`),
        (one) => inAsync(part`;(async () => { ${one}; await turn(); ${one} })()`),
        (one) => inFunction(part`;[...(function* () { yield ${one} })()]`),
        (one) =>
          isPlain(inFunction(part`;((${callee}) => ${one})((given) => ${mark})`), part`;${one}`),
        (one) => typed(part`;(${one}) as unknown as string`, part`;${one}`),
        (one) =>
          typed(
            naming('v', (name) => part`const ${name}: unknown = ${one}`),
            part`;${one}`,
          ),
        (one) =>
          typed(
            naming('E', (name) => part`enum ${name} { A = (${one}, 1) as number }`),
            part`;${one}`,
          ),
        (one) => element(part`;<i title={${one}}>{${one}}</i>`, part`;${one}`),
        (one) =>
          element(
            part`;<><b {...{ a: ${one} }} />{/* ${callee}() */}text after(</>`,
            part`;${one}`,
          ),
        (one) => element(inFunction(part`;<Show when={() => ${one}} />`), part`;${one}`),
      ),
    )
    .map(([one, print]) => print(one)),
  nested: fc
    .tuple(
      tie('block'),
      tie('block'),
      fc.constantFrom(
        (first) => part`{ ${first} }`,
        (first, second) => part`try { ${first} } catch (error) { log(error.name); ${second} }`,
        (first, second) => part`try { ${first} } finally { ${second} }`,
        (first) => part`try { throw new Error('x') } catch { ${first} }`,
        (first, second) => part`if (${mark}) { ${first} } else { ${second} }`,
        (first) =>
          naming('l', (name) => part`${name}: { ${first}\nif (${mark}) break ${name}; ${mark} }`),
        (first) => naming('l', (name) => part`${name}: for (;;) { ${first}\nbreak ${name} }`),
        (first) =>
          naming(
            'i',
            (name) => part`for (const ${name} of [1, 2]) { ${first}\nif (${name}) continue }`,
          ),
        (first) => part`switch (1) { case 1: { ${first} } }`,
        (first) =>
          naming('f', (name) => part`${name}(); function ${name}() { ${inFunction(first)} }`),
        (first) =>
          naming('f', (name) => part`const ${name} = () => { ${inFunction(first)} }; ${name}()`),
        (first) =>
          naming(
            'f',
            (name) =>
              part`const ${name} = async () => { ${inAsync(first)} }; ${name}().catch(() => {})`,
          ),
        (first) =>
          naming(
            'f',
            (name) =>
              part`async function ${name}() { 'use server'; ${inAsync(first)} }\n${name}().catch(() => {})`,
          ),
        (first) => inFunction(part`;(() => { ${first} })()`),
        (first) => inFunction(part`;({ method() { ${first} } }).method()`),
        (first) => inFunction(part`new (class { constructor() { ${first} } })()`),
        (first) => inFunction(part`;[1].map((item) => { ${first} })`),
      ),
    )
    .map(([first, second, print]) => print(first, second)),
}))

export const statement = forms.statement
export const block = forms.block

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
    opening,
    early,
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
    const first = isGenerator ? part`;yield ${mark}\n${parts.own}` : parts.own
    const body = bodyOf({ isAsync, isGenerator }, first)
    const arrowBody = bodyOf({ isAsync, isGenerator: false }, '')
    return {
      isAsync,
      isGenerator,
      declaration: (name) => part`${asyncWord}function${star} ${name}(${paramsOf}) {\n${body}\n}`,
      expression: (name = '') =>
        part`${asyncWord}function${star} ${name}(${paramsOf}) {\n${body}\n}`,
      method: (name) => part`${asyncWord}${star}${name}(${paramsOf}) {\n${body}\n}`,
      arrow: part`${asyncWord}(${thisless(paramsOf)}) => {\n${arrowBody}\n}`,
      arrowTo: (value) =>
        part`${asyncWord}(${thisless(paramsOf)}) => ${gap}${inside({ isAsync, isGenerator: false }, value)}`,
    }
  })

/** Arrows have no `this` to declare. */
function thisless(inner) {
  return (printer) => inner(printer).replace('this: unknown, ', '')
}
