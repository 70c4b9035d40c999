// The command `afterword`: its arguments, exit codes, streams and configuration.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { cliBin, runCli } from './support/cli.ts'
import { createProject, type Project } from './support/project.ts'

const projects: Project[] = []
afterEach(() => {
  for (const project of projects.splice(0)) project.remove()
})

function create(files: Readonly<Record<string, string>>): Project {
  const project = createProject(files)
  projects.push(project)
  return project
}

const CLEAN = `import { after } from 'next/server'
export function GET() {
  after(() => console.log('done'))
  return new Response('ok')
}
`
const WRONG = CLEAN.replace("() => console.log('done')", '1')
const OLD = CLEAN.replace('{ after }', '{ unstable_after as after }')

describe('afterword', () => {
  const { root } = createProject({})

  it('prints its version and its help', () => {
    expect(runCli(['--version'], root)).toMatchObject({ code: 0, stdout: '0.1.0\n', stderr: '' })
    const help = runCli(['--help'], root)
    expect(help).toMatchObject({ code: 0, stderr: '' })
    for (const name of ['check', 'sites', 'fix', 'explain', 'transform']) {
      expect(help.stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'))
      const own = runCli([name, '--help'], root)
      expect(own).toMatchObject({ code: 0, stderr: '' })
      expect(own.stdout).toContain(`afterword ${name} `)
      expect(runCli(['help', name], root).stdout).toBe(own.stdout)
    }
  })

  const refused: [string[], string][] = [
    [[], 'Usage'],
    [['chek'], 'there is no command chek; did you mean check?'],
    [['--verson'], 'there is no option --verson; did you mean --version?'],
    [['check', '--formt', 'json'], 'there is no option --formt; did you mean --format?'],
    [['check', '-x'], 'there is no option -x'],
    [['check', '--format', 'jsn'], '"jsn"; did you mean json?'],
    [['check', '--format'], '--format needs a value: --format <name>'],
    [['check', '--format', '--watch'], '--format needs a value'],
    [['check', '--watch=1'], '--watch takes no value'],
    [['check', '--max-warnings', 'no'], '--max-warnings must be a count, such as 0, not "no"'],
    [['check', '--max-warnings', '-1'], '--max-warnings must be a count, such as 0, not "-1"'],
    [['check', '--rule', 'invalid-tusk=off'], 'no code invalid-tusk; did you mean invalid-task?'],
    [['check', '--rule', 'nope=off'], 'there is no code nope\nSee: afterword explain'],
    [['check', '--rule', 'invalid-task=off=warn'], 'warn, error, not "off=warn"'],
    [['check', '--rule', 'invalid-task'], '--rule invalid-task= must say off, warn, error'],
    [['check', '--update-baseline'], '--update-baseline needs a file'],
    [['check', 'a', 'b'], 'takes one dir, and got "a" and "b"'],
    [['check', 'missing'], 'missing does not exist'],
    [['check', 'package.json'], 'package.json is a file'],
    [['check', '--baseline', 'missing.json'], 'the baseline missing.json does not exist'],
    [['explain', 'unstable-aftr'], 'there is no code unstable-aftr; did you mean unstable-after?'],
    [['transform'], 'afterword transform needs a file'],
    [['transform', 'missing.ts'], 'missing.ts does not exist'],
    [['transform', 'package.json'], 'package.json is no JavaScript or TypeScript file'],
    [['transform', 'app'], 'app is a folder; what is compiled is a file'],
    [['app'], 'there is no command app; did you mean afterword check app?'],
  ]
  it.each(refused)('%j: says what was meant, and ends with 2', (args, message) => {
    const { root: folder } = create({ 'app/api/route.ts': CLEAN })
    const run = runCli(args, folder)
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain(message)
    expect(run.stderr).not.toContain('    at ')
  })

  it('explains a code by the name that linters give it', () => {
    const page = runCli(['explain', 'eager-task'], root).stdout
    expect(runCli(['explain', 'afterword/eager-task'], root)).toMatchObject({
      code: 0,
      stdout: page,
    })
  })

  it('explains every code, for a terminal', () => {
    const list = runCli(['explain'], root)
    expect(list).toMatchObject({ code: 0, stderr: '' })
    const codes = [...list.stdout.matchAll(/^([a-z-]+) (?:error|warning)$/gm)].map(
      ([, code]) => code,
    )
    expect(codes.length).toBeGreaterThanOrEqual(12)
    for (const code of codes) {
      const page = runCli(['explain', code as string], root)
      expect(page).toMatchObject({ code: 0, stderr: '' })
      expect(page.stdout).toContain(`\nBefore\n\n    `)
      expect(page.stdout).not.toMatch(/```|<!--/)
      // Code and tables keep their lines.
      const prose = page.stdout.split('\n').filter((line) => !/^(?: {4}|[|-])/.test(line))
      for (const line of prose) expect(line.length).toBeLessThanOrEqual(100)
    }
  })
})

describe('afterword check', () => {
  it('ends with 0 when there is nothing to mend, and says what it read', () => {
    const { root } = create({ 'app/api/route.ts': CLEAN, 'lib/empty.ts': '' })
    const run = runCli(['check'], root)
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toMatch(/^No findings; 1 call of after\(\) in 2 files, [\d.]+ m?s\n$/)
  })

  it('ends with 1 when there are errors, wherever it runs', () => {
    const { root } = create({ 'web/app/api/route.ts': WRONG })
    const run = runCli(['check', 'web'], root)
    expect(run).toMatchObject({ code: 1, stderr: '' })
    expect(run.stdout).toContain('error invalid-task: ')
    expect(run.stdout).toContain('\n  app/api/route.ts:3:9\n')
    expect(run.stdout).toMatch(/\n1 error in 1 file; 1 call of after\(\) in 1 file, /)
    expect(runCli(['check'], join(root, 'web')).code).toBe(1)
  })

  it('lets warnings pass, up to a number', () => {
    const { root } = create({ 'app/api/route.ts': OLD })
    expect(runCli(['check'], root)).toMatchObject({ code: 0 })
    expect(runCli(['check', '--max-warnings', '1'], root)).toMatchObject({ code: 0 })
    expect(runCli(['check', '--max-warnings', '0'], root)).toMatchObject({ code: 1 })
  })

  it('weighs codes as it is told', () => {
    const { root } = create({ 'app/api/route.ts': OLD, 'app/b/route.ts': WRONG })
    const args = ['check', '--rule', 'unstable-after=error', '--rule', 'invalid-task=off']
    const run = runCli(args, root)
    expect(run.code).toBe(1)
    expect(run.stdout).toContain('error unstable-after')
    expect(run.stdout).not.toContain('invalid-task')
  })

  it('ends with 2 where there is nothing to check', () => {
    const { root } = create({})
    expect(runCli(['check'], root)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'afterword: . has no JavaScript or TypeScript files\n',
    })
  })

  it('says what is broken, checks the rest, and counts it with the warnings', () => {
    const { root } = create({ 'app/route.ts': WRONG, 'tsconfig.json': '{' })
    const run = runCli(['check', '--rule', 'invalid-task=off'], root)
    expect(run.code).toBe(0)
    expect(run.stderr).toMatch(/^afterword: tsconfig\.json is not valid JSON /)
    const strict = ['check', '--rule', 'invalid-task=warn', '--max-warnings']
    expect(runCli([...strict, '1'], root).code).toBe(1)
    expect(runCli([...strict, '2'], root).code).toBe(0)
    const sarif = JSON.parse(runCli(['check', '--format', 'sarif'], root).stdout)
    expect(sarif.runs[0].invocations[0].toolExecutionNotifications).toMatchObject([
      { message: { text: expect.stringMatching(/^tsconfig\.json is not valid JSON/) } },
    ])
  })

  it('does without the thread that reads the files, where that cannot start', () => {
    const project = create({ 'app/route.ts': WRONG })
    for (const name of ['bin', 'dist', 'package.json']) {
      cpSync(join(cliBin, '../..', name), join(project.root, 'afterword', name), {
        recursive: true,
      })
    }
    rmSync(join(project.root, 'afterword/dist/command/survey-worker.js'))
    const args = [join(project.root, 'afterword/bin/afterword.js'), 'check', 'app', '--no-cache']
    const { status, stdout } = spawnSync(process.execPath, args, {
      cwd: project.root,
      encoding: 'utf8',
      timeout: 30_000,
    })
    expect({ status, stdout }).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('1 error in 1 file'),
    })
  })

  // The superuser reads everything.
  it.skipIf(process.getuid?.() === 0)('says what it may not read', () => {
    const project = create({
      'app/api/route.ts': CLEAN,
      'lib/secret.ts': CLEAN,
      'locked/app/route.ts': CLEAN,
    })
    chmodSync(join(project.root, 'lib/secret.ts'), 0)
    chmodSync(join(project.root, 'locked'), 0)
    const run = runCli(['check'], project.root)
    expect(run.code).toBe(0)
    expect(run.stderr).toMatch(/^afterword: lib\/secret\.ts cannot be read: permission is denied/)
    expect(runCli(['check', 'locked'], project.root)).toMatchObject({
      code: 2,
      stderr: 'afterword: locked cannot be read: permission is denied\n',
    })
    expect(runCli(['transform', 'lib/secret.ts'], project.root)).toMatchObject({
      code: 2,
      stderr: 'afterword: lib/secret.ts cannot be read: permission is denied\n',
    })
    chmodSync(join(project.root, 'locked'), 0o700)
  })

  it('is coloured as FORCE_COLOR and NO_COLOR say, and plain in a pipe', () => {
    const { root } = create({ 'app/api/route.ts': WRONG })
    const plain = runCli(['check'], root, {}).stdout
    expect(stripVTControlCharacters(plain)).toBe(plain)
    const colored = runCli(['check'], root, { FORCE_COLOR: '1' }).stdout
    expect(colored).toContain('\u001B[31m')
    const withoutTime = (text: string) => text.replace(/, [\d.]+ m?s\n$/, '')
    expect(withoutTime(stripVTControlCharacters(colored))).toBe(withoutTime(plain))
    const refused = runCli(['check'], root, { NO_COLOR: '1' }).stdout
    expect(stripVTControlCharacters(refused)).toBe(refused)
  })
})

describe('the configuration', () => {
  const typed = `import { defineConfig } from '@afterword/transform/config'
const severity = 'off' as const
export default defineConfig({ rules: { 'invalid-task': severity } })
`
  const files: [string, string][] = [
    ['afterword.config.ts', typed],
    ['afterword.config.mts', typed],
    ['afterword.config.js', typed.replace(' as const', '')],
    ['afterword.config.mjs', typed.replace(' as const', '')],
    ['afterword.config.cjs', `module.exports = { rules: { 'invalid-task': 'off' } }\n`],
    [
      'package.json',
      JSON.stringify({ name: 'x', afterword: { rules: { 'invalid-task': 'off' } } }),
    ],
  ]
  it.each(files)('is read from %s', (file, text) => {
    const { root } = create({ 'app/api/route.ts': WRONG, [file]: text })
    expect(runCli(['check'], root)).toMatchObject({ code: 0, stderr: '' })
    // What the command line says wins.
    expect(runCli(['check', '--rule', 'invalid-task=warn'], root).stdout).toContain('1 warning')
  })

  it.each(['ts', 'js'])('says nothing of a package without a type: .%s', (extension) => {
    const { root } = create({
      'package.json': '{ "name": "shop" }',
      'app/api/route.ts': WRONG,
      [`afterword.config.${extension}`]: typed.replace(' as const', ''),
    })
    expect(runCli(['check'], root)).toMatchObject({ code: 0, stderr: '' })
  })

  it('may import modules of its own', () => {
    const { root } = create({
      'app/api/route.ts': WRONG,
      'afterword.config.ts': `import { rules } from './rules.ts'\nexport default { rules }\n`,
      'rules.ts': `export const rules: Record<string, 'off'> = { 'invalid-task': 'off' }\n`,
    })
    expect(runCli(['check'], root)).toMatchObject({ code: 0, stderr: '' })
  })

  const wrong: [string, string, string][] = [
    [
      'an option there is not',
      'export default { souces: [] }',
      'afterword.config.js: there is no option "souces"; did you mean "sources"?',
    ],
    [
      'a value that is not accepted',
      `export default { target: 'nxt' }`,
      `afterword.config.js: option "target" must be 'runtime' or 'next', not "nxt"`,
    ],
    [
      'a preset there is not',
      `export default { preset: 'remix' }`,
      `afterword.config.js: option "preset" must be 'next' or 'rsc' or 'server', not "remix"`,
    ],
    [
      'a severity there is not',
      `export default { rules: { 'invalid-task': 2 } }`,
      `option "rules" must say 'off', 'warn' or 'error' for "invalid-task", not 2`,
    ],
    [
      'a baseline that is no path',
      'export default { baseline: true }',
      'option "baseline" must be',
    ],
    ['no default export', 'export const x = 1', 'must give an object as its default export'],
    ['a function', 'export default () => ({})', 'as its default export, and gives [Function'],
    ['a baseline that is a folder', `export default { baseline: 'app' }`, 'it is a folder'],
    [
      'an app folder that is not there',
      `export default { appDir: 'source/app' }`,
      'option "appDir" names source/app, and there is no such folder',
    ],
    [
      'a server entry that is not there',
      `export default { serverEntries: ['src/server.ts'] }`,
      'option "serverEntries" names src/server.ts, and there is no such file',
    ],
    [
      'an error of its own',
      '\nthrow new Error("no")',
      'afterword.config.js:2 cannot be loaded: no',
    ],
    [
      'a name that no folder can have',
      `export default { appDir: 'a\\0' }`,
      'option "appDir" names a',
    ],
    ['a syntax error', 'export default {', 'afterword.config.js cannot be loaded: '],
    ['an import that is not there', `import './x.js'`, 'afterword.config.js cannot be loaded: '],
  ]
  it.each(wrong)('is refused with %s', (_, text, message) => {
    const { root } = create({ 'app/api/route.ts': CLEAN, 'afterword.config.js': text })
    const run = runCli(['check'], root)
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain(message)
  })

  it('is refused as the key of package.json with what is no object', () => {
    const { root } = create({ 'a.ts': '', 'package.json': '{ "afterword": "next" }' })
    expect(runCli(['check'], root)).toMatchObject({
      code: 2,
      stderr: `afterword: the key "afterword" of package.json must be an object, and is 'next'\n`,
    })
  })

  it.each(['afterword.config.json', '.afterwordrc'])('is refused as %s', (name) => {
    const { root } = create({ 'a.ts': '', [name]: '{}' })
    const run = runCli(['check'], root)
    expect(run.code).toBe(2)
    expect(run.stderr).toContain(`${name} is not read: the configuration is a module, such as`)
  })

  it('is no folder, whatever its name', () => {
    const { root } = create({ 'app/api/route.ts': CLEAN, 'afterword.config.ts/notes.md': '' })
    expect(runCli(['check'], root)).toMatchObject({ code: 0, stderr: '' })
  })

  it('is refused where there are two', () => {
    const { root } = create({ 'afterword.config.js': '', 'afterword.config.ts': '' })
    expect(runCli(['check'], root).stderr).toContain(
      'there are two configurations, afterword.config.js and afterword.config.ts: keep one',
    )
  })
})

describe('a part of a project', () => {
  it('is said to be one where it has calls of after, and nothing is found', () => {
    const { root } = create({ 'package.json': '{}', 'app/api/route.ts': CLEAN, 'lib/a.ts': '' })
    const { stderr } = runCli(['check', 'app'], root)
    expect(stderr).toBe(
      `afterword: app has no package.json; if it is a part of the project in ${root}, check that: entry points are known by their place in it.\n`,
    )
    expect(runCli(['check'], join(root, 'app/api')).stderr).toContain('. has no package.json; if')
    expect(runCli(['check', 'lib'], root).stderr).toBe('')
  })
})

describe.runIf(existsSync('/dev/full'))('a full disk', () => {
  it('is no finding: the command could not run', () => {
    const { root } = create({ 'app/api/route.ts': WRONG })
    const run = (redirect: string) =>
      spawnSync('sh', ['-c', `"$0" "$1" check ${redirect}`, process.execPath, cliBin], {
        cwd: root,
        encoding: 'utf8',
      })
    expect(run('> /dev/full')).toMatchObject({
      status: 2,
      stderr: 'afterword: the output cannot be written: ENOSPC: no space left on device, write\n',
    })
    expect(run('missing 2> /dev/full').status).toBe(2)
  })
})

describe('afterword sites', () => {
  const files = { 'app/api/route.ts': CLEAN, 'lib/empty.ts': 'export {}' }

  it('prints a table', () => {
    const run = runCli(['sites'], create(files).root)
    expect(run).toMatchObject({ code: 0, stderr: '' })
    const [head, site] = run.stdout.split('\n')
    expect(head).toMatch(/^call site +in +context +argument +captures +reached from +reaches$/)
    expect(site).toMatch(/^app\/api\/route\.ts:3:3 +GET +/)
  })

  it('prints JSON', () => {
    const run = runCli(['sites', '--format', 'json'], create(files).root)
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(run.stdout).sites).toMatchObject([
      { file: 'app/api/route.ts', line: 3, column: 3, api: 'after', caller: 'GET' },
    ])
  })

  it('says that there is none', () => {
    const { root } = create({ 'lib/empty.ts': 'export {}' })
    expect(runCli(['sites'], root)).toMatchObject({ code: 0, stdout: '' })
    expect(JSON.parse(runCli(['sites', '--format', 'json'], root).stdout)).toEqual({ sites: [] })
  })
})

describe('afterword transform', () => {
  it('prints what a build would emit, and says the rest beside it', () => {
    const { root } = create({ 'app/page.tsx': WRONG, 'lib/plain.ts': 'export const a = 1\n' })
    const run = runCli(['transform', 'app/page.tsx'], root)
    expect(run.code).toBe(1)
    expect(run.stdout).toContain('_after("app/page.tsx:3:3", "GET", 1)')
    expect(run.stderr).toContain('error invalid-task')
    const next = runCli(['transform', 'app/page.tsx', '--target', 'next'], root)
    expect(next.stdout).toContain('_after("app/page.tsx:3:3", "GET", after, 1)')
    expect(runCli(['transform', 'lib/plain.ts'], root)).toEqual({
      code: 0,
      stdout: 'export const a = 1\n',
      stderr: '',
    })
    const client = runCli(['transform', 'app/page.tsx', '--environment', 'client'], root)
    expect(client.stderr).toContain('error after-in-client')
  })

  it('goes by the project around the file, wherever it runs', () => {
    const page = `import { after } from 'next/server'
export default function Page() {
  after(() => {})
}
`
    const next = JSON.stringify({ name: 'web', dependencies: { next: '16.0.0' } })
    const { root } = create({
      'web/package.json': next,
      'web/app/page.tsx': page,
      'site/package.json': '{ "name": "site" }',
      'site/app/page.tsx': page,
    })
    const { stdout } = runCli(['transform', 'web/app/page.tsx'], root)
    expect(stdout).toContain('"@afterword/runtime/next"')
    expect(stdout).toContain('_after("app/page.tsx:3:3", "Page", after, ')
    expect(runCli(['transform', 'site/app/page.tsx'], root).stdout).toContain(
      '_entry({ phase: "render", file: "app/page.tsx", name: "default", route: "/" }',
    )
    const moved = ['transform', 'web/app/page.tsx', '--root', '.', '--target', 'runtime']
    expect(runCli(moved, root).stdout).toContain('_after("web/app/page.tsx:3:3", "Page", ')
  })

  it('says that a file does not parse', () => {
    const { root } = create({ 'lib/broken.ts': 'export const x = {\n' })
    expect(runCli(['transform', 'lib/broken.ts'], root)).toEqual({
      code: 1,
      stdout: 'export const x = {\n',
      stderr: expect.stringMatching(
        /^afterword: lib\/broken\.ts does not parse \(.+\); a build gets it as it is\n$/,
      ),
    })
  })
})
