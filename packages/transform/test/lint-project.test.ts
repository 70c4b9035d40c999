// When a linter's question has a project checked, and when the last check answers it.

import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkProject } from '../src/check.ts'
import { createProjectLint } from '../src/hosts/lint-project.ts'
import type { Findings, LintRequest } from '../src/hosts/lint-thread.ts'
import { APIS_OPTIONS, addFiles, writeTree } from './project/support.ts'

const PAGE = `import { after } from 'next/server'
export default function Page() {
  after(1)
  return null
}
`
const PLAIN = 'export const one = 1\n'

/** What the thread is asked, and its answers by a real check of the project as it is at first. */
async function open(count: number) {
  const files = Array.from({ length: count }, (_, index) => `lib/${index}.ts`)
  const root = writeTree({
    'package.json': { dependencies: { next: '16.0.0' } },
    'app/page.tsx': PAGE,
    ...Object.fromEntries(files.map((file) => [file, PLAIN])),
  })
  const { diagnostics } = await checkProject({ root, cache: false })
  const asked: LintRequest[] = []
  const clock = { time: 0 }
  const ask = (request: LintRequest): Findings => {
    asked.push(request)
    const found = request.type === 'check' && request.texts.size === 0 ? diagnostics : []
    return { diagnostics: found, problems: [], apis: APIS_OPTIONS }
  }
  const lint = createProjectLint({ ask, now: () => clock.time })
  return {
    root,
    files,
    asked,
    clock,
    lint: (file: string, text: string) =>
      lint({ root, filename: join(root, file), text }).map(({ code }) => code),
  }
}

describe('a run of a linter', () => {
  it('has the project checked once for 1,000 files', async () => {
    const { root, files, asked, lint } = await open(1000)
    expect(lint('app/page.tsx', PAGE)).toEqual(['invalid-task'])
    for (const file of files) expect(lint(file, PLAIN)).toEqual([])
    expect(asked).toEqual([{ type: 'check', root, texts: new Map() }])
  })

  it('is over when a file comes again', async () => {
    const { files, asked, lint } = await open(2)
    for (const file of [...files, ...files, ...files]) lint(file, PLAIN)
    expect(asked).toHaveLength(3)
  })

  it('is over after a pause', async () => {
    const { files, asked, clock, lint } = await open(3)
    for (const file of files) {
      lint(file, PLAIN)
      clock.time += file === files[0] ? 1000 : 1001
    }
    expect(asked).toHaveLength(2)
  })
})

describe('a text that is not written', () => {
  it('is checked with the project where it may have findings, or has had some', async () => {
    const { asked, lint } = await open(1)
    expect(lint('lib/0.ts', `${PLAIN}export const two = 2\n`)).toEqual([])
    expect(asked).toHaveLength(1)
    lint('lib/0.ts', PAGE)
    expect(asked.slice(1)).toMatchObject([
      { texts: new Map() },
      { texts: new Map([['lib/0.ts', PAGE]]) },
    ])
    lint('app/page.tsx', '')
    expect(asked.slice(3)).toMatchObject([{ texts: new Map([['app/page.tsx', '']]) }])
  })

  it('is compiled by itself where it is no file of the project', async () => {
    const { root, asked, lint } = await open(1)
    addFiles(root, { 'README.md': '' })
    for (const file of ['lib/new.ts', '../other.ts', 'README.md/0.js']) lint(file, PAGE)
    expect(asked.slice(1).map(({ type }) => type)).toEqual(['compile', 'compile', 'compile'])
  })
})
