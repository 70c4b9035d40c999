import fc from 'fast-check'
import ignore from 'ignore'
import { describe, expect, it } from 'vitest'
import { NO_RULES } from '../../src/project/ignored.ts'

const name = fc.constantFrom('a', 'b', 'dist', 'a.ts', 'b.gen.ts', '.env', 'x+y')
const glob = fc.constantFrom('*', '**', '*.ts', 'a*', '?', '[ab]', 'di*t', '\\!a')
const pattern = fc
  .tuple(
    fc.constantFrom('', '', '', '!', '#'),
    fc.constantFrom('', '', '/'),
    fc.array(fc.oneof(name, name, glob), { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '', '/', ' ', '/**'),
  )
  .map(([sign, root, parts, end]) => `${sign}${root}${parts.join('/')}${end}`)
const path = fc
  .tuple(fc.array(name, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '/'))
  .map(([parts, end]) => parts.join('/') + end)

describe('ignore rules', () => {
  it('say what the library says of every path that a walk comes to', () => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 6 }), path, (patterns, candidate) => {
        const text = patterns.join('\n')
        const library = ignore({ ignoreCase: false }).add(text)
        const parts = candidate.replace(/\/$/, '').split('/')
        const folders = parts.slice(1).map((_, index) => `${parts.slice(0, index + 1).join('/')}/`)
        // Below a folder that is left out nothing is asked.
        fc.pre(!folders.some((folder) => library.ignores(folder)))
        const rules = NO_RULES.extend({ text, folder: '', prefix: '' })
        expect(rules.ignores(candidate)).toBe(library.ignores(candidate))
      }),
      { numRuns: 3000 },
    )
  })
})
