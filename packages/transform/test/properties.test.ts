import { generatedPositionFor, originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCompiler } from '../src/index.ts'
import { binding, moduleWithAfter, shadowed } from './modules.ts'
import { syntaxErrors } from './support.ts'

const SEED = { seed: 20260501, endOnFailure: true } as const
const compilers = {
  mentioned: createCompiler({ root: '/project' }),
  all: createCompiler({ root: '/project', wrap: 'all', serverEntries: ['src/server.js'] }),
  next: createCompiler({ root: '/project', target: 'next' }),
}
const compiler = fc.constantFrom('mentioned' as const, 'all' as const, 'next' as const)
const OWN_LINE =
  /^(?:import|export) \{|^const _\w+Entry\d* = _|^export default _withAfter\d*\(\w+\);$/
const environment = fc.constantFrom('server' as const, 'client' as const)

describe('a module that calls after', () => {
  it('gives output that parses', () => {
    fc.assert(
      fc.property(moduleWithAfter, compiler, environment, ({ code, id }, by, where) => {
        fc.pre(syntaxErrors(code, id).length === 0)
        const result = compilers[by].transform(code, id, { environment: where })
        expect(syntaxErrors(result?.code ?? '', id)).toEqual([])
      }),
      { ...SEED, numRuns: 3000 },
    )
  })

  it('is changed by the first transform only', () => {
    fc.assert(
      fc.property(moduleWithAfter, compiler, environment, ({ code, id }, by, where) => {
        const once = compilers[by].transform(code, id, { environment: where })?.code ?? code
        const twice = compilers[by].transform(once, id, { environment: where })?.code ?? once
        expect(twice).toBe(once)
      }),
      { ...SEED, numRuns: 3000 },
    )
  })

  it('maps every token that came from the input to where it was', () => {
    fc.assert(
      fc.property(moduleWithAfter, compiler, ({ code, id }, by) => {
        const result = compilers[by].transform(code, id)
        if (!result?.map) return
        const map = new TraceMap(JSON.stringify(result.map))
        const [input, output] = [code, result.code].map((text) => text.split(/\r\n|\n/)) as [
          string[],
          string[],
        ]
        const places = output.flatMap((text, index) =>
          [...text.matchAll(/(?<!")\b(?:mark\d+|request|catch|static|fetch|run)\b(?!")/g)].map(
            (match) => ({
              token: match[0],
              line: index + 1,
              column: match.index,
            }),
          ),
        )
        for (const { token, line, column } of places) {
          // What the tail exports, and re-exports written anew, is code of our own: it has no origin.
          if (OWN_LINE.test(output[line - 1] as string)) continue
          const original = originalPositionFor(map, { line, column })
          const found = input[(original.line ?? 0) - 1]?.slice(original.column ?? 0)
          expect(found?.startsWith(token), `${token} at ${line}:${column}\n${result.code}`).toBe(
            true,
          )
        }
        // And back: each call's place in the input is known in the output.
        for (const site of result.summary?.sites ?? []) {
          const found = generatedPositionFor(map, {
            source: result.map.sources[0] as string,
            line: site.place.line,
            column: site.place.column - 1,
          })
          expect(found.line).not.toBeNull()
        }
      }),
      { ...SEED, numRuns: 3000 },
    )
  })

  it('has every call carry the place it was written at', () => {
    fc.assert(
      fc.property(moduleWithAfter, ({ code, id }) => {
        const result = compilers.mentioned.transform(code, id)
        const lines = code.replace(/^\uFEFF/, '').split(/\r\n|\n/)
        const sites = result?.code.matchAll(/_after\d*(?:\/\*.*?\*\/)?\)?\(?"([^"]+)"/g) ?? []
        for (const [, site] of sites) {
          const [, file, line, column] = /^(.+):(\d+):(\d+)$/.exec(site as string) as string[]
          expect(file).toBe(id)
          expect(lines[Number(line) - 1]?.slice(Number(column) - 1)).toMatch(
            /^[(]*(?:0, )?(?:\p{ID_Start}|[$_])/u,
          )
        }
      }),
      { ...SEED, numRuns: 500 },
    )
  })

  it('is diagnosed at places of its own text', () => {
    fc.assert(
      fc.property(moduleWithAfter, compiler, environment, ({ code, id }, by, where) => {
        const lines = code.replace(/^\uFEFF/, '').split(/\r\n|\n/)
        const result = compilers[by].transform(code, id, { environment: where })
        for (const diagnostic of result?.diagnostics ?? []) {
          expect(diagnostic.file).toBe(id)
          for (const place of [diagnostic, ...diagnostic.labels, ...diagnostic.trace]) {
            const text = lines[(place.line ?? 0) - 1]
            expect(text).toBeDefined()
            expect(place.column).toBeGreaterThanOrEqual(1)
            expect(place.column).toBeLessThanOrEqual((text as string).length + 1)
          }
          for (const { start, end } of diagnostic.labels) {
            expect(0 <= start && start < end && end <= code.length).toBe(true)
          }
        }
      }),
      { ...SEED, numRuns: 1000 },
    )
  })
})

it('leaves a call alone whose name is shadowed', () => {
  const plain = binding.filter(({ callee }) => !callee.includes('.'))
  fc.assert(
    fc.property(
      plain.chain((given) => fc.tuple(fc.constant(given), shadowed(given.callee))),
      ([{ header, callee }, body]) => {
        const code = `${header}\n${body}\n`
        fc.pre(syntaxErrors(code, 'lib/x.js').length === 0)
        const result = compilers.mentioned.transform(code, 'lib/x.js')
        expect(result?.summary?.sites ?? []).toEqual([])
        expect(result?.code ?? code).toContain(body)
        // The very same call, not shadowed, is one.
        const open = `${header}\nexport function f() { ${callee}(() => 1) }\n`
        expect(compilers.mentioned.transform(open, 'lib/x.js')?.summary?.sites).toHaveLength(1)
      },
    ),
    { ...SEED, numRuns: 500 },
  )
})

it('returns null for a module without after and without what it redirects', () => {
  fc.assert(
    fc.property(moduleWithAfter, ({ code, id }) => {
      const other = code
        .replaceAll(/next\/\w+|@afterword\/runtime/g, 'elsewhere')
        .replaceAll(/after/g, 'before')
      expect(compilers.mentioned.transform(other, id)).toBeNull()
      expect(compilers.next.transform(other, id)).toBeNull()
    }),
    { ...SEED, numRuns: 300 },
  )
})

describe('garbage', () => {
  const fragment = fc.constantFrom(
    ..."import export default { } ( ) [ ] => = , ; : . ? ! < > / ` ' \" ${ async function class after cookies as from 'next/server' 'next/headers' 'use server' 'use client' await yield * @ # \\ // /* */ <p </p> return if try catch var let const x 1 0n /x/ \n \r\n \t \u2028 \uFEFF \uFFFD 👍 \uD800".split(
      ' ',
    ),
  )
  const soup = fc.array(fragment, { maxLength: 60 }).map((parts) => parts.join(' '))
  const text = fc.oneof(soup, fc.string({ unit: 'binary', maxLength: 200 }))
  const header = fc.constantFrom('', "import { after } from 'next/server'\n", '\uFEFF#!x\n')
  const id = fc.oneof(
    fc.constantFrom('a.ts', 'app/page.tsx', 'app/api/route.js', 'middleware.ts', '\0x.js', '?.ts'),
    fc.string({ unit: 'binary' }),
  )

  it('never makes the compiler throw', () => {
    fc.assert(
      fc.property(header, text, id, compiler, environment, (start, rest, where, by, kind) => {
        const code = start + rest
        const result = compilers[by].transform(code, where, { environment: kind })
        if (result !== null && syntaxErrors(code, where).length === 0) {
          expect(syntaxErrors(result.code, where)).toEqual([])
        }
      }),
      { ...SEED, numRuns: 20_000 },
    )
  })
})
