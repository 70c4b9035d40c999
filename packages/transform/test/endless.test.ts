import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkProject } from '../src/check.ts'

let root = ''

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'afterword-'))
  mkdirSync(join(root, 'lib'))
  const count = 3000
  const lines = Array.from(
    { length: count },
    (_, index) =>
      `export async function f${index}() { after(async () => { await f${(index * 7 + 1) % count}() }) }`,
  )
  writeFileSync(
    join(root, 'lib/generated.ts'),
    `import { after } from 'next/server'\n${lines.join('\n')}\n`,
  )
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

it('follows tasks that all lead to each other no further than is of use', async () => {
  const { diagnostics, stats } = await checkProject({ root, preset: 'next', cache: false })
  expect(stats.sites).toBe(3000)
  expect(diagnostics).toEqual([])
})
