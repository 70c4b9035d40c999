/** Our scopes beside those of typescript-eslint: every identifier means the same variable, every use is of the same kind. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { analyze, type Reference, type Variable } from '@typescript-eslint/scope-manager'
import { type Node, type Program, parseSync } from 'oxc-parser'
import { describe, expect, it } from 'vitest'
import { languageOf } from '../src/source/parse.ts'
import { collectScopes } from '../src/source/scope.ts'
import { collect } from '../src/source/walk.ts'

type Identifier = Node & { readonly type: 'Identifier' | 'JSXIdentifier' }

/** Where an identifier stands, the variable it means, and how: `read`, `write 12`, where 12 is what is written. */
interface Meaning {
  readonly at: string
  readonly variable: string
  readonly uses: readonly string[]
}

function parse(code: string, file: string): Program {
  // typescript-eslint asks for ranges.
  const options = { lang: languageOf(file), astType: 'ts', range: true } as const
  return parseSync(file, code, { ...options, preserveParens: false }).program
}

function listIdentifiers(program: Program): Identifier[] {
  const found: Identifier[] = []
  const enter = (node: Identifier) => void found.push(node)
  collect(program, [{ Identifier: { enter }, JSXIdentifier: { enter } }])
  return found
}

function theirs(program: Program, identifiers: readonly Identifier[]): Meaning[] {
  const manager = analyze(program as unknown as Parameters<typeof analyze>[0], {
    lib: [],
    sourceType: 'module',
    jsxPragma: null,
  })
  const variables = new Map<unknown, Variable>()
  const references = new Map<unknown, Reference[]>()
  for (const reference of manager.scopes.flatMap((scope) => scope.references)) {
    const { identifier, resolved } = reference
    // `as const` is a type of a global variable to them.
    if (!resolved || resolved.name === 'const') continue
    if (!variables.has(identifier)) variables.set(identifier, resolved)
    references.set(identifier, [...(references.get(identifier) ?? []), reference])
  }
  for (const variable of manager.variables.toReversed()) {
    for (const identifier of variable.identifiers) variables.set(identifier, variable)
  }
  return identifiers.map((identifier) => {
    const variable = variables.get(identifier)
    const uses = (references.get(identifier) ?? []).map((one) =>
      describeUse({
        isRead: one.isRead(),
        isInit: one.init ?? false,
        isWrite: one.isWrite(),
        isValue: one.isValueReference,
        written: one.writeExpr?.range[0],
      }),
    )
    return {
      at: `${identifier.name} at ${identifier.start}`,
      variable: variable
        ? `of ${variable.scope.block.range}, defined at ${variable.defs.map(({ name }) => name.range[0])}`
        : 'none',
      uses: uses.sort(),
    }
  })
}

function ours(program: Program, identifiers: readonly Identifier[]): Meaning[] {
  const { collector, scope } = collectScopes(program)
  collect(program, [collector])
  return identifiers.map((identifier) => {
    const variable = scope.variableOf(identifier)
    const uses = (variable?.references ?? [])
      .filter((one) => one.identifier === identifier)
      .map((one) => describeUse({ ...one, written: one.written?.start }))
    const definitions = variable?.definitions.map(
      ({ identifier: name, node }) => name?.start ?? node.start,
    )
    return {
      at: `${identifier.name} at ${identifier.start}`,
      variable: variable
        ? `of ${[variable.block.start, variable.block.end]}, defined at ${definitions}`
        : 'none',
      uses: uses.sort(),
    }
  })
}

function describeUse(use: {
  readonly isRead: boolean
  readonly isWrite: boolean
  readonly isInit: boolean
  readonly isValue: boolean
  readonly written: number | undefined
}): string {
  const { isRead, isWrite, isInit, isValue, written } = use
  return [isRead && 'read', isWrite && `write ${written}`, isInit && 'init', !isValue && 'type']
    .filter(Boolean)
    .join(' ')
}

function compare(code: string, file: string): void {
  const program = parse(code, file)
  const identifiers = listIdentifiers(program)
  expect(ours(program, identifiers)).toEqual(theirs(program, identifiers))
}

describe('an identifier means what typescript-eslint says', () => {
  it.each([
    ['hoisting', 'use(a, f, g); var a = 1; { function g() {} let a = 2; a++ } function f() {}'],
    [
      'var in blocks',
      'function f(a) { if (a) { var b = a } try {} catch (e) { var c = e } return b + c }',
    ],
    [
      'defaults do not see the body',
      'const x = 1; function f(a = x, b = () => x) { var x = 2; return x }',
    ],
    ['patterns', 'const { a = 1, b: { c, ...d }, [key]: e } = value, [f, , g = f, ...h] = list'],
    [
      'assignments',
      'let a, b; a = 1; a += b; a ??= b; [a, b = a] = list; ({ a, x: b, ...a } = value); a++',
    ],
    [
      'loops',
      'for (let i = 0, n = list.length; i < n; i++) {} for (const i of list) i; for (i in list); for (var [k, v = k] of list) k',
    ],
    [
      'own names',
      'const f = function g() { return g }, C = class D { m() { return D } }; class E extends E { static e = E }',
    ],
    [
      'arguments',
      'function f() { return () => arguments } const g = () => arguments; use(arguments)',
    ],
    ['a parameter that is arguments', 'function f(arguments_) { var arguments; return arguments }'],
    ['switch', 'switch (x) { case a: let x = 1; default: use(x) } var a'],
    ['labels', 'a: for (;;) { const a = 1; if (a) continue a; break a }'],
    [
      'keys',
      'const a = { a, b: a, [a]: a, a() { return a } }; a.a; a[a]; class A { a = a; [a] = 1; #a = a }',
    ],
    ['static blocks', 'class A { static { var a = 1; use(a) } } use(a)'],
    [
      'imports',
      "import a, { b as c, d } from 'm' with { type: 'json' }; import * as e from 'm'; use(a, b, c, d, e)",
    ],
    [
      'exports',
      "const a = 1; type b = 1; export { a, a as c, b, type b as d }; export { a as x } from 'm'; export * as y from 'm'; export default a",
    ],
    [
      'elements',
      '<><A a={a} {...a}>a</A><a.b.C /><this.D /><div a="a" /><_ /></>; var a, A, _, div, b, C',
    ],
    ['meta', 'import.meta.url; function f() { new.target } var meta, target'],
  ])('%s', (_, code) => compare(code, 'a.tsx'))

  it.each([
    ['enums', "enum A { a, 'b', c = a | b, d = A.a } use(a, A)"],
    [
      'namespaces',
      'namespace A { export const a = 1; var b = a } namespace A.B { const c = 1 } declare module "m" { const d: typeof d } declare global { var e: number } use(A, a, e)',
    ],
    [
      'types and values of one name',
      'const A = 1; type A = typeof A; const B: A = A; class C {} const d: C = new C(); interface E extends C, A.X {}',
    ],
    [
      'type parameters',
      'function f<T, U extends T = T>(a: T, b: U): T { const c: T = a } type A<T> = T; interface B<T> { a: T } class C<T> extends D<T> implements A<T>, x.Y<T> { a: T }',
    ],
    [
      'conditional types',
      'type A<T> = T extends (infer U)[] ? U : U; type B<T> = T extends (a: infer P) => infer R ? [P, R] : T extends { [K in keyof T]: infer V } ? V : never',
    ],
    ['mapped types', 'type A<T> = { [K in keyof T as Uppercase<K>]: T[K] }; type K = 1'],
    [
      'function types',
      'type A = (a: string, ...b: X[]) => asserts a is X; type B = { m(a: X): typeof a; (a: X): a is X; new (a: X): X; [key: string]: X; [a]: X; readonly p: X }; type C = new <T>(a: T) => T; const a = 1; type X = 1',
    ],
    [
      'tuples and queries',
      "type A = [first: X, second?: X]; type B = typeof a.b.c<X>; type C = import('m').X<X>; type X = 1; const a = 1",
    ],
    [
      'overloads',
      'function f(a: string): void; function f(a: number): void; function f(a: unknown) { a } declare function g(a: string): typeof a',
    ],
    [
      'parameter properties',
      'class A { constructor(private a: X, readonly b = a) { a } abstract m(a: X): X } type X = 1',
    ],
    ['decorators', '@dec(A) class A { @dec a = 1; @dec m(@dec a: A) { dec } } function dec() {}'],
    [
      'assertions',
      'let a; (a as X) = 1; a! = 2; (<X>a) = 3; a!++; use(a as X, a satisfies X); type X = 1',
    ],
    [
      'import equals',
      "import a = require('m'); import b = a.c.d; import type c = require('m'); export import e = b; use(a, b, c)",
    ],
    ['export equals', 'type A = 1; export = A'],
    [
      'type imports',
      "import type A, { type B } from 'm'; import { type C, d } from 'm'; const a: A = B; use<C>(d)",
    ],
    ['this', 'function f(this: X, a: typeof this) { this } type X = 1'],
  ])('%s', (_, code) => compare(code, 'a.ts'))

  const root = join(import.meta.dirname, '../../..')
  const folders = ['packages/transform/src', 'packages/runtime/src', 'fixtures', 'examples']
  it.each(folders)('in %s', { timeout: 120_000 }, (folder) => {
    for (const entry of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (/node_modules|dist/.test(entry) || !/\.[cm]?[jt]sx?$/.test(entry)) continue
      compare(readFileSync(join(root, folder, entry), 'utf8'), entry)
    }
  })
})

describe('what a function captures', () => {
  const capturesOf = (code: string) => {
    const program = parse(code, 'a.ts')
    const { collector, scope } = collectScopes(program)
    const tasks: Node[] = []
    const enter = (node: Node) => void tasks.push(node)
    collect(program, [collector, { ArrowFunctionExpression: { enter } }])
    return scope.capturesOf(tasks[0] as Node)
  }

  it('is what the functions around it declare, in order of the first use', () => {
    const code =
      'const a = 1; function f(b, c) { let d; return () => { e(); use(d, c, a, c); const e = b } }'
    expect(capturesOf(code)).toEqual(['d', 'c', 'b'])
  })

  it('has no types, which are not there when it runs', () => {
    const code =
      'function f<T>(a: T) { type U = T; return () => { const b: U = a as T; return b } }'
    expect(capturesOf(code)).toEqual(['a'])
  })

  it('has what functions within it take', () => {
    expect(capturesOf('function f(a) { return () => function g() { return g(a) } }')).toEqual(['a'])
  })
})

it('does not follow names into what an object is asked for first', () => {
  const program = parseSync('a.cjs', 'const a = 1; with (a) { a }', {
    sourceType: 'script',
  }).program
  const identifiers = listIdentifiers(program)
  const { collector, scope } = collectScopes(program)
  collect(program, [collector])
  expect(identifiers.map((one) => scope.variableOf(one)?.name ?? null)).toEqual(['a', 'a', null])
})
