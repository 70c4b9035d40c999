// What `afterword check` prints for tools: JSON, GitHub annotations, SARIF.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import Ajv from 'ajv'
import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from './support/cli.ts'
import { createProject } from './support/project.ts'

const project = createProject({
  'package.json': JSON.stringify({ name: 'shop', dependencies: { next: '16.0.0' } }),
  'app/[slug]/page.tsx': `import { after } from 'next/server'
import { cookies } from 'next/headers'
export default function Page() {
  after(async () => {
    await cookies()
  })
  return null
}
`,
  'app/a, b:c/100%/route.ts': `import { unstable_after } from 'next/server'
export function GET() {
  unstable_after(
    [
      1,
    ],
  )
  return new Response('ok')
}
`,
  'lib/start.ts': `import { after } from 'next/server'
function start() {
  after(() => {})
}
start()
`,
})
const { root } = project
afterAll(project.remove)

const PLACE = {
  line: expect.any(Number),
  column: expect.any(Number),
  endLine: expect.any(Number),
  endColumn: expect.any(Number),
}

describe('--format json', () => {
  const { code, stdout, stderr } = runCli(['check', '--format', 'json'], root)
  const report = JSON.parse(stdout)

  it('is all that is printed', () => expect({ code, stderr }).toEqual({ code: 1, stderr: '' }))

  it('has these keys, and no others', () => {
    expect(Object.keys(report)).toEqual(['diagnostics', 'stats'])
    expect(report.stats).toEqual({
      files: 3,
      scanned: 3,
      parsed: 3,
      sites: 3,
      ms: expect.any(Number),
    })
    for (const diagnostic of report.diagnostics) {
      expect(diagnostic).toEqual({
        ...PLACE,
        code: expect.any(String),
        severity: expect.stringMatching(/^(error|warn)$/),
        message: expect.any(String),
        file: expect.any(String),
        labels: expect.any(Array),
        entry: diagnostic.entry === null ? null : expect.any(String),
        trace: expect.any(Array),
        help: expect.any(String),
        fixes: expect.any(Array),
        docs: `@afterword/transform/docs/${diagnostic.code}.md`,
      })
      for (const label of diagnostic.labels) {
        expect(label).toEqual({
          ...PLACE,
          text: expect.any(String),
          isPrimary: expect.any(Boolean),
        })
      }
    }
  })

  it('has every finding in the order of the files, with lines and columns from 1', () => {
    expect(
      report.diagnostics.map((item: Record<string, unknown>) => [
        item.file,
        item.code,
        item.line,
        item.column,
        item.endLine,
        item.endColumn,
      ]),
    ).toEqual([
      ['app/[slug]/page.tsx', 'request-api-in-after', 5, 11, 5, 20],
      ['app/a, b:c/100%/route.ts', 'unstable-after', 1, 10, 1, 24],
      ['app/a, b:c/100%/route.ts', 'invalid-task', 4, 5, 6, 6],
      ['lib/start.ts', 'after-outside-request', 3, 3, 3, 18],
    ])
  })

  it('has the trace and the fixes', () => {
    expect(report.diagnostics[3].trace).toEqual([
      { file: 'lib/start.ts', line: 5, column: 1, what: 'calls start()' },
    ])
    expect(report.diagnostics[1].fixes).toEqual([
      {
        title: 'import `after`',
        edits: [
          { span: { start: 9, end: 23 }, text: 'after' },
          { span: { start: 71, end: 85 }, text: 'after' },
        ],
        isSafe: true,
      },
    ])
  })

  it('is whole for a reader that takes a pipe', () => {
    const many = createProject(
      Object.fromEntries(
        Array.from({ length: 300 }, (_, index) => [
          `lib/${index}.ts`,
          `import { after } from 'next/server'\nexport const f = () => after(1)\n`,
        ]),
      ),
    )
    const { stdout: text } = runCli(['check', '--format', 'json'], many.root)
    expect(JSON.parse(text).diagnostics).toHaveLength(300)
    many.remove()
  })
})

describe('--format github', () => {
  it('prints a workflow command for each finding', () => {
    const run = runCli(['check', '--format', 'github'], root)
    expect(run.code).toBe(1)
    const lines = run.stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(4)
    expect(lines[0]).toMatch(
      /^::error title=afterword request-api-in-after,file=app\/\[slug\]\/page\.tsx,line=5,endLine=5,col=11,endColumn=20::`cookies\(\)` is called .*%0AWhy: .*%0AFix: /,
    )
    expect(lines[1]).toContain(
      '::warning title=afterword unstable-after,file=app/a%2C b%3Ac/100%25/',
    )
    expect(lines[2]).toContain(',line=4,endLine=6::')
    expect(lines[3]).toContain('%0A  lib/start.ts:5:1  calls start()%0A')
    expect(run.stderr).toMatch(/^3 errors and 1 warning in 3 files; /)
  })

  it('names files as the repository does', () => {
    const run = runCli(['check', '.', '--format', 'github'], join(root, 'lib'), {
      GITHUB_WORKSPACE: root,
    })
    expect(run.stdout).toContain(',file=lib/start.ts,')
  })
})

describe('--format sarif', () => {
  const { code, stdout, stderr } = runCli(['check', '--format', 'sarif'], root)
  const log = JSON.parse(stdout)

  it('is valid SARIF 2.1.0', () => {
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    const require = createRequire(import.meta.url)
    // The package has the published schema; its own matcher needs Jest.
    const schema = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')
    const ajv = new Ajv({ schemaId: 'auto', unknownFormats: ['uri-reference'] })
    ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'))
    const validate = ajv.compile(schema)
    validate(log)
    expect(validate.errors).toBe(null)
    validate({ ...log, runs: [{}] })
    expect(validate.errors).toMatchObject([{ keyword: 'required' }])
  })

  it('has places, paths and rules', () => {
    const [run] = log.runs
    expect(run.results).toHaveLength(4)
    expect(run.results[0]).toMatchObject({
      ruleId: 'request-api-in-after',
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'app/%5Bslug%5D/page.tsx' },
            region: { startLine: 5, startColumn: 11, endLine: 5, endColumn: 20 },
          },
        },
      ],
    })
    expect(run.results[1]).toMatchObject({ level: 'warning', fixes: [{}] })
    const { locations } = run.results[3].codeFlows[0].threadFlows[0]
    expect(locations.map((step: { location: object }) => step.location)).toMatchObject([
      { message: { text: 'calls start()' }, physicalLocation: { region: { startLine: 5 } } },
    ])
    for (const { ruleId, ruleIndex } of run.results) {
      const rule = run.tool.driver.rules[ruleIndex]
      expect(rule.id).toBe(ruleId)
      expect(rule.help.markdown).toContain(`# ${ruleId}`)
    }
  })

  it('knows a finding again when its line has moved', () => {
    const prints = (text: string) =>
      JSON.parse(text).runs[0].results.map((result: Record<string, unknown>) =>
        JSON.stringify(result.partialFingerprints),
      )
    const before = prints(stdout)
    expect(new Set(before).size).toBe(4)
    project.write('lib/start.ts', `// moved\n${project.read('lib/start.ts')}`)
    expect(prints(runCli(['check', '--format', 'sarif'], root).stdout)).toEqual(before)
  })
})
