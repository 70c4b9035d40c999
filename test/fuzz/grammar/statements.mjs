// Statements and functions around calls of `after`: every position that a call can stand in.
import fc from 'fast-check'
import { call } from './calls.mjs'
import {
  callee,
  choose,
  element,
  inAsync,
  inFunction,
  mark,
  naming,
  part,
  step,
  typed,
} from './printer.mjs'

const fresh = (stem) => (printer) => printer.name(stem)
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

/** Statements, one a line. */
export const list = (statements) => (printer) =>
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
        (first) =>
          naming(
            'f',
            (name) =>
              part`const ${name} = async (given) => { "use server"; ${inAsync(first)} }; ${name}().catch(() => {}); log(${name}.name, ${name}.length)`,
          ),
        (first) =>
          part`;({ async save() { 'use server'\n${inAsync(first)} } }).save().catch(() => {})`,
        (first) =>
          part`;(class { static async save() { 'use server'; ${inAsync(first)} } }).save().catch(() => {})`,
        (first) =>
          element(
            part`;<Show when={async () => { 'use server'; ${inAsync(first)} }} />`,
            part`;(async () => { 'use server'; ${inAsync(first)} })().catch(() => {})`,
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
