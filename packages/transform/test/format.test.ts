import { expect, it } from 'vitest'
import { formatDiagnostics } from '../src/diagnostics/format.ts'
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
