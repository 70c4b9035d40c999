// The built loader of Next.js: a build starts it in several processes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { generateProject } from '../bench/check/generate.mjs'
import { startNode } from './support/process.ts'

const CHECK = pathToFileURL(
  join(import.meta.dirname, '../packages/transform/dist/hosts/next-check.js'),
)

it('checks once for all processes of a build', async () => {
  const root = mkdtempSync(join(tmpdir(), 'afterword-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  generateProject(root, 1000)
  const script = `
    import { readFileSync } from 'node:fs'
    import { shareCheck } from '${CHECK}'
    const result = await shareCheck({ root: process.cwd(), cache: '.next/cache/afterword' }, true)
    const [{ file }] = result.diagnostics
    const summary = result.summaryOf(file, result.textOf(file))
    console.log(JSON.stringify([result.diagnostics.length, summary.file, result.stats.parsed > 0]))`
  const processes = Array.from({ length: 3 }, () =>
    startNode(['--input-type=module', '--eval', script], root),
  )
  await Promise.all(processes.map(({ exited }) => exited))
  const [first, ...others] = processes
    .map(({ lines }) => lines.join('\n'))
    .sort()
    .reverse()
  const file = expect.stringMatching(/page\.tsx$/)
  expect(JSON.parse(first as string)).toEqual([2, file, true])
  for (const other of others) expect(JSON.parse(other)).toEqual([2, file, false])
})
