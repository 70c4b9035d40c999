import { describe, expect, it } from 'vitest'
import type { Fix } from '../src/index.ts'
import { applyFixes } from '../src/rewrite/fixes.ts'

/** A fix that replaces each `from` of the text. */
function fix(code: string, ...edits: [from: string, to: string][]): Fix {
  return {
    title: edits.map(([, to]) => to).join(),
    isSafe: true,
    edits: edits.map(([from, text]) => {
      const start = code.indexOf(from)
      return { span: { start, end: start + from.length }, text }
    }),
  }
}

describe('applyFixes', () => {
  const code = 'one two three four'

  it('applies fixes that do not overlap, in any order', () => {
    const fixes = [fix(code, ['three', '3']), fix(code, ['one', '1'], ['four', '4'])]
    const result = applyFixes(code, fixes)
    expect(result.code).toBe('1 two 3 4')
    expect(result.applied.map(({ title }) => title)).toEqual(['1,4', '3'])
  })

  it('applies a fix as a whole, or leaves it for the next round', () => {
    const fixes = [
      fix(code, ['one', '1'], ['three', '3']),
      fix(code, ['two three', '5'], ['four', '4']),
    ]
    const result = applyFixes(code, fixes)
    expect(result.code).toBe('1 two 3 four')
    expect(result.applied).toHaveLength(1)
  })

  it('does not put two insertions in one place', () => {
    const insert = (text: string): Fix => {
      return { title: text, isSafe: true, edits: [{ span: { start: 4, end: 4 }, text }] }
    }
    expect(applyFixes(code, [insert('a '), insert('b ')]).code).toBe('one a two three four')
  })
})
