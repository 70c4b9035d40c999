/** Generates modules around `after`: import form × alias × call position × export shape × language. */
import fc from 'fast-check'

export interface GeneratedModule {
  readonly code: string
  readonly id: string
}

interface Binding {
  readonly header: string
  /** What is called. */
  readonly callee: string
}

const name = fc.constantFrom('after', 'later', '_after', '$', 'größe', 'afterAt')

export const binding: fc.Arbitrary<Binding> = fc.oneof(
  name.map((local) => ({
    header: `import { ${local === 'after' ? 'after' : `after as ${local}`} } from 'next/server'`,
    callee: local,
  })),
  name.map((local) => ({
    header: `import { NextResponse, after as ${local} } from "next/server";`,
    callee: local,
  })),
  name.map((local) => ({
    header: `import * as ${local} from 'next/server'`,
    callee: `${local}.after`,
  })),
  name.map((local) => ({
    header: `import ${local} from 'next/server'`,
    callee: `${local}.after`,
  })),
  name.map((local) => ({
    header: `import { after as first } from '@afterword/runtime'\nconst ${local} = first`,
    callee: local,
  })),
  fc.constant({
    header: `import { unstable_after } from 'next/server'`,
    callee: 'unstable_after',
  }),
)

const separator = fc.constantFrom('\n', '\r\n')
const task = fc.constantFrom(
  '() => mark1',
  'async () => { await mark1() }',
  'mark1',
  'mark1()',
  'mark1.bind(null)',
  "'mark1'",
  'cookies',
  'async () => (await cookies()).set(mark1)',
)
const call = (callee: string): fc.Arbitrary<string> =>
  fc
    .tuple(task, fc.constantFrom('', ', { name: `mark2` }', ','))
    .chain(([work, rest]) =>
      fc.constantFrom(
        `${callee}(${work}${rest})`,
        `${callee}?.(${work}${rest})`,
        `(0, ${callee})(${work}${rest})`,
        `${callee}/* ( */(/* => */${work}${rest})`,
        `(${callee})(${work}${rest})`,
        `${callee}(() => ${callee}(${work}${rest}))`,
        `[1].map(() => ${callee}(${work}${rest}))`,
      ),
    )

const statement = (callee: string): fc.Arbitrary<string> =>
  call(callee).chain((text) =>
    fc.constantFrom(
      `;${text}`,
      `if (mark3) ${text}`,
      `for (const mark4 of []) ${text}`,
      `try { ${text} } catch (error) { mark5(error) }`,
      `const mark6 = \`\${${text}}\``,
      `class Mark7 { field = ${text}; static { mark7(() => ${text}) } }`,
      `const mark8 = { async method() { ${text} } }`,
    ),
  )

const shape = (body: string): fc.Arbitrary<{ id: string; code: string }> =>
  fc
    .tuple(
      fc.constantFrom('', 'async '),
      fc.constantFrom(
        'app/page',
        'app/(group)/[slug]/layout',
        'app/api/route',
        'src/server',
        'src/middleware',
        'lib/track',
      ),
      fc.constantFrom('GET', 'POST', 'generateMetadata', 'middleware', 'mark9'),
    )
    .chain(([prefix, id, exported]) =>
      fc
        .constantFrom(
          `export default ${prefix}function mark10(request) {\n${body}\n}`,
          `export default ${prefix}function (request) {\n${body}\n}`,
          `export default ${prefix}(request) => {\n${body}\n} // mark11`,
          `export ${prefix}function ${exported}(mark12 = 1) {\n${body}\n}`,
          `export const ${exported} = ${prefix}() => {\n${body}\n}`,
          `export const ${exported} = ${prefix}function () {\n${body}\n};`,
          `export const ${exported} = mark13(${prefix}() => {\n${body}\n})`,
          `${prefix}function mark14() {\n${body}\n}\nexport { mark14 as ${exported}, mark14 as default }`,
          `export default { port: 1, ${prefix}fetch(request) {\n${body}\n} }`,
          `export const { ${exported}, mark15 } = mark16({ ${prefix}run() {\n${body}\n} })`,
          `export { ${exported}, mark17 } from './mark18'\n${prefix}function mark19() {\n${body}\n}`,
          `export ${prefix}function ${exported}() {\n'use server'\n${body}\n}`,
          `export ${prefix}function* ${exported}() {\n${body}\n}`,
        )
        .map((code) => ({ id, code })),
    )

const extension = fc.constantFrom('.ts', '.tsx', '.js', '.jsx')
const prologue = fc.constantFrom(
  '',
  '',
  "'use server'\n",
  "'use client'\n",
  '/** @jsx h */\n',
  '\uFEFF',
)

/** Modules that call `after`. */
export const moduleWithAfter: fc.Arbitrary<GeneratedModule> = binding.chain(({ header, callee }) =>
  fc
    .array(statement(callee), { minLength: 1, maxLength: 3 })
    .chain((statements) => shape(statements.join('\n')))
    .chain(({ id, code }) =>
      fc.record({ prologue, extension, separator, isLoose: fc.boolean() }).map((given) => {
        // Some code between, so that the imports are not all there is.
        const middle = given.isLoose ? `${callee}(() => mark20)\n` : 'const mark20 = 1\n'
        const text = `${given.prologue}${header}\nimport { cookies } from 'next/headers'\n${middle}${code}\n`
        return {
          code: text.replaceAll('\n', given.separator),
          id: `${id}${given.extension}`,
        }
      }),
    ),
)

/** A function whose own `callee` hides the module's; `callee` is a plain name. */
export const shadowed = (callee: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    `export function f(${callee}) { ${callee}(() => 1) }`,
    `export function f({ ${callee} }) { ${callee}(() => 1) }`,
    `export function f([${callee} = g]) { ${callee}(() => 1) }`,
    `export function f(...${callee}) { ${callee}(() => 1) }`,
    `export const f = (${callee}) => ${callee}(() => 1)`,
    `export function f() { const ${callee} = g; ${callee}(() => 1) }`,
    `export function f() { let ${callee} = g; { ${callee}(() => 1) } }`,
    `export function f() { ${callee}(() => 1); var ${callee} = g }`,
    `export function f() { if (g) { var ${callee} } ${callee}(() => 1) }`,
    `export function f() { ${callee}(() => 1); function ${callee}() {} }`,
    `export function f() { class ${callee} {} ${callee}(() => 1) }`,
    `export const f = function ${callee}() { ${callee}(() => 1) }`,
    `export const f = class ${callee} { static { ${callee}(() => 1) } }`,
    `export function f() { try {} catch (${callee}) { ${callee}(() => 1) } }`,
    `export function f() { try {} catch ({ ${callee} }) { ${callee}(() => 1) } }`,
    `export function f() { for (let ${callee} of g) ${callee}(() => 1) }`,
    `export function f() { for (const ${callee} in g) ${callee}(() => 1) }`,
    `export function f() { const { a: { ${callee} } } = g; ${callee}(() => 1) }`,
    `export function f() { switch (g) { case 1: let ${callee} = g; ${callee}(() => 1) } }`,
  )
