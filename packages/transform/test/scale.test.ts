import { describe, expect, it } from 'vitest'
import { createCompiler } from '../src/index.ts'

const compiler = createCompiler({ root: '/project' })

describe('a page with many tasks of one helper', () => {
  it('gets one report a call, without a diagnostic for every pair of task and call', () => {
    const count = 600
    const lines = (line: (index: number) => string) =>
      Array.from({ length: count }, (_, i) => line(i))
    const code = [
      "import { cookies } from 'next/headers'",
      "import { after } from 'next/server'",
      'async function log() {',
      ...lines((index) => `  console.log(${index}, await cookies())`),
      '}',
      'export default function Page() {',
      ...lines(() => '  after(() => log())'),
      '}',
    ].join('\n')
    const before = process.memoryUsage().heapUsed
    const result = compiler.transform(code, 'app/page.tsx')
    expect(result?.diagnostics).toHaveLength(count)
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(300_000_000)
  })
})

describe('a long chain of alternatives', () => {
  it('is looked at once', () => {
    const names = Array.from({ length: 60 }, (_, index) => `one${index}`)
    const code = [
      "import { after } from 'next/server'",
      `const pick = (${names.join(', ')}) => ${names.join(' || ')}`,
      'export const GET = (request) => after(pick(request))',
    ].join('\n')
    expect(compiler.transform(code, 'app/route.ts')?.diagnostics).toEqual([])
  })
})
