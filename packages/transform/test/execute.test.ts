import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { createCompiler } from '../src/index.ts'
import { linkModule } from './execute.ts'
import { type FixtureCase, readFixtures, runFixture } from './support.ts'

/** What a module under test exports, and what its imports recorded. */
interface Loaded {
  // biome-ignore lint/suspicious/noExplicitAny: tests call whatever a case exports.
  readonly exports: any
  readonly calls: { api: string; site?: string; caller?: string; args: unknown[] }[]
  readonly entries: { phase: string; name: string; route?: string }[]
}

const folder = mkdtempSync(join(tmpdir(), 'afterword-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const compiler = createCompiler({ root: '/project' })
let count = 0

/** Imports a module natively, with stand-ins for all it imports. */
async function load(code: string, id: string): Promise<Loaded> {
  count += 1
  const place = join(folder, String(count))
  mkdirSync(place)
  const files = await linkModule(code, id)
  for (const [file, text] of Object.entries(files)) writeFileSync(join(place, file), text)
  const url = (file: string) => pathToFileURL(join(place, file)).href
  const { calls, entries } = await import(/* @vite-ignore */ url('record.mjs'))
  return { exports: await import(/* @vite-ignore */ url('module.mjs')), calls, entries }
}

/** A module as written, and compiled. */
async function loadBoth(code: string, id: string): Promise<{ plain: Loaded; compiled: Loaded }> {
  const result = compiler.transform(code, id)
  expect(result?.code).not.toBe(code)
  return {
    plain: await load(code, id),
    compiled: await load(result?.code ?? code, id),
  }
}

/** How a value looks from outside. */
function describeExport(value: unknown): unknown {
  if (typeof value !== 'function') return typeof value
  return {
    name: value.name,
    length: value.length,
    kind: Object.prototype.toString.call(value),
    isClass: /^class/.test(Function.prototype.toString.call(value)),
    keys: Object.keys(value),
  }
}

const IMPORT = "import { after } from 'next/server'\n"

describe('a compiled entry point', () => {
  it.each([
    ['a declaration', 'export function GET(a, b) { after(() => a); return [a, b, this] }'],
    ['an async declaration', 'export async function GET(a) { after(() => a); return a }'],
    ['an arrow', 'export const GET = (a, b = 1) => { after(() => a); return [a, b] }'],
    ['an arrow with an expression', 'export const GET = async (a) => (after(() => a), [a])'],
    ['an arrow with an object', 'export const GET = (a) => ({ a, b: after(() => a) })'],
    [
      'a function expression',
      'export const GET = function named(a, ...r) { after(() => a); return r }',
    ],
    [
      'a computed function',
      'const wrap = (f) => f\nexport const GET = wrap((a) => (after(() => a), a))',
    ],
    ['a listed function', 'function list(a) { after(() => a); return a }\nexport { list as GET }'],
    ['a destructured function', 'export const { GET } = { GET(a) { after(() => a); return a } }'],
    ['one that throws', 'export function GET() { after(() => 1); throw new TypeError("no") }'],
    [
      'one that rejects',
      'export async function GET() { after(() => 1); throw new TypeError("no") }',
    ],
    ['one that returns nothing', 'export function GET() { after(() => 1) }'],
    ['one that reads arguments', 'export function GET() { after(() => 1); return [...arguments] }'],
    [
      'one that writes arguments',
      'export function GET(a) { arguments[0] = 5; after(() => a); return a }',
    ],
    [
      'one with a var of a parameter',
      'export function GET(a) { var a = a || 7; after(() => a); return a }',
    ],
    [
      'one with a hoisted function',
      'export function GET(a) { after(f); return f(); function f() { return a } }',
    ],
    ['one with strict code', "export function GET() { 'use strict'; after(() => 1); return this }"],
    [
      'one that awaits in a loop',
      'export async function GET(a) { for await (const x of [a]) after(() => x); return await a }',
    ],
    [
      'one with a label',
      'export function GET(a) { out: for (;;) { after(() => 1); break out } return a }',
    ],
    [
      'one that knows new.target',
      'export function GET() { after(() => 1); return new.target === undefined }',
    ],
    ['a generator', 'export function* GET(a) { after(() => 1); yield a }'],
    ['an async generator', 'export async function* GET(a) { after(() => 1); yield a }'],
    ['a class', 'export class GET { run() { after(() => 1) } }'],
  ])('is the same function: %s', async (_, code) => {
    const { plain, compiled } = await loadBoth(`${IMPORT}${code}\n`, 'app/api/route.js')
    const [original, wrapped] = [plain.exports.GET, compiled.exports.GET]
    expect(describeExport(wrapped)).toEqual(describeExport(original))
    if (code.includes('class GET')) return
    const self = { self: true }
    const run = async (target: (...args: unknown[]) => unknown) => {
      try {
        const result = target.call(self, 1, 2, 3)
        const isPromise = result instanceof Promise
        const settled = await result
        return {
          isPromise,
          text: String(result),
          settled: isIterator(settled) ? 'iterator' : settled,
        }
      } catch (error) {
        return { name: (error as Error).name, message: (error as Error).message }
      }
    }
    expect(await run(wrapped)).toEqual(await run(original))
    const given = ({ calls }: Loaded) => calls.map(({ args }) => args.length)
    expect(given(compiled)).toEqual(given(plain))
    expect(compiled.calls.filter(({ api }) => api !== 'afterAt')).toEqual([])
  })

  it('throws at the same moment: at once, or in its promise', async () => {
    const code = `${IMPORT}export const GET = () => { after(() => 1); throw new Error('now') }\nexport const POST = async () => { after(() => 1); throw new Error('later') }\n`
    const { exports } = (await loadBoth(code, 'app/api/route.js')).compiled
    expect(() => exports.GET()).toThrow('now')
    await expect(exports.POST()).rejects.toThrow('later')
  })

  it('runs in its entry, under the name it is called by', async () => {
    const code = `${IMPORT}function handle() { after(() => 1) }\nexport { handle as GET, handle as POST }\nexport const PUT = handle\n`
    const { exports, entries } = (await loadBoth(code, 'app/api/items/route.js')).compiled
    for (const name of ['GET', 'POST', 'PUT']) {
      entries.length = 0
      exports[name]()
      expect(entries[0]).toMatchObject({ phase: 'route', name, route: '/api/items' })
    }
  })

  it('tells after where it was called, and passes on what it was given', async () => {
    const code = `${IMPORT}export function GET(task, options) {\n  after(task, options)\n  after(...[task])\n  after()\n}\n`
    const { exports, calls } = (await loadBoth(code, 'app/api/route.js')).compiled
    const task = () => 1
    const options = { name: 'x' }
    exports.GET(task, options)
    expect(calls).toEqual([
      { api: 'afterAt', site: 'app/api/route.js:3:3', caller: 'GET', args: [task, options] },
      { api: 'afterAt', site: 'app/api/route.js:4:3', caller: 'GET', args: [task] },
      { api: 'afterAt', site: 'app/api/route.js:5:3', caller: 'GET', args: [] },
    ])
  })
})

describe('a compiled server entry', () => {
  it.each([
    [
      'a declaration used before it',
      'export const early = handler.name\nexport default function handler(request) { after(() => 1); return [this, request] }',
    ],
    [
      'an async declaration',
      'export default async function handler(request) { after(() => 1); return request }',
    ],
    [
      'a variable',
      'const handler = (request) => (after(() => 1), request)\nexport default handler',
    ],
    [
      'a listed variable',
      'const handler = (request) => (after(() => 1), request)\nexport { handler as default }',
    ],
  ])('is the same function: %s', async (_, code) => {
    const { plain, compiled } = await loadBoth(`${IMPORT}${code}\n`, 'src/server.js')
    expect(describeExport(compiled.exports.default)).toEqual(describeExport(plain.exports.default))
    expect(compiled.exports.early).toBe(plain.exports.early)
    const result = await compiled.exports.default.call('self', 'request')
    expect(result).toEqual(await plain.exports.default.call('self', 'request'))
    expect(compiled.calls.map(({ api }) => api)).toEqual(['withAfter', 'afterAt'])
  })

  it('keeps an object an object', async () => {
    const code = `${IMPORT}export default { port: 3000, fetch(request) { after(() => 1); return [this.port, request] } }\n`
    const { exports } = (await loadBoth(code, 'src/server.js')).compiled
    expect(exports.default.port).toBe(3000)
    expect(exports.default.fetch('request')).toEqual([3000, 'request'])
  })
})

// What makes servers runs with the real packages, in test/hosts/unwrapped.test.ts.
// Decorators are the build tool's, the attributes mean nothing to Node, and a stand-in has not what
// `export *` names.
const skipped = /^(?:call-in-decorators|import-attributes|reexport-star-.*)$/
const runnable = readFixtures().filter(
  ({ name, code }) =>
    /^(entry|server(?!-app|-call)|call|shadow|reexport|option)-/.test(name) &&
    !skipped.test(name) &&
    /\b(import|export)\b/.test(code),
)

describe('the fixture', () => {
  it.each(runnable.map((fixture) => [fixture.name, fixture] as const))(
    '%s loads, and exports what it did',
    async (_, fixture: FixtureCase) => {
      const result = runFixture(fixture)
      const plain = await load(fixture.code, fixture.id)
      const compiled = await load(result?.code ?? fixture.code, fixture.id)
      const shapes = ({ exports }: Loaded) =>
        Object.fromEntries(
          Object.entries(exports).map(([name, value]) => [
            name,
            // A wrapped function without a name of its own loses `default`.
            name === 'default' && fixture.name.startsWith('server-')
              ? typeof value
              : describeExport(value),
          ]),
        )
      expect(shapes(compiled)).toEqual(shapes(plain))
    },
  )
})

function isIterator(value: unknown): boolean {
  return /Generator/.test(Object.prototype.toString.call(value))
}
