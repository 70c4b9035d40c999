// Adopting the checker in an old codebase: a baseline of what is known.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { runCli } from './support/cli.ts'
import { createProject, type Project } from './support/project.ts'

const ROUTE = `import { after } from 'next/server'
export function GET() {
  after('one')
  after('one')
  return new Response('ok')
}
`

let project: Project
afterEach(() => project.remove())

function adopt(files: Readonly<Record<string, string>> = {}): void {
  project = createProject({ 'app/route.ts': ROUTE, ...files })
  const run = runCli(['check', '--baseline', 'known.json', '--update-baseline'], project.root)
  expect(run).toEqual({ code: 0, stdout: '', stderr: 'afterword: known.json holds 2 findings\n' })
}

const check = (...args: string[]) =>
  runCli(['check', '--baseline', 'known.json', ...args], project.root)

describe('the baseline', () => {
  it('is a file that reads well', () => {
    adopt()
    expect(JSON.parse(project.read('known.json'))).toEqual({
      version: 1,
      findings: [{ file: 'app/route.ts', code: 'invalid-task', text: "after('one')", count: 2 }],
    })
  })

  it('silences what it knows, also when lines move', () => {
    adopt()
    const run = check()
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toContain('No findings (2 more in the baseline); ')
    project.write('app/route.ts', `// moved\n\n${ROUTE.replace('  after', '\tafter')}`)
    expect(check()).toMatchObject({ code: 0, stderr: '' })
  })

  it('lets through what is new: elsewhere, otherwise, or once more', () => {
    adopt()
    project.write('app/b/route.ts', ROUTE)
    expect(check().stdout).toContain('2 errors in 1 file (2 more in the baseline)')
    project.write('app/b/route.ts', '')
    project.write('app/route.ts', ROUTE.replace("  after('one')", "  after('two')\n  after('one')"))
    const other = check()
    expect(other.code).toBe(1)
    expect(other.stdout).toContain('app/route.ts:3:9\n')
    expect(other.stdout).toContain('1 error in 1 file (2 more in the baseline)')
    project.write('app/route.ts', ROUTE.replace("  after('one')", "  after('one')\n  after('one')"))
    expect(check().stdout).toContain('1 error in 1 file (2 more in the baseline)')
  })

  it('says what is found no more, until it is updated', () => {
    adopt()
    project.write('app/route.ts', ROUTE.replace("  after('one')\n", ''))
    const run = check()
    expect(run.code).toBe(0)
    expect(run.stderr).toBe(
      'afterword: known.json knows what is found no more (app/route.ts); --update-baseline takes it out\n',
    )
    expect(check('--update-baseline').stderr).toContain('known.json holds 1 finding\n')
    expect(check()).toMatchObject({ code: 0, stderr: '' })
  })

  it('may be named by the configuration, from the project folder', () => {
    adopt({ 'afterword.config.js': "export default { baseline: 'known.json' }" })
    mkdirSync(join(project.root, 'elsewhere'))
    expect(runCli(['check', '..'], join(project.root, 'elsewhere')).code).toBe(0)
    expect(runCli(['check'], project.root).code).toBe(0)
  })

  it('holds for every format', () => {
    adopt()
    expect(JSON.parse(check('--format', 'json').stdout).diagnostics).toEqual([])
    expect(JSON.parse(check('--format', 'sarif').stdout).runs[0].results).toEqual([])
    expect(check('--format', 'github')).toMatchObject({ code: 0, stdout: '' })
  })

  const broken: [string, string, string][] = [
    ['no JSON', '{', 'the baseline known.json is not one: '],
    ['another version', '{ "version": 2 }', 'it has "version": 2; this Afterword reads version 1'],
    ['no list', '{ "version": 1 }', '"findings" is not a list'],
    ['an odd entry', '{ "version": 1, "findings": [{}] }', 'at index 0'],
  ]
  it.each(broken)('is refused where it is %s', (_, text, message) => {
    project = createProject({ 'app/route.ts': ROUTE, 'known.json': text })
    const run = check()
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain(message)
  })
})
