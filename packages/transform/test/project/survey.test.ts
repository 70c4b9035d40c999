import { describe, expect, it } from 'vitest'
import { indexImporters, readImporters } from '../../src/project/importers.ts'
import { assembleSurvey, planSurvey, readPortions } from '../../src/project/survey.ts'
import { startSurvey } from '../../src/project/survey-thread.ts'
import { APIS_OPTIONS, writeTree } from './support.ts'

const REQUEST = { apis: APIS_OPTIONS }

/** More modules than a thread takes at a time. */
function writeModules(): string {
  const modules = Array.from({ length: 300 }, (_, index) => [
    `m${String(index).padStart(3, '0')}.ts`,
    index % 2 === 0 ? `import { cookies } from 'next/headers'` : `import './m${index - 1}'`,
  ])
  return writeTree({ ...Object.fromEntries(modules), 'gone.ts': { link: 'nowhere' } })
}

describe('a survey', () => {
  it('is the same whoever read which part of it', async () => {
    const root = writeModules()
    const whole = await startSurvey({ root, ...REQUEST }).finish()
    expect(whole.marks).toHaveLength(300)
    expect(whole.specifiers[1]).toBe('./m0')
    const plan = planSurvey({ root, ...REQUEST })
    const { sources } = plan.listing
    const task = (first: number, end: number) => ({
      ...plan,
      sources: sources.slice(0, end),
      next: Int32Array.of(first),
    })
    const begin = { ...whole, begin: plan.begin }
    // In two parts, in the other order; with a part that was lost; and with everything lost.
    const parts = [readPortions(task(128, 300)), readPortions(task(0, 128))]
    expect(assembleSurvey(plan, parts)).toEqual(begin)
    expect(assembleSurvey(plan, parts.slice(0, 1))).toEqual(begin)
    expect(assembleSurvey(plan, [])).toEqual(begin)
  })

  it('tells of a file once that cannot be read', async () => {
    const root = writeModules()
    const { problems } = await startSurvey({ root, ...REQUEST }).finish()
    expect(problems.map(({ file }) => file)).toEqual(['gone.ts'])
  })
})

describe('importers', () => {
  it('of each file come once, in the order of the walk, of files outside too', async () => {
    const root = writeTree({ 'a.ts': '', 'b.ts': '', 'c.ts': '' })
    const survey = await startSurvey({ root, ...REQUEST }).finish()
    const imports: Readonly<Record<string, readonly string[]>> = {
      'a.ts': ['c.ts', 'a.ts', 'node_modules/x/i.js'],
      'b.ts': ['a.ts', 'c.ts', 'c.ts', 'nowhere'],
      'c.ts': ['node_modules/x/i.js'],
    }
    const index = indexImporters({
      sources: survey.listing.sources,
      specifiersOf: (file) => imports[file] ?? [],
      resolverOf: () => (specifier) => (specifier === 'nowhere' ? null : specifier),
    })
    const importersOf = readImporters(survey, index)
    expect(importersOf('a.ts')).toEqual(['b.ts'])
    expect(importersOf('b.ts')).toEqual([])
    expect(importersOf('c.ts')).toEqual(['a.ts', 'b.ts'])
    expect(importersOf('node_modules/x/i.js')).toEqual(['a.ts', 'c.ts'])
    expect(importersOf('nowhere')).toEqual([])
  })
})
