// Living with findings: a baseline of what is known, and comments that suppress.
import { mkdirSync, readFileSync } from 'node:fs'
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

describe('suppressions', () => {
  const report = () =>
    JSON.parse(runCli(['check', '--format', 'json'], project.root).stdout).diagnostics.map(
      (item: Record<string, unknown>) =>
        `${item.file}:${item.line}:${item.column} ${item.severity} ${item.code}: ${item.help}`,
    )

  it('are reported where they suppress nothing, also in files without a call', () => {
    project = createProject({
      'app/route.ts': `import { after } from 'next/server'
export function GET() {
  // afterword-ignore-next-line invalid-task, navigation-in-after -- why
  after(
    1,
  )
  // afterword-ignore-next-line invalid-task -- why
  after(2)
}
// afterword-ignore-next-line invalid-task -- nothing below`,
      'lib/plain.ts': '// afterword-ignore-next-line lost-bytes -- was\nexport const a = 1',
    })
    const remove = 'warn unused-suppression: Remove the code from the comment.'
    expect(report()).toEqual([
      `app/route.ts:3:33 ${remove}`,
      `app/route.ts:3:47 ${remove}`,
      'app/route.ts:5:5 error invalid-task: Pass the work as a callback: `after(() => work())`.',
      `app/route.ts:10:31 ${remove}`,
      `lib/plain.ts:1:31 ${remove}`,
    ])
  })

  it('that stand above another line of the same report say which line it is', () => {
    project = createProject({
      'app/route.ts': `import { after } from 'next/server'
import { redirect } from 'next/navigation'
export function GET() {
  // afterword-ignore-next-line navigation-in-after -- why
  after(() => {
    redirect('/')
  })
}
`,
    })
    const [unused, found] = report()
    expect(unused).toContain('Move it above line 6, which the report names.')
    expect(found).toContain('app/route.ts:6:5 error navigation-in-after')
  })

  it('are counted as used where the rule is off', () => {
    project = createProject({
      'app/route.ts': ROUTE.replaceAll(
        '  after',
        '  // afterword-ignore-next-line invalid-task -- why\n  after',
      ),
      'afterword.config.js': "export default { rules: { 'invalid-task': 'off' } }",
    })
    expect(report()).toEqual([])
  })

  it('are reported as the docs page shows', () => {
    const page = readFileSync(
      join(import.meta.dirname, '../packages/transform/docs/unused-suppression.md'),
      'utf8',
    )
    const fences = [...page.matchAll(/^```ts file=(\S+)(?: report=(\S+))?\n([\s\S]*?)^```$/gm)]
    project = createProject({})
    const codes = fences.map(([, file = '', , code = '']) => {
      project.write(file, code)
      return report().map((line: string) => line.split(' ')[2])
    })
    expect(codes).toEqual([['unused-suppression:'], []])
  })
})
