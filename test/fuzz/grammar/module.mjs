// Modules around `after`: every way to import it, to be an entry point, and to export one.
import fc from 'fast-check'
import { cjsBinding, esmBinding } from './bindings.mjs'
import { call } from './calls.mjs'
import { fn } from './functions.mjs'
import { gap, inAsync, inFunction, mark, naming, Printer, part, typed } from './printer.mjs'
import { statement } from './statements.mjs'

const NAMES = ['GET', 'POST', 'PUT', 'generateMetadata', 'middleware', 'Other', 'HEAD']
const exportName = fc.constantFrom(...NAMES)

/** What a module exports under a name; none twice. */
const item = fc
  .tuple(
    exportName,
    fn,
    fn,
    call,
    fc.constantFrom(
      (name, one) => part`export ${one.declaration(name)}`,
      (name, one) => part`export ${one.declaration(name)};`,
      (name, one) => part`export ${gap}const ${name} = ${gap}${one.arrow}`,
      (name, one) => part`export const ${name} = ${one.arrow}, ${name}2 = 1`,
      (name, one, other) =>
        part`export const ${name} = ${one.arrow}, ${name}2 = ${other.expression()};`,
      (name, _, __, do_) => part`export const ${name} = (a) => ${inFunction(do_)}`,
      (name, _, __, do_) =>
        part`export const ${name} = (a) => (${inFunction(do_)}, [a === undefined])`,
      (name, _, __, do_) => part`export const ${name} = async () => ({ key: ${inAsync(do_)} })`,
      (name, one) => part`export const ${name} = (${one.arrow})`,
      (name, one) => part`export const ${name} = ${one.expression()}`,
      (name, one) => part`export const ${name} = ${one.expression('inner')};`,
      (name, one) => part`export const ${name} = wrap(${one.arrow})`,
      (name, one) => part`export const ${name} = wrap(wrap(${one.expression('inner')}))`,
      (name, one, other) =>
        part`export const ${name} = ${mark} ? ${one.arrow} : ${other.expression()}`,
      (name, one) => part`export const ${name} = { run: ${one.arrow} }.run`,
      (name, one) => part`export const ${name} = Object.assign(${one.arrow}, { extra: 1 })`,
      (name, one) => part`export let ${name} = ${one.expression()}`,
      (name, one, other) =>
        part`export let ${name} = ${one.expression()}\n${name} = ${other.expression()}`,
      (name, one) => part`export var ${name} = ${one.arrow}`,
      (name, one) => part`${one.declaration(`local${name}`)}\nexport { local${name} as ${name} }`,
      (name, one) => part`export { local${name} as ${name} };\n${one.declaration(`local${name}`)}`,
      (name, one) =>
        part`const local${name} = ${one.arrow}\nexport { local${name} as ${name}, local${name} as ${name}3 }`,
      (name, one) =>
        part`const local${name} = wrap(${one.arrow})\nexport { local${name} as ${name}, local${name} }`,
      (name, one) => part`let ${name}\n${name} = ${one.arrow}\nexport { ${name} }`,
      (name, one) => part`export const { ${name} } = { ${one.method(name)} }`,
      (name, one) => part`export const { ${name}, ${name}2 = 1 } = { ${one.method(name)} }`,
      (name, one) =>
        part`export const { key: ${name}, ...${name}Rest } = { key: ${one.arrow}, more: 1 }`,
      (name, one) => part`export const [${name}, ${name}2 = ${mark}] = [${one.expression()}]`,
      (name, one) => part`export class ${name} { ${one.method('run')} }`,
      (name, one) =>
        part`export class ${name} { static run = ${one.arrow}; static ${one.method('go')} }`,
      (name, one) => part`export const ${name} = class { ${one.method('run')} }`,
      (name, one) => part`export const ${name} = { ${one.method('run')}, fetch: 1 }`,
      (name, one) => part`export const ${name} = ${typed(part`(${one.arrow}) as any`, one.arrow)}`,
      (name, one) =>
        part`export const ${name}${typed(': any', '')} = ${typed(part`${one.expression()} satisfies unknown`, one.expression())}`,
      (name, one) =>
        typed(
          part`export function ${name}(a: string): void\nexport function ${name}(a: number): void\nexport ${one.declaration(name)}`,
          part`export ${one.declaration(name)}`,
        ),
      (name, one) =>
        typed(
          part`export namespace ${name} { export const run = ${one.arrow} }`,
          part`export ${one.declaration(name)}`,
        ),
      (name, one) =>
        typed(
          part`export abstract class ${name} { abstract x: number; constructor(private y = 1) {} ${one.method('run')} }`,
          part`export ${one.declaration(name)}`,
        ),
      (name) => part`export { world as ${name} } from './world'`,
      (name) => part`export { helper as ${name}, world as '${name} name' } from './world'`,
      (name) => part`export * as ${name} from './world'`,
    ),
  )
  .map(([name, one, other, do_, print]) => ({ name, text: print(name, one, other, do_) }))

const defaultExport = fc
  .tuple(
    fn,
    call,
    fc.constantFrom(
      (one) => part`export ${gap}default ${gap}${one.declaration('Page')}`,
      (one) => part`export default ${one.declaration('Page')}\nPage.extra = 1`,
      (one) => part`export default${gap} ${one.expression()}`,
      (one) => part`export default (${one.expression()})`,
      (one) => part`export default ${gap}${one.arrow} // end`,
      (one) => part`export default ( /* ( */ ${one.arrow} /* ) */ );`,
      (_, do_) => part`export default (a) => ${inFunction(do_)}`,
      (one) => part`export default wrap(${one.arrow})`,
      (one) => part`export { Page as default }\n${one.declaration('Page')}`,
      (one) => part`const Page = ${one.arrow}\nexport default Page`,
      (one) => part`const Page = ${one.arrow}\nexport { Page as default, Page }`,
      (one) => part`let Page = ${one.arrow}\nexport { Page as default }\nPage = wrap(Page)`,
      (one) => part`export default { port: 1, ${one.method('fetch')} }`,
      (one) => part`export default { port: 1, fetch: ${one.arrow} }`,
      (one) =>
        part`export default ${gap}{ fetch: ${one.expression()} }${typed(' satisfies object', '')};`,
      (one) =>
        typed(
          part`export default function Page(a: string): void\nexport default ${one.declaration('Page')}`,
          part`export default (${mark}, ${one.arrow})`,
        ),
      (one) => part`const app = { port: 1, fetch: ${one.arrow} }\nexport default app`,
      (one) => part`export default { get fetch() { return ${one.arrow} } }`,
      (one) => part`export default class Page { ${one.method('fetch')} }`,
      (one) => part`export default class { ${one.method('render')} }`,
      (one) => part`class App { ${one.method('fetch')} }\nexport default new App()`,
      (one) => part`export default [${one.arrow}][0]`,
      (one) =>
        typed(
          part`export default (${one.arrow}) satisfies unknown`,
          part`export default ${one.arrow}`,
        ),
      (one) => typed(part`export default (${one.arrow}) as any`, part`export default ${one.arrow}`),
      () => part`export { world as default } from './world'`,
      () => part`export { default } from './world'`,
    ),
  )
  .map(([one, do_, print]) => ({ name: 'default', text: print(one, do_) }))

/** What stands in a module beside its exports. */
const beside = fc.oneof(
  fc
    .tuple(
      fn,
      call,
      fc.constantFrom(
        (one) => naming('helper', (name) => part`${one.declaration(name)}`),
        (one) => naming('Part', (name) => part`const ${name} = ${one.arrow}`),
        (one) =>
          naming(
            'Part',
            (name) => part`class ${name} { ${one.method('run')} static ${one.method('go')} }`,
          ),
        (one) => naming('acts', (name) => part`export const ${name} = { ${one.method('save')} }`),
        (_, do_) => part`try { ${do_} } catch (error) { log(error.name) }`,
        (_, do_) => part`try { await (async () => ${inAsync(do_)})() } catch { ${mark} }`,
        (_, do_) =>
          typed(part`namespace Space { try { ${inFunction(do_)} } catch {} }`, part`;${mark}`),
        (_, do_) =>
          typed(
            naming('E', (name) => part`export enum ${name} { A = 1, B = A }`),
            part`;${do_}`,
          ),
        () =>
          typed(
            naming(
              'T',
              (name) =>
                part`export interface ${name} { GET(): void }\nexport type { ${name} as Other${name} }`,
            ),
            part`;${mark}`,
          ),
        () =>
          typed(
            naming(
              'T',
              (name) => part`declare function ${name}(): void\ndeclare const after${name}: string`,
            ),
            part`;${mark}`,
          ),
        () => part`;${mark}`,
        () => part`export { cookies, headers as heads } from 'next/headers'`,
        () => part`export { after as exported, NextResponse } from 'next/server'`,
        () => part`export * from 'next/headers'`,
        () => part`export { cookies } from 'next/headers'\nexport * from 'next/headers'`,
        () => part`export * from './world'`,
        () =>
          part`import { cookies as jar${'_'}, draftMode } from 'next/headers'\nlog(typeof jar_, typeof draftMode)`,
        () =>
          typed(
            part`import type { NextRequest } from 'next/server'\nimport { type NextFetchEvent } from 'next/server'`,
            part`;${mark}`,
          ),
        () => part`const _withAfter = ${mark}, _GETEntry = ${mark}\nlog(_withAfter, _GETEntry)`,
      ),
    )
    .map(([one, do_, print]) => print(one, do_)),
  statement.map((inner) => part`try { ${inner} } catch (error) { log(error.name) }`),
)

const PROLOGUES = [
  '',
  '',
  '',
  '',
  "'use server'\n",
  '"use server";\n',
  "'use client'\n",
  "'use strict'\n",
  '// first\n',
  '/** first */\n',
  '#!/usr/bin/env node\n',
  '\uFEFF',
  "'use server'; 'use strict'; // more\n",
]
const WORLD = 'log, turn, work, wrap, tools, h, Fragment, Show'
const gaps = fc.array(fc.constantFrom('', ' ', '/* ( */', '\n', '// )\n', '/* => { */ '), {
  maxLength: 4,
})
const last = fc.constantFrom('\n', '\n', '', '\n// end', ' /* end */', '\n\n')
const newline = fc.constantFrom('\n', '\n', '\n', '\r\n')
const place = fc.constantFrom(
  'app/route',
  'app/items/route',
  'app/page',
  'app/(group)/[slug]/layout',
  'app/api/[id]/route',
  'app/api/route',
  ...Array(3).fill('src/server'),
  'src/middleware',
  'proxy',
  'lib/track',
  'app/actions',
)

const esm = fc
  .record({
    binding: esmBinding,
    language: fc.constantFrom('js', 'jsx', 'ts', 'tsx', 'mjs', 'mts'),
    place,
    prologue: fc.constantFrom(...PROLOGUES),
    items: fc.uniqueArray(
      fc.oneof({ weight: 4, arbitrary: item }, { weight: 2, arbitrary: defaultExport }),
      { selector: ({ name }) => name, minLength: 1, maxLength: 4 },
    ),
    beside: fc.array(beside, { maxLength: 3 }),
    order: fc.nat(3),
    gaps,
    newline,
    last,
  })
  .map((given) => {
    const { binding, language, place, prologue, newline, last } = given
    const printer = new Printer({
      callee: binding.callee,
      language,
      isModule: true,
      gaps: given.gaps,
    })
    const importWorld = `import { ${WORLD} } from './world'\n`
    const parts = given.items.map(({ text }) => text)
    for (const [index, extra] of given.beside.entries()) {
      parts.splice((given.order + index) % (parts.length + 1), 0, extra)
    }
    const body = parts.map((text) => text(printer)).join('\n')
    const header =
      given.order % 2 ? importWorld + binding.header : `${binding.header}\n${importWorld}`
    return finish({
      code: `${prologue}${header}\n${body}`,
      id: `${place}.${language}`,
      newline,
      last,
    })
  })

const cjs = fc
  .record({
    binding: cjsBinding,
    items: fc.array(fc.tuple(exportName, fn, call, fc.nat(6)), { minLength: 1, maxLength: 4 }),
    place,
    prologue: fc.constantFrom('', '', '// first\n', '#!/usr/bin/env node\n', "'use strict'\n"),
    gaps,
    newline,
    last,
  })
  .map(({ binding, items, place, prologue, gaps, newline, last }) => {
    const printer = new Printer({ callee: binding.callee, language: 'cjs', isModule: false, gaps })
    const body = items
      .map(([name, one, do_, shape], index) => CJS[shape](`${name}${index}`, one, do_)(printer))
      .join('\n')
    const code = `${prologue}${binding.header}\nconst { ${WORLD} } = require('./world')\n${body}`
    return finish({ code, id: `${place}.cjs`, newline, last })
  })

const CJS = [
  (name, one) => part`exports.${name} = ${one.arrow}`,
  (name, one) => part`exports.${name} = ${one.expression()}`,
  (name, one) => part`exports.${name} = ${one.expression('inner')}`,
  (name, one) => part`${one.declaration(name)}\nmodule.exports.${name} = ${name};`,
  (_, one) => part`exports.default = ${one.expression()}`,
  (name, one) => part`Object.assign(exports, { ${one.method(name)} })`,
  (_, __, do_) => part`try { ${do_} } catch (error) { log(error.name) }`,
]

function finish({ code, id, newline, last }) {
  return { code: `${code}${last}`.replaceAll('\n', newline), id }
}

/** `{ code, id }` of modules around `after`. */
export const moduleAroundAfter = fc.oneof(
  { weight: 5, arbitrary: esm },
  { weight: 1, arbitrary: cjs },
)
