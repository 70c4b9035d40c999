// What is compiled for Next.js keeps its lines: Turbopack drops source maps where it joins modules.
import { eachMapping, TraceMap } from '@jridgewell/trace-mapping'
import { describe, expect, it } from 'vitest'
import { createCompiler } from '../src/index.ts'
import { readFixtures } from './support.ts'

describe.each(readFixtures())('fixtures/transform/$name', ({ code, id, options, environment }) => {
  it('keeps its lines on Next.js', () => {
    const compiler = createCompiler({ ...options, root: '/project', target: 'next' })
    const map = compiler.transform(code, `/project/${id}`, { environment })?.map
    const moved: number[] = []
    eachMapping(
      new TraceMap((map ?? { version: 3, sources: [], mappings: '' }) as never),
      (mapping) => {
        const { generatedLine, originalLine } = mapping
        if (originalLine !== null && originalLine !== generatedLine) moved.push(originalLine)
      },
    )
    expect(moved).toEqual([])
  })
})
