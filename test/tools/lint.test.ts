// The rules in ESLint 10, ESLint 9 and oxlint: what they report and mend is what `afterword` reports and mends.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCompiler } from '@afterword/transform'
import afterword from '@afterword/transform/eslint'
import * as parser from '@typescript-eslint/parser'
import { ESLint as ESLint10, type Linter } from 'eslint'
import { ESLint as ESLint9 } from 'eslint-9'
import { afterEach, describe, expect, it } from 'vitest'
import { runCli } from '../support/cli.ts'
import { startNode } from '../support/process.ts'
import { createProject, type Project } from '../support/project.ts'

const packages = join(import.meta.dirname, 'node_modules')
const repository = join(import.meta.dirname, '../..')

const projects: Project[] = []
afterEach(() => {
  for (const project of projects.splice(0)) project.remove()
})

function create(files: Readonly<Record<string, string>>): Project {
  const manifest = { name: 'app', type: 'module', dependencies: { next: '16.0.0' } }
  const project = createProject({ 'package.json': JSON.stringify(manifest), ...files }, packages)
  projects.push(project)
  return project
}

/** The files of an example of the repository that has a finding of nearly every rule. */
function createMisuse(files: Readonly<Record<string, string>> = {}): Project {
  const folder = join(repository, 'examples/misuse')
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const sources = names.filter((name) => /^(?:app|components|lib|src)[\\/].*\.tsx?$/.test(name))
  return create({
    ...Object.fromEntries(sources.map((name) => [name, readFileSync(join(folder, name), 'utf8')])),
    ...files,
  })
}

/** A configuration as the docs show it. */
function readExample(file: string): string {
  const page = readFileSync(join(repository, 'docs/lint.md'), 'utf8')
  return page.split(` file=${file}\n`)[1]?.split('```')[0] ?? ''
}

/** The findings as `file:line:column-line:column code severity`. */
function check({ root }: Project): string[] {
  const { diagnostics } = JSON.parse(runCli(['check', '--format', 'json'], root).stdout)
  return diagnostics.map(
    ({ file, line, column, endLine, endColumn, code, severity }: Record<string, string>) =>
      `${file}:${line}:${column}-${endLine}:${endColumn} ${code} ${severity}`,
  )
}

interface Message {
  readonly ruleId: string | null
  readonly message: string
  readonly line: number
  readonly column: number
  readonly endLine?: number | undefined
  readonly endColumn?: number | undefined
  readonly severity: number
}

interface Result {
  readonly filePath: string
  readonly messages: readonly Message[]
}

/** The same of a linter's messages. */
function print({ root }: Project, results: readonly Result[]): string[] {
  return results.flatMap(({ filePath, messages }) =>
    messages.map(({ line, column, endLine, endColumn, ruleId, severity, message }) => {
      const file = filePath.slice(root.length + 1).replaceAll('\\', '/')
      const code = ruleId?.replace('afterword/', '') ?? message
      const end = `${endLine}:${endColumn}`
      return `${file}:${line}:${column}-${end} ${code} ${severity === 2 ? 'error' : 'warn'}`
    }),
  )
}

const CONFIG: Linter.Config[] = [
  { files: ['**/*.{js,jsx,ts,tsx}'], languageOptions: { parser } },
  afterword.configs.recommended,
]
const versions = [
  ['ESLint 10', ESLint10, 'eslint'],
  ['ESLint 9', ESLint9 as unknown as typeof ESLint10, 'eslint-9'],
] as const

describe.each(versions)('%s', (_, ESLint, name) => {
  function open({ root }: Project, config: readonly Linter.Config[] = [], options = {}) {
    const overrideConfig = [...CONFIG, ...config]
    return new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig, ...options })
  }

  const ESLINT_CONFIG = readExample('eslint.config.js')
  const run = async ({ root }: Project, ...args: string[]) => {
    const running = startNode([join(packages, name, 'bin/eslint.js'), ...args], root)
    const { code } = await running.exited
    return { code, output: running.lines.join('\n') }
  }

  it('reports on the command line what `afterword check` reports, and exits with 1', async () => {
    const project = createMisuse({ 'eslint.config.js': ESLINT_CONFIG })
    const expected = check(project)
    expect(expected.length).toBeGreaterThan(10)
    const { code, output } = await run(project, '--format', 'json')
    expect(print(project, JSON.parse(output)).sort()).toEqual(expected.sort())
    expect(code).toBe(1)
  })

  it('mends with --fix what `afterword fix` mends', async () => {
    const [mended, project] = [createMisuse(), createMisuse({ 'eslint.config.js': ESLINT_CONFIG })]
    runCli(['fix'], mended.root)
    await run(project, '--fix')
    const files = mended.list('.').filter((file) => /^(?:app|lib|components).*\.tsx?$/.test(file))
    const changed = files.filter((file) => project.read(file) === mended.read(file))
    expect(changed).toEqual(files)
    expect(mended.read('app/api/legacy/route.ts')).not.toContain('unstable_after')
  })

  const pages = readdirSync(join(repository, 'packages/transform/docs'))
  it.each(pages)('reports what is wrong on %s at its place', async (page) => {
    const text = readFileSync(join(repository, 'packages/transform/docs', page), 'utf8')
    const [, before = ''] = /## Before\n([\s\S]*)## After\n/.exec(text) ?? []
    const fences = [...before.matchAll(/^```\w+ file=(\S+)(?: report=(\S+))?\n([\s\S]*?)^```$/gm)]
    const project = create(Object.fromEntries(fences.map(([, file, , code = '']) => [file, code])))
    // ESLint's own parsers refuse what ours does.
    const lenient = { parse: (text: string) => parseLeniently(text) }
    const config = page === 'unreadable-module.md' ? [{ languageOptions: { parser: lenient } }] : []
    const results = await open(project, config).lintFiles(['.'])
    const code = page.replace('.md', '')
    expect(print(project, results).filter((line) => line.includes(` ${code} `))).toEqual(
      isToldOfText(code) ? compile(fences) : check(project).filter((line) => line.includes(code)),
    )
    expect(results.flatMap(({ messages }) => messages).map(({ ruleId }) => ruleId)).toContain(
      `afterword/${code}`,
    )
  })

  const isToldOfText = (code: string) => code === 'lost-bytes' || code === 'unreadable-module'

  function compile(fences: readonly RegExpExecArray[]): string[] {
    return fences.flatMap(([, file = '', , code = '']) =>
      (createCompiler().transform(code, file)?.diagnostics ?? []).map(
        ({ line, column, code, severity }) =>
          `${file}:${line}:${column}-${line}:${column + 1} ${code} ${severity}`,
      ),
    )
  }

  function parseLeniently(text: string) {
    const program = parser.parse('', { range: true, loc: true, comment: true, tokens: true })
    const lines = text.split('\n')
    const end = { line: lines.length, column: lines.at(-1)?.length ?? 0 }
    return { ...program, range: [0, text.length], loc: { start: { line: 1, column: 0 }, end } }
  }

  const HELPER = `import { cookies } from 'next/headers'
export async function track() {
  console.log(await cookies())
}
`
  const PAGE = `import { after } from 'next/server'
import { track } from '@/lib/track'

export default function Page() {
  after(() => track())
  return <p>Hello</p>
}
`
  const PATHS = JSON.stringify({ compilerOptions: { paths: { '@/*': ['./*'] } } })
  const HELPED = { 'app/page.tsx': PAGE, 'lib/track.ts': HELPER, 'tsconfig.json': PATHS }
  const codesOf = (results: readonly Result[]) =>
    results.flatMap(({ messages }) => messages).map(({ ruleId }) => ruleId)

  it('follows what a task calls into other modules, and shows the way', async () => {
    const project = create(HELPED)
    const [result] = await open(project).lintFiles(['app/page.tsx'])
    expect(result?.messages).toMatchObject([
      { ruleId: 'afterword/request-api-in-after', line: 5, column: 15, endLine: 5, endColumn: 22 },
    ])
    expect(result?.messages[0]?.message).toMatchInlineSnapshot(`
      "\`cookies()\` is called inside \`after()\` in a Server Component. Call \`track()\` before \`after()\` and use its value inside the callback.
        app/page.tsx:4:16  the page of /
        app/page.tsx:5:3  schedules the task
        app/page.tsx:5:15  calls track()
        lib/track.ts:3:21  calls \`cookies()\`"
    `)
  })

  it('sees what has changed elsewhere when a file is linted again', async () => {
    const project = create(HELPED)
    const eslint = open(project)
    const lint = async () => codesOf(await eslint.lintFiles(['app/page.tsx']))
    expect(await lint()).toEqual(['afterword/request-api-in-after'])
    project.write('lib/track.ts', HELPER.replace('await cookies()', '1'))
    expect(await lint()).toEqual([])
    project.write('lib/track.ts', HELPER)
    expect(await lint()).toEqual(['afterword/request-api-in-after'])
  })

  it('goes by the text of the editor, saved or not', async () => {
    const project = create(HELPED)
    const eslint = open(project)
    const filePath = join(project.root, 'app/page.tsx')
    const lint = async (text: string) => codesOf(await eslint.lintText(text, { filePath }))
    expect(await lint(PAGE.replace('track()', 'null'))).toEqual([])
    expect(await lint(PAGE)).toEqual(['afterword/request-api-in-after'])
    expect(await lint(`\n${PAGE.replace('() => track()', '1')}`)).toEqual([
      'afterword/invalid-task',
    ])
    expect(await lint('')).toEqual([])
    expect(codesOf(await eslint.lintFiles(['app/page.tsx']))).toEqual([
      'afterword/request-api-in-after',
    ])
  })

  it('looks at a text by itself that is no file of the project', async () => {
    const project = create(HELPED)
    const outside = create({ 'track.ts': "import { after } from 'next/server'\nafter(1)\n" })
    const eslint = open(project)
    const code = `${PAGE}after(1)\n`
    const found = ['afterword/after-outside-request', 'afterword/invalid-task']
    const unwritten = join(project.root, 'app/new/page.tsx')
    expect(codesOf(await eslint.lintText(code, { filePath: unwritten })).sort()).toEqual(found)
    expect(codesOf(await eslint.lintText(code.replace(/<p>.*<\/p>/, 'null'))).sort()).toEqual(found)
    const wide = open(outside, [{ settings: { afterword: { root: project.root } } }])
    expect(codesOf(await wide.lintFiles(['.'])).sort()).toEqual(found)
  })

  it('leaves out what git ignores, as the command does', async () => {
    const project = create({
      ...HELPED,
      '.gitignore': 'old/',
      'old/a.tsx': PAGE.replace('() =>', ''),
    })
    expect(codesOf(await open(project).lintFiles(['old', 'lib']))).toEqual([])
  })

  it('needs no tsconfig, and takes the project from the settings', async () => {
    const web = { 'web/app/page.tsx': PAGE.replace('@/', '../'), 'web/lib/track.ts': HELPER }
    const project = create({ ...web, 'web/package.json': '{"dependencies":{"next":"16.0.0"}}' })
    const found = ['afterword/request-api-in-after']
    expect(codesOf(await open(project).lintFiles(['.']))).toEqual(found)
    const settings = { afterword: { root: 'web' } }
    const [result] = await open(project, [{ settings }]).lintFiles(['web/app/page.tsx'])
    expect(result?.messages[0]?.message).toContain('\n  app/page.tsx:')
  })

  it('leaves out what the project, ESLint or a comment leaves out', async () => {
    const project = create(HELPED)
    const rule = 'afterword/request-api-in-after'
    const off = open(project, [{ rules: { [rule]: 'off' } }])
    expect(codesOf(await off.lintFiles(['app']))).toEqual([])

    const eslint = open(project)
    const lint = async () => codesOf(await eslint.lintFiles(['app']))
    project.write(
      'afterword.config.js',
      `export default { rules: { 'request-api-in-after': 'off' } }`,
    )
    expect(await lint()).toEqual([])
    project.write('afterword.config.js', 'export default {}')
    expect(await lint()).toEqual([rule])
    const comment = (text: string) => PAGE.replace('  after', `  // ${text}\n  after`)
    project.write('app/page.tsx', comment('afterword-ignore-next-line request-api-in-after -- why'))
    expect(await lint()).toEqual([])
    project.write('app/page.tsx', comment(`eslint-disable-next-line ${rule}`))
    expect(await lint()).toEqual([])

    project.write('app/page.tsx', PAGE)
    runCli(['check', '--baseline', 'known.json', '--update-baseline'], project.root)
    project.write('afterword.config.js', "export default { baseline: 'known.json' }")
    expect(await lint()).toEqual([])
  })

  it('says what is wrong with a configuration', async () => {
    const project = create({ ...HELPED, 'afterword.config.js': 'export default { rule: {} }' })
    await expect(open(project).lintFiles(['app'])).rejects.toThrow(
      'afterword.config.js: there is no option "rule"; did you mean "rules"?',
    )
  })

  const WINDOWS = `\uFEFFimport { cookies } from 'next/headers'
import { after } from 'next/server'
const send = async () => {
  await fetch('https://example.com')
}
export default function Page() {
  after(async () => {
    send()
    console.log(await cookies())
  })
  return null
}
`.replaceAll('\n', '\r\n')

  it('mends and suggests at the right place in files of Windows', async () => {
    const project = create({ 'app/page.tsx': WINDOWS })
    const [result] = await open(project).lintFiles(['.'])
    expect(result?.messages).toMatchObject([
      { line: 8, column: 5 },
      { line: 9, column: 23 },
    ])
    const [floating] = result?.messages ?? []
    const at = WINDOWS.indexOf('send()\r') - 1
    expect(floating?.fix).toBeUndefined()
    expect(floating?.suggestions).toEqual([
      { desc: 'await it', fix: { range: [at, at], text: 'await ' } },
    ])

    await ESLint.outputFixes(await open(project, [], { fix: true }).lintFiles(['.']))
    const fixed = project.read('app/page.tsx')
    expect(fixed).toContain('  const cookieStore = cookies()\r\n  after(')
    project.write('app/page.tsx', WINDOWS)
    runCli(['fix'], project.root)
    expect(fixed).toBe(project.read('app/page.tsx'))
  })
})

describe('oxlint', () => {
  const OXLINT_CONFIG = JSON.stringify({
    ...JSON.parse(readExample('.oxlintrc.json')),
    categories: { correctness: 'off' },
  })
  // It follows the link to the packages.
  const FOLDERS = ['app', 'components', 'lib', 'src']
  const run = async ({ root }: Project, ...args: string[]) => {
    const running = startNode([join(packages, 'oxlint/bin/oxlint'), ...args], root)
    const { code } = await running.exited
    return { code, output: running.lines.join('\n') }
  }

  it('reports what `afterword check` reports, and exits with 1', async () => {
    const project = createMisuse({ '.oxlintrc.json': OXLINT_CONFIG })
    const { code, output } = await run(project, '--format', 'json', ...FOLDERS)
    const found = JSON.parse(output).diagnostics.map(
      ({ filename, code, severity, labels: [{ span }] }: OxlintDiagnostic) => {
        const rule = /\((.*)\)/.exec(code)?.[1]
        return `${filename}:${span.line}:${span.column} ${rule} ${severity.slice(0, 4)}`
      },
    )
    const expected = check(project).map((line) =>
      line.replace(/-\d+:\d+/, '').replace('error', 'erro'),
    )
    expect(found.sort()).toEqual(expected.sort())
    expect(code).toBe(1)
  })

  interface OxlintDiagnostic {
    readonly filename: string
    readonly code: string
    readonly severity: string
    readonly labels: [{ readonly span: { readonly line: number; readonly column: number } }]
  }

  it('mends with --fix what `afterword fix` mends', async () => {
    const [mended, project] = [createMisuse(), createMisuse({ '.oxlintrc.json': OXLINT_CONFIG })]
    runCli(['fix'], mended.root)
    await run(project, '--fix', ...FOLDERS)
    const files = mended.list('.').filter((file) => /^(?:app|lib|components).*\.tsx?$/.test(file))
    expect(files.filter((file) => project.read(file) === mended.read(file))).toEqual(files)
  })
})
