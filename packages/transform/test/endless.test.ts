import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkProject } from '../src/check.ts'

let root = ''

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'afterword-'))
  mkdirSync(join(root, 'app'))
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
  writeFileSync(
    join(root, 'app/page.tsx'),
    `import { cookies } from 'next/headers'
import { after } from 'next/server'
import { f0 } from '../lib/generated'
export default async function Page() {
  await f0()
  after(() => cookies())
  return null
}
`,
  )
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

it('follows tasks that all lead to each other no further than is of use, says so, and checks the rest', async () => {
  const { diagnostics, stats, problems } = await checkProject({
    root,
    preset: 'next',
    cache: false,
  })
  expect(stats.sites).toBe(3001)
  expect(diagnostics.map(({ code, file }) => `${code} ${file}`)).toEqual([
    'request-api-in-after app/page.tsx',
  ])
  expect(problems.map(({ file, message }) => `${file} ${message}`)).toEqual([
    'lib/generated.ts has tasks that lead to more calls than are followed',
  ])
})
