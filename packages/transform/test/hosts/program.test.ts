import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createHostProgram } from '../../src/hosts/program.ts'
import { addFiles, writeTree } from '../project/support.ts'

const PAGE = `import { after } from 'next/server'
import { record } from '../lib/record'
export default function Page() { after(() => record()); return null }
`
const HELPER = `import { cookies } from 'next/headers'
export const record = () => cookies()
`

const mapTo = (name: string) =>
  JSON.stringify({ compilerOptions: { paths: { '#record': [`./lib/${name}.ts`] } } })

function open(tree: Record<string, string>) {
  const root = writeTree(tree)
  return {
    root,
    program: createHostProgram({ check: { root, preset: 'next', cache: false }, baseline: null }),
  }
}

describe('the program of a host', () => {
  it('is checked once, and again when a file has changed', async () => {
    const { root, program } = open({ 'app/page.tsx': PAGE, 'lib/record.ts': HELPER })
    const first = await program.check()
    expect(first.findings.map(({ diagnostic }) => diagnostic.code)).toEqual([
      'request-api-in-after',
    ])
    expect(first.findings[0]?.code).toBe(PAGE)
    expect(await program.check()).toBe(first)

    addFiles(root, { 'lib/record.ts': 'export const record = () => 1' })
    program.noteChange(join(root, 'lib/record.ts'))
    const [one, other] = await Promise.all([program.check(), program.check()])
    expect(one.findings).toEqual([])
    expect(other).toBe(one)
  })

  it('finds out by itself what has changed: texts, files that come and go, configurations', async () => {
    const { root, program } = open({
      'app/page.tsx': PAGE.replace('../lib/record', '#record'),
      'lib/record.ts': HELPER,
      'lib/quiet.ts': 'export const record = () => 1',
      'tsconfig.json': mapTo('quiet'),
    })
    const count = async () => (await program.checkFiles()).findings.length
    expect(await count()).toBe(0)
    addFiles(root, { 'tsconfig.json': mapTo('record') })
    expect(await count()).toBe(1)
    addFiles(root, { 'lib/record.ts': 'export const record = () => 1' })
    expect(await count()).toBe(0)
    addFiles(root, {
      'app/other/page.tsx': PAGE.replace('../lib', '.'),
      'app/other/record.ts': HELPER,
    })
    expect(await count()).toBe(1)
    rmSync(join(root, 'app/other/page.tsx'))
    expect(await count()).toBe(0)
    expect(await count()).toBe(0)
  })

  it('says why it cannot be checked, and is checked when it can', async () => {
    const program = createHostProgram({
      check: { root: '.', rules: { nope: 'off' } as never },
      baseline: null,
    })
    expect(await program.check()).toMatchObject({
      findings: [],
      failure: expect.stringContaining('option "rules" names no code "nope"'),
    })
  })

  it('leaves to the bundle what gets into a browser', async () => {
    const { program } = open({
      'app/button.tsx': "'use client'\nimport { after } from 'next/server'\nafter(() => {})\n",
    })
    expect((await program.check()).findings).toEqual([])
  })
})
