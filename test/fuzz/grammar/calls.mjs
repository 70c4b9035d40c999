// Calls of `after`: every form of task and of callee.
import fc from 'fast-check'
import { callee, choose, gap, inAsync, inFunction, mark, part, typed } from './printer.mjs'

/** What keeps the language's `<` from being an element. */
const plainTyped = (yes, no) => choose((printer) => printer.isTs, yes, no)

const isMember = (printer) => /\.\w+$/.test(printer.callee)
/** `(log(1), next).after`: what is called is known, and so is that its object does something. */
const objectBehindMark = (printer) => printer.callee.replace(/^(.*)\./, `(${printer.mark()}, $1).`)

const forms = fc.letrec((tie) => ({
  task: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 8, arbitrary: tie('plain') },
    { weight: 1, arbitrary: tie('invalid') },
    { weight: 3, arbitrary: tie('nesting') },
  ),
  plain: fc
    .constantFrom(
      part`() => ${mark}`,
      part`async () => { await turn(); ${mark} }`,
      part`async () => ${mark}`,
      part`function () { ${mark} }`,
      part`async function named() { await turn(); ${mark}; await turn(); ${mark} }`,
      part`({ outcome }) => ${(printer) => printer.mark('outcome')}`,
      part`function () { ${(printer) => printer.mark('arguments.length', 'this === undefined')} }`,
      part`() => { throw new Error(${(printer) => `'e' + ${printer.mark()}`}) }`,
      part`async () => { await turn(); throw new Error('late') }`,
      part`(async () => { await turn(); ${mark} })()`,
      part`Promise.resolve(${mark})`,
      part`Promise.reject(new Error('rejected'))`,
      part`{ then(resolve) { ${mark}; resolve() } }`,
      'work',
      'work.bind(null)',
      part`(${mark}, work)`,
      part`...[() => ${mark}]`,
      part`(() => ${mark})`,
      part`/* => */ () => ${mark} /* ) */`,
      part`class { static { ${mark} } }`,
      part`new Proxy(() => ${mark}, {})`,
      typed(part`(() => ${mark}) as () => unknown`, 'work'),
      typed(part`(() => ${mark})!`, 'work'),
      typed(part`<T,>(given?: T): void => { ${mark} }`, 'work'),
      typed(part`async (): Promise<void> => { ${mark} }`, 'work'),
      typed(part`(() => ${mark}) satisfies () => unknown`, 'work'),
      plainTyped(part`<any>(() => ${mark})`, 'work'),
    )
    .map(inFunction),
  invalid: fc.constantFrom('42', 'undefined', 'null', '', '[]', '{}', "'work'", '...[]'),
  nesting: fc
    .tuple(tie('call'), tie('call'), fc.constantFrom(0, 1, 2, 3, 4))
    .map(
      ([first, second, shape]) =>
        [
          inFunction(part`() => ${first}`),
          inFunction(part`() => { ${first}; ${second} }`),
          inAsync(part`async () => { await turn(); ${first}; await turn(); ${second} }`),
          inAsync(part`async () => { ${first} }`),
          inFunction(part`function () { try { ${first} } finally { ${second} } }`),
        ][shape],
    ),
  call: fc.tuple(tie('callee'), tie('task'), tie('rest')).map(([form, work, rest]) => {
    return form(part`${gap}${work}${work === '' ? '' : rest}`)
  }),
  rest: fc.constantFrom(
    '',
    '',
    '',
    ',',
    part`, { name: 'n' }`,
    ', {}',
    ', undefined',
    ', ...[]',
    part`, (${mark}, { timeout: 60_000 })`,
  ),
  callee: fc.constantFrom(
    ...Array(5).fill((given) => part`${callee}(${given})`),
    (given) => part`${callee}${gap}(${given})`,
    (given) => part`${callee}?.(${given})`,
    (given) => part`(${callee})(${given})`,
    (given) => part`(${gap}${callee}${gap})(${given})`,
    (given) => part`((${callee}))(${given})`,
    (given) => part`(0, ${callee})(${given})`,
    (given) => part`(${mark}, ${callee})(${given})`,
    (given) => part`${choose(isMember, objectBehindMark, part`(${mark}, ${callee})`)}(${given})`,
    (given) => part`(${mark} ? ${callee} : work)(${given})`,
    (given) => part`(null ?? ${callee})(${given})`,
    (given) => part`void ${callee}(${given})`,
    (given) => part`(${callee}(${given}), ${mark})`,
    (given) => part`[${callee}(${given})].length`,
    (given) => part`${callee}.call(null, ${given})`,
    (given) => part`Reflect.apply(${callee}, null, [${given}])`,
    (given) => part`${callee}.bind(null)(${given})`,
    (given) => part`\`${'${'}${callee}(${given})}\``,
    (given) => part`(() => ${inFunction(part`${callee}(${given})`)})()`,
    (given) => part`[1, 2].forEach(() => ${inFunction(part`${callee}(${given})`)})`,
    (given) => part`({ after: ${callee} }).after(${given})`,
    (given) => part`tools.after(${given})`,
    (given) => typed(part`${callee}!(${given})`, part`${callee}(${given})`),
    (given) => typed(part`(${callee} as any)(${given})`, part`${callee}(${given})`),
    (given) =>
      typed(
        part`(${callee} satisfies unknown as typeof work)(${given})`,
        part`${callee}(${given})`,
      ),
    (given) => plainTyped(part`(<any>${callee})(${given})`, part`${callee}(${given})`),
    (given) => typed(part`${callee}<void>(${given})`, part`${callee}(${given})`),
  ),
}))

export const call = forms.call
export const task = forms.task
