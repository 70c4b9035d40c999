import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type FixtureCase,
  printDiagnostics,
  printSourceMap,
  readFixtures,
  runFixture,
  syntaxErrors,
} from './support.ts'

const cases = readFixtures()

describe.each(cases)('fixtures/transform/$name', (fixture: FixtureCase) => {
  it('gives the output, diagnostics and source map on record', async () => {
    const { folder, extension, code } = fixture
    const result = runFixture(fixture)
    const output =
      result === null ? '(null: untouched)\n' : result.code === code ? '(unchanged)\n' : result.code
    await expect(output).toMatchFileSnapshot(join(folder, `output.${extension}`))
    await expect(printDiagnostics(result, code)).toMatchFileSnapshot(
      join(folder, 'diagnostics.txt'),
    )
    await expect(printSourceMap(result, code)).toMatchFileSnapshot(join(folder, 'sourcemap.txt'))
  })

  it('gives output that parses, wherever the input does', () => {
    if (syntaxErrors(fixture.code, fixture.id).length > 0) return
    expect(syntaxErrors(runFixture(fixture)?.code ?? '', fixture.id)).toEqual([])
  })

  it('gives the same output by facts that are known, and checks nothing', () => {
    const result = runFixture(fixture)
    if (!result?.summary) return
    const known = runFixture(fixture, JSON.parse(JSON.stringify(result.summary)))
    expect(known?.code ?? fixture.code).toBe(result.code)
    const found = known?.diagnostics.filter(({ code }) => code !== 'lost-bytes')
    expect(found ?? []).toEqual([])
  })

  it('changes nothing more when transformed again', () => {
    const code = runFixture(fixture)?.code ?? fixture.code
    const again = runFixture({ ...fixture, code })
    expect(again?.code ?? code).toBe(code)
  })
})

it('covers the languages and enough cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(80)
  expect(new Set(cases.map((fixture) => fixture.extension))).toEqual(
    new Set(['ts', 'tsx', 'js', 'jsx']),
  )
})
