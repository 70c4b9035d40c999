// `afterword fix`: safe fixes, once and for all.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { runCli } from './support/cli.ts'
import { createProject, type Project } from './support/project.ts'

const projects: Project[] = []
afterEach(() => {
  for (const project of projects.splice(0)) project.remove()
})

function create(files: Readonly<Record<string, string | Uint8Array>>): Project {
  const project = createProject(files)
  projects.push(project)
  return project
}

const OLD = `import {   unstable_after as after, NextResponse } from "next/server"; // kept
export function GET( ) {
\tafter( ()=>{ } )
  return   new NextResponse('ok')
}`

describe('afterword fix', () => {
  it('changes what is wrong and nothing else, and does nothing the second time', () => {
    const project = create({ 'app/route.ts': OLD, 'lib/other.ts': 'export {}' })
    const run = runCli(['fix'], project.root)
    expect(run).toEqual({
      code: 0,
      stdout: 'app/route.ts: import `after`\n',
      stderr: '1 fix applied\n',
    })
    const mended = OLD.replace('unstable_after as after', 'after')
    expect(project.read('app/route.ts')).toBe(mended)
    expect(runCli(['fix'], project.root)).toEqual({
      code: 0,
      stdout: '',
      stderr: '0 fixes applied\n',
    })
    expect(project.read('app/route.ts')).toBe(mended)
  })

  it('leaves the packages beside the folder alone, and says where they are mended', () => {
    const project = create({
      'package.json': '{ "workspaces": ["apps/*", "packages/*"] }',
      'packages/track/package.json': '{ "name": "track", "main": "./index.ts" }',
      'packages/track/index.ts': OLD,
      'apps/web/package.json': '{ "dependencies": { "next": "16.0.0", "track": "*" } }',
      'apps/web/app/route.ts': "export { GET } from 'track'\n",
    })
    const left = (would: string) => ({
      code: 0,
      stdout: '',
      stderr: `afterword: nothing is changed beside the folder, which others use too: \`afterword fix .\` mends 1 file there
0 fixes ${would}applied; 1 finding left to you (\`afterword check\` says more):
  ../../packages/track/index.ts:1:12 unstable-after
`,
    })
    expect(runCli(['fix', 'apps/web'], project.root)).toEqual(left(''))
    expect(runCli(['fix', '--dry-run', 'apps/web'], project.root)).toEqual(left('would be '))
    expect(project.read('packages/track/index.ts')).toBe(OLD)
    expect(runCli(['fix', '.'], project.root).stdout).toContain('packages/track/index.ts: import')
  })

  it('keeps line ends and the byte order mark', () => {
    const windows = `\uFEFF${OLD.replaceAll('\n', '\r\n')}`
    const project = create({ 'app/route.ts': windows })
    runCli(['fix'], project.root)
    expect(project.read('app/route.ts')).toBe(windows.replace('unstable_after as after', 'after'))
  })

  it('shows the changes as a patch first, and writes nothing', () => {
    const project = create({ 'app/route.ts': OLD, 'app/b c/route.ts': OLD })
    const run = runCli(['fix', '--dry-run'], project.root)
    expect(run).toMatchObject({ code: 0, stderr: '2 fixes would be applied\n' })
    expect(run.stdout).toContain('--- a/app/route.ts')
    expect(run.stdout).toContain('\n-import {   unstable_after as after, NextResponse }')
    expect(run.stdout).toContain('\n+import {   after, NextResponse }')
    expect(project.read('app/route.ts')).toBe(OLD)
    const colored = runCli(['fix', '--dry-run'], project.root, { FORCE_COLOR: '1' })
    expect(colored.stdout).toContain('\u001B[32m+import')
    spawnSync('git', ['init', '-q'], { cwd: project.root })
    const apply = spawnSync('git', ['apply'], {
      cwd: project.root,
      input: run.stdout,
      encoding: 'utf8',
    })
    expect(apply.stderr).toBe('')
    const mended = OLD.replace('unstable_after as after', 'after')
    expect(project.read('app/route.ts')).toBe(mended)
    expect(project.read('app/b c/route.ts')).toBe(mended)
  })

  const spellings: [string, string][] = [
    ['with Windows line ends', `${OLD}\n`.replaceAll('\n', '\r\n')],
    ['with Windows line ends, and none at its end', OLD.replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\uFEFF${OLD}\n`],
    ['with both line ends', `${OLD}\r\n// end\n`],
    ['without a line end', OLD],
  ]
  describe.each(spellings)('prints a patch of a file %s', (_, text) => {
    const all: [string, string[]][] = [
      ['git', ['apply', '--whitespace=nowarn']],
      // GNU patch would otherwise take Windows line ends for an accident of the mail.
      ['patch', ['-p1', '--binary', '-s']],
    ]
    const tools = all.filter(([tool]) => spawnSync(tool, ['--version']).status === 0)
    it.each(tools)('that %s applies', (tool, args) => {
      const project = create({ 'app/route.ts': text, 'app/b c/route.ts': text })
      const patch = runCli(['fix', '--dry-run'], project.root).stdout
      if (tool === 'git') spawnSync('git', ['init', '-q'], { cwd: project.root })
      const run = spawnSync(tool, args, { cwd: project.root, input: patch, encoding: 'utf8' })
      expect(run).toMatchObject({ status: 0, stdout: '', stderr: '' })
      const mended = text.replace('unstable_after as after', 'after')
      expect(project.read('app/route.ts')).toBe(mended)
      expect(project.read('app/b c/route.ts')).toBe(mended)
    })
  })

  it('leaves alone what is suppressed, and what is off', () => {
    const files = {
      'app/route.ts': `// afterword-ignore-next-line unstable-after -- Next 15.0\n${OLD}`,
    }
    const project = create(files)
    expect(runCli(['fix'], project.root).stderr).toBe('0 fixes applied\n')
    project.write('app/route.ts', OLD)
    const args = ['fix', '--rule', 'unstable-after=off']
    expect(runCli(args, project.root).stderr).toBe('0 fixes applied\n')
  })

  it('names what is left to its reader', () => {
    const { root } = create({
      'app/b/route.ts': OLD.replace('()=>{ }', '1'),
      'app/route.ts': OLD.replace('()=>{ }', '1'),
    })
    const left = `2 findings left to you (\`afterword check\` says more):
  app/b/route.ts:3:9 invalid-task
  app/route.ts:3:9 invalid-task
`
    expect(runCli(['fix', '--dry-run'], root).stderr).toBe(`2 fixes would be applied; ${left}`)
    expect(runCli(['fix'], root).stderr).toBe(`2 fixes applied; ${left}`)
  })

  it('does not name what the baseline knows, and mends it all the same', () => {
    const project = create({
      'app/route.ts': OLD.replace('()=>{ }', '1'),
      'afterword.config.mjs': "export default { baseline: 'known.json' }",
    })
    runCli(['check', '--update-baseline'], project.root)
    expect(runCli(['fix'], project.root).stderr).toBe('1 fix applied\n')
    project.write('app/b/route.ts', OLD.replace('unstable_after as ', '').replace('()=>{ }', '2'))
    expect(runCli(['fix'], project.root).stderr).toContain('; 1 finding left to you')
  })

  it('does not move a read from one task into another', () => {
    const helper = `import { headers } from 'next/headers'
import { after } from 'next/server'
export function record() {
  after(() => headers())
}
`
    const page = `import { after } from 'next/server'
import { record } from '../lib/record'
export default function Page() {
  after(() => record())
}
`
    const project = create({ 'app/page.tsx': page, 'lib/record.ts': helper })
    const args = ['fix', '--preset', 'next']
    expect(runCli(args, project.root).stderr).toContain('0 fixes applied; 1 finding left')
    project.write('app/page.tsx', page.replace('after(() => record())', 'record()'))
    expect(runCli(args, project.root).stderr).toBe('1 fix applied\n')
    expect(project.read('lib/record.ts')).toContain('= headers()\n  after(')
  })

  it('creates nothing but what it mends', () => {
    const project = create({ 'app/route.ts': OLD })
    rmSync(join(project.root, 'node_modules'))
    const files = project.list('')
    runCli(['fix', '--dry-run'], project.root)
    expect(project.list('')).toEqual(files)
    runCli(['fix'], project.root)
    expect(project.list('')).toEqual(files)
  })

  it('does not write a file whose bytes would be lost', () => {
    const bytes = Buffer.concat([Buffer.from(OLD), Buffer.from([0x2f, 0x2f, 0xff])])
    const project = create({ 'app/route.ts': bytes })
    const run = runCli(['fix'], project.root)
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain('app/route.ts is left as it is: it holds bytes that are not UTF-8')
    expect(project.read('app/route.ts')).toBe(bytes.toString())
  })
})
