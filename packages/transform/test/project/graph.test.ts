import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createGraph } from '../../src/project/graph.ts'
import { open, writeTree } from './support.ts'

describe('importers', () => {
  it('are known from text, whatever names the file', async () => {
    const root = writeTree({
      'tsconfig.json': { compilerOptions: { paths: { '@/*': ['./*'] } } },
      'lib/db/index.ts': '',
      'lib/db/sibling.ts': `import '.'`,
      'lib/alias.ts': `import { a } from '@/lib/db'`,
      'lib/relative.js': `require('./db/index.js')`,
      'lib/other.ts': `import './db2'`,
      'app/page.tsx': `await import('../lib/db')`,
    })
    expect((await open(root)).importersOf('lib/db/index.ts')).toEqual([
      'app/page.tsx',
      'lib/alias.ts',
      'lib/db/sibling.ts',
      'lib/relative.js',
    ])
    expect((await open(root)).importersOf('nowhere.ts')).toEqual([])
  })
})

describe('mayReach', () => {
  it('is true of what matters and of what leads there, through cycles and re-exports', async () => {
    const root = writeTree({
      'session.ts': `import { cookies } from 'next/headers'; import './cycle'`,
      'cycle.ts': `export * from './barrel'`,
      'barrel.ts': `export * from './cycle'; export * from './session'`,
      'page.tsx': `import './barrel'`,
      'math.ts': `import './strings'`,
      'strings.ts': `import './math'; import 'node:fs'`,
    })
    const project = await open(root)
    const reaching = [
      'session.ts',
      'cycle.ts',
      'barrel.ts',
      'page.tsx',
      'math.ts',
      'strings.ts',
    ].filter((file) => project.mayReach(file))
    expect(reaching).toEqual(['session.ts', 'cycle.ts', 'barrel.ts', 'page.tsx'])
  })

  it('ends where the browser begins', async () => {
    const root = writeTree({
      'button.tsx': `'use client'\nimport { useRouter } from 'next/navigation'; import './session'`,
      'session.ts': `import 'next/headers'`,
      'page.tsx': `import './button'`,
    })
    const project = await open(root)
    expect(project.mayReach('button.tsx')).toBe(false)
    expect(project.mayReach('page.tsx')).toBe(false)
  })

  it('gives what a plain search gives, in any order of questions', async () => {
    const graph = fc.record({
      edges: fc.array(fc.array(fc.nat(11), { maxLength: 4 }), { minLength: 12, maxLength: 12 }),
      mattering: fc.uniqueArray(fc.nat(11), { maxLength: 3 }),
      boundaries: fc.uniqueArray(fc.nat(11), { maxLength: 2 }),
      order: fc.array(fc.nat(11), { minLength: 1, maxLength: 30 }),
    })
    fc.assert(
      fc.property(graph, ({ edges, mattering, boundaries, order }) => {
        const { mayReach } = createGraph({
          specifiersOf: (file) => (edges[Number(file)] ?? []).map(String),
          resolverOf: () => (specifier) => specifier,
          matters: (file) => mattering.includes(Number(file)),
          isClient: (file) => boundaries.includes(Number(file)),
          isServer: () => false,
          importersOf: () => [],
        })
        for (const start of order) {
          expect(mayReach(String(start))).toBe(searchPlainly(start))
        }
        function searchPlainly(start: number): boolean {
          const seen = new Set([start])
          for (const node of seen) {
            if (boundaries.includes(node)) continue
            if (mattering.includes(node)) return true
            for (const next of edges[node] ?? []) seen.add(next)
          }
          return false
        }
      }),
      { numRuns: 500 },
    )
  })

  it('follows a chain longer than a call stack', async () => {
    const files = Array.from({ length: 50_000 }, (_, index) => String(index))
    const { mayReach } = createGraph({
      specifiersOf: (file) => [String(Number(file) + 1)],
      resolverOf: () => (specifier) => (Number(specifier) < files.length ? specifier : null),
      matters: () => false,
      isClient: () => false,
      isServer: () => false,
      importersOf: () => [],
    })
    expect(mayReach('0')).toBe(false)
  })
})
