import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, posix, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkProgram } from '../src/check-program.ts'
import { createApiTable } from '../src/module/apis.ts'
import { summarizeModule } from '../src/module/summarize.ts'
import { createApp } from '../src/program/apps.ts'
import { findEntries } from '../src/program/entries.ts'
import { parseModule } from '../src/source/parse.ts'

const root = fileURLToPath(new URL('../../../fixtures/check', import.meta.url))
const apis = createApiTable({ runtime: '@afterword/runtime', sources: [] })
function list(dir: string): string[] {
  return readdirSync(dir).flatMap((n) => {
    const p = join(dir, n)
    return statSync(p).isDirectory() ? list(p) : /\.tsx?$/.test(n) ? [p] : []
  })
}
export function check(folder: string) {
  const files = list(folder).map((f) => relative(folder, f))
  const summaries = new Map(
    files.map((file) => {
      const code = readFileSync(join(folder, file), 'utf8')
      const parsed = parseModule(code, file)
      if (parsed.type === 'failed') throw new Error(parsed.message)
      return [file, summarizeModule({ code, file, ...parsed, apis })] as const
    }),
  )
  const resolve = (s: string, from: string) => {
    if (!s.startsWith('.')) return null
    const base = posix.join(posix.dirname(from), s)
    return (
      [base, base + '.ts', base + '.tsx', base + '/index.ts'].find((f) => summaries.has(f)) ?? null
    )
  }
  const program = {
    summaryOf: (f: string) => summaries.get(f) ?? null,
    resolve,
    importersOf: (f: string) =>
      files.filter((g) => summaries.get(g)?.imports.some((i) => resolve(i.source, g) === f)),
    mayReach: () => true,
    mayHaveEntries: () => true,
  }
  return checkProgram({
    program,
    apis,
    modules: [...summaries.values()],
    entriesOf: (m) => findEntries(m, { apps: [createApp('next')], serverEntries: [], apis }),
    clientOf: (m) => (m.directives.includes('use client') ? 'directive' : null),
  })
}
describe.each(readdirSync(root))('%s', (name) => {
  it('is found', () => {
    const { diagnostics } = check(join(root, name))
    expect(
      diagnostics.filter((d) => d.file.includes('legal') || d.entry?.includes('legal')),
    ).toEqual([])
    expect(diagnostics.map((d) => d.code)).toEqual(['request-api-in-after'])
    if (process.env.SHOW)
      console.log(
        diagnostics
          .map(
            (d) =>
              `${d.file}:${d.line}:${d.column} ${d.message}\n` +
              d.trace.map((t) => `   ${t.file}:${t.line}:${t.column} ${t.what}`).join('\n'),
          )
          .join('\n'),
      )
  })
})
