// The built command reads with two threads; the sources, run by tests, with one.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { generateProject } from '../bench/check/generate.mjs'
import { checkProject } from '../packages/transform/src/check.ts'

const BIN = join(import.meta.dirname, '../packages/transform/bin/afterword.js')

interface Finding {
  readonly code: string
  readonly file: string
  readonly line: number
  readonly entry: string | null
}

function describeFinding({ code, file, line, entry }: Finding): string {
  return `${file}:${line} ${code} from ${entry}`
}

it('finds the same with two threads as with one, anew and again', async () => {
  const root = mkdtempSync(join(tmpdir(), 'afterword-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  generateProject(root, 1000)
  // What is found is kept where packages are installed.
  mkdirSync(join(root, 'node_modules'))
  const { diagnostics, stats } = await checkProject({ root, cache: false })
  const expected = diagnostics.map(describeFinding)
  expect(expected.map((finding) => finding.replace(/:.* (?=request)/, ' '))).toEqual([
    expect.stringMatching(/^app\/.*page-100\/page\.tsx request-api-in-after from app\//),
    expect.stringMatching(/^app\/.*page-200\/page\.tsx request-api-in-after from app\//),
  ])
  for (const scanned of [1000, 0]) {
    const { stdout, status } = spawnSync(
      process.execPath,
      [BIN, 'check', root, '--format', 'json'],
      {
        encoding: 'utf8',
      },
    )
    const report = JSON.parse(stdout)
    expect(status).toBe(1)
    expect(report.diagnostics.map(describeFinding)).toEqual(expected)
    expect(report.stats).toMatchObject({ files: stats.files, scanned, sites: stats.sites })
  }
})
