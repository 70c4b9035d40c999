import { describe, expect, it } from 'vitest'
import { indexLines } from '../src/source/position.ts'

describe('lines', () => {
  it.each([
    ['a\nb', 2],
    ['a\r\nb', 2],
    ['a\rb', 2],
    ['a\r\rb', 3],
    ['a\n\rb', 3],
    ['a\r\r\nb\n', 4],
    ['', 1],
  ])('end as editors say: %j has %i', (code, count) => {
    const lines = indexLines(code)
    expect(lines.lineCount).toBe(count)
    if (code.includes('b')) {
      const at = lines.positionOf(code.indexOf('b'))
      expect(at).toEqual({ line: code.endsWith('b') ? count : count - 1, column: 1 })
    }
  })
})
