import { expect, it } from 'vitest'
import { summarizeModule } from '../../src/module/summarize.ts'
import { parseModule } from '../../src/source/parse.ts'
import { readFixtures } from '../support.ts'
import { APIS } from './support.ts'

it('summaries are plain data: of every fixture nothing is lost on the disk', () => {
  const fixtures = readFixtures()
  expect(fixtures.length).toBeGreaterThan(50)
  for (const { name, code, id } of fixtures) {
    const parsed = parseModule(code, id)
    if (parsed.type === 'failed') continue
    const summary = summarizeModule({ code, file: id, ...parsed, apis: APIS })
    expect(JSON.parse(JSON.stringify(summary)), name).toEqual(summary)
  }
})
