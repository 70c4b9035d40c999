import { describe, expect, it } from 'vitest'
import { formatDiagnostics } from '../src/diagnostics/format.ts'
import { toGitHub } from '../src/diagnostics/github.ts'
import { toJson } from '../src/diagnostics/json.ts'
import { toSarif } from '../src/diagnostics/sarif.ts'
import { createCompiler } from '../src/index.ts'

it('prints the advice of several diagnostics once', () => {
  const code = `import { after } from 'next/server'\nexport function track() {\n  after(1)\n  after('a')\n}\nafter(track)\n`
  const { diagnostics = [] } =
    createCompiler({ root: '/project' }).transform(code, 'lib/x.ts') ?? {}
  const printed = formatDiagnostics(diagnostics.map((diagnostic) => ({ diagnostic, code })))
  expect(printed.match(/^error /gm)).toHaveLength(3)
  // One of `invalid-task`, one of `after-outside-request`.
  expect(printed.match(/^ {2}why /gm)).toHaveLength(2)
  expect(printed.match(/^ {2}docs /gm)).toHaveLength(2)
})

describe('a long path', () => {
  const steps = 60
  const names = Array.from({ length: steps }, (_, index) => `step${index}`)
  const code = `import { after } from 'next/server'
import { cookies } from 'next/headers'
export default function Page() {
  after(() => step0())
}
${names.map((name, index) => `function ${name}() { ${names[index + 1] ?? 'cookies'}() }`).join('\n')}
`
  const { diagnostics = [] } =
    createCompiler({ root: '/project' }).transform(code, 'app/page.tsx') ?? {}

  it('is printed without its middle, for people', () => {
    const printed = formatDiagnostics(diagnostics.map((diagnostic) => ({ diagnostic, code })))
    const [github = ''] = toGitHub(diagnostics, () => code, String)
    for (const text of [printed, github]) {
      expect(text.match(/calls step\d+\(\)/g)?.length).toBe(19)
      expect(text).toContain('calls step9()')
      expect(text).toContain('… 41 more steps; `afterword check --format json` has them')
      expect(text).toContain('calls step51()')
      expect(text).not.toMatch(/step10|step50/)
    }
  })

  it('is whole for tools', () => {
    expect(toJson(diagnostics, () => code)[0]?.trace).toHaveLength(steps)
    const input = { diagnostics, problems: [], textOf: () => code, pathOf: String, version: '0' }
    expect(JSON.stringify(toSarif(input)).match(/calls step/g)).toHaveLength(steps)
  })
})
