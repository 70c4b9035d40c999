import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkProject } from '../src/check.ts'
import { formatDiagnostics } from '../src/diagnostics/format.ts'

const folder = fileURLToPath(new URL('../../../fixtures/check', import.meta.url))
const cases = readdirSync(folder).sort()

/** What `afterword check` says of a case. */
async function check(name: string) {
  const result = await checkProject({ root: join(folder, name), preset: 'next', cache: false })
  const findings = result.diagnostics.map((diagnostic) => ({
    diagnostic,
    code: result.textOf(diagnostic.file) ?? '',
  }))
  return { ...result, report: formatDiagnostics(findings, { color: false }) }
}

describe.each(cases)('fixtures/check/%s', (name) => {
  it('gives the report on record', async () => {
    const { report } = await check(name)
    await expect(`${report}\n`).toMatchFileSnapshot(join(folder, name, 'report.txt'))
  })
})

describe.each(cases.filter((name) => name.startsWith('way-')))('fixtures/check/%s', (name) => {
  it('is found once, and its legal twin is not', async () => {
    const { diagnostics } = await check(name)
    expect(diagnostics.map(({ code, entry }) => `${code} ${entry}`)).toEqual([
      expect.stringMatching(/^request-api-in-after app\/page\.tsx#(default|generateMetadata)$/),
    ])
  })
})
