// What every build tool is asked for, each with the app that asks it.
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { runCli } from '../../support/cli.ts'
import type { RunningProcess } from '../../support/process.ts'
import type { App } from './app.ts'
import type { Row } from './row.ts'

export interface Cell {
  /** The column's head. */
  readonly title: string
  readonly meaning: string
  run(app: App, row: Row): Promise<void>
}

/** Serves what was built. */
const SERVE: NonNullable<Row['serve']> = {
  program: join(import.meta.dirname, 'serve.mjs'),
  nodeArgs: ['--enable-source-maps'],
  ready: /^port /,
  isBuilt: true,
}

/** What the app's tasks print, one line each, and in which line of the source one of them throws. */
const PRINTED = [
  { task: 'page', name: 'Ada', outcome: 'sent' },
  { task: 'page, nested' },
  { task: 'event', name: 'Ada', agent: 'a test' },
  { task: 'event, nested' },
  {
    failed: 'no mail to Ada',
    site: 'app/api/event/route.ts:12:3',
    caller: 'POST',
    entry: 'app/api/event/route.ts#POST',
    route: '/api/event',
  },
]
const THROWS_AT = /^ +at .*\bapp\/api\/event\/route\.ts:13:\d+\)?$/

/** What the configuration with a cache prints for each module it compiles. */
const COMPILED = /^compiled \S+\.tsx?$/gm

export const FOUND = [
  'after-outside-request lib/record.ts:7:1',
  'invalid-task app/api/event/route.ts:5:9',
  'request-api-in-after app/page.tsx:6:51',
  'unstable-after app/api/event/route.ts:1:17',
]

/** The path from the page to the misuse, which no module shows alone. */
const PATH = [
  'app/page.tsx:3:16  the page of /',
  'app/page.tsx:4:3  calls track()',
  'lib/track.ts:6:3  schedules the task',
  'lib/track.ts:6:52  calls readVisitor()',
  'lib/session.ts:4:23  calls cookies()',
]

export const cells = {
  run: {
    title: 'runs',
    meaning:
      'the built server answers over a socket, and its tasks print the same lines as every other tool’s: what they saw of the request, where they were called, and from which entry point',
    async run(app, row) {
      const { tasks } = await serveApp(app, row)
      const isSaid = ([name]: [string, unknown]) => !row.unsaid?.includes(name)
      const sort = (lines: readonly object[]) =>
        lines.map((line) => JSON.stringify(Object.entries(line).filter(isSaid))).sort()
      expect(sort(tasks)).toEqual(sort(PRINTED))
    },
  },
  map: {
    title: 'source map',
    meaning: 'an error thrown in a task shows the line of the TypeScript source',
    async run(app, row) {
      const { lines } = await serveApp(app, row)
      expect(
        lines.filter((line) => THROWS_AT.test(line)),
        lines.join('\n'),
      ).toHaveLength(1)
    },
  },
  findings: {
    title: 'findings',
    meaning:
      'misuse in three files fails the build once, with every error and warning as our own report, and leaves nothing built',
    async run(app, row) {
      const output = await failToBuild(app, row, 'misuse')
      expect(findingsOf(row, output)).toEqual(FOUND)
      // What brought the report there is of no use to its reader.
      expect(output).not.toMatch(/^\s+at .*(?:packages\/transform|loader)/m)
    },
  },
  across: {
    title: 'across modules',
    meaning:
      'misuse behind helpers in other modules fails the build, with the path from the page to `cookies()`; where there is a watch mode it appears and goes as the helper is edited, which the page does not import itself',
    async run(app, row) {
      const output = await failToBuild(app, row, 'across')
      expect(findingsOf(row, output)).toEqual(['request-api-in-after lib/track.ts:6:52'])
      // Rolldown's command line takes the marks around code away.
      for (const step of PATH) expect(output.replaceAll('`', '')).toContain(step)

      const misuse = app.read('lib/session.ts')
      const mended = "export const readVisitor = async () => 'Ada'\n"
      app.write('lib/session.ts', mended)
      if (!row.watch) return
      await watch(app, row, async (running, { built }) => {
        app.write('lib/session.ts', misuse)
        await printed(running, /request-api-in-after/, 1)
        await rebuilt(running, built, () => app.write('lib/session.ts', mended))
        expectGone(running, built, /request-api-in-after/)
      })
    },
  },
  configuration: {
    title: 'configuration',
    meaning:
      'the project’s `afterword.config.mjs` holds: rules that it sets to `off` report nothing, nor does what its baseline knows',
    async run(app, row) {
      app.apply('misuse')
      const adopt = ['check', '--preset', 'rsc', '--baseline', 'known.json', '--update-baseline']
      expect(runCli(adopt, app.root)).toMatchObject({ code: 0 })
      app.write('afterword.config.mjs', "export default { baseline: 'known.json' }\n")
      const known = await app.run(row.build)
      expect(known.code, known.output).toBe(0)
      expect(findingsOf(row, known.output)).toEqual([])

      const codes = FOUND.map((finding) => [finding.split(' ')[0], 'off'])
      const rules = JSON.stringify(Object.fromEntries(codes))
      app.write('afterword.config.mjs', `export default { rules: ${rules} }\n`)
      const { code, output } = await app.run(row.build)
      expect(code, output).toBe(0)
      expect(findingsOf(row, output)).toEqual([])
    },
  },
  untouched: {
    title: 'untouched',
    meaning:
      'modules without `after` come out byte for byte as without Afterword: chunks, names, maps and what is shaken off',
    async run(app, row) {
      app.clear('app')
      app.clear('lib')
      app.apply('untouched')
      // webpack's own numbers of modules change with every loader that is set.
      const names = "optimization: { moduleIds: 'named', chunkIds: 'named' }"
      const mode = "mode: 'production',"
      const example = row.example!
      app.write(example, app.read(example).replace(mode, `${mode} ${names},`))
      const build = async () => {
        app.clear('dist')
        const { code, output } = await app.run(row.build)
        expect(code, output).toBe(0)
        return app.readAll('dist')
      }
      const compiled = await build()
      const plain = app
        .read(example)
        .replace(/afterword\(\)(?:, )?|'@afterword\/transform\/babel'|^ +afterword: \{\},$/m, '')
        .replace('@afterword/transform/swc-loader', 'swc-loader')
        .replace('@afterword/transform/swc', '@swc/core')
      app.write(example, plain)
      expect(await build()).toEqual(compiled)
      expect(Object.keys(compiled).length).toBeGreaterThan(1)
    },
  },
  client: {
    title: 'client',
    meaning: '`after` in a browser’s bundle is an error that shows the imports that lead to it',
    async run(app, { client }) {
      app.apply('client')
      const { code, output } = await app.run(client!)
      expect(code, output).not.toBe(0)
      expect(readReports(output)).toEqual(['after-in-client src/track.ts:1:10'])
      expect(output).toMatch(/path[\s│]+src\/main\.ts +imports[\s│]+src\/widget\.ts +imports/)
    },
  },
  watch: {
    title: 'watch',
    meaning:
      'in watch mode a finding appears, comes again while another file is edited, and goes when it is mended',
    async run(app, row) {
      const mended = app.read('app/page.tsx')
      const helper = app.read('lib/record.ts')
      await watch(app, row, async (running, { built }) => {
        app.write('app/page.tsx', mended.replace('after(', 'after(7)\n  after('))
        await printed(running, /invalid-task/, 1)
        app.write('lib/record.ts', `${helper}\n// Edited.\n`)
        await printed(running, /invalid-task/, 2)
        await rebuilt(running, built, () => app.write('app/page.tsx', mended))
        expectGone(running, built, /invalid-task/)
      })
    },
  },
  cache: {
    title: 'cache',
    meaning:
      'a second build takes its modules from the cache and reports the same; with other options everything is compiled anew',
    async run(app, { cached }) {
      const variant = cached?.variant ?? 'misuse'
      const found = variant === 'misuse' ? FOUND : ['unstable-after app/api/event/route.ts:1:10']
      app.apply(variant)
      const first = await app.run(cached!)
      expect(readReports(first.output), first.output).toEqual(found)
      expect(first.output).toMatch(COMPILED)
      const second = await app.run(cached!)
      expect(second.output).not.toMatch(COMPILED)
      expect(second.code).toBe(first.code)
      expect(readReports(second.output), second.output).toEqual(found)
      const other = await app.run(cached!, { AFTERWORD_SOURCES: '@acme/request' })
      expect(other.output.match(COMPILED)).toHaveLength(first.output.match(COMPILED)!.length)
    },
  },
} satisfies Record<string, Cell>

export type CellName = keyof typeof cells

/** Builds a variant, which leaves nothing built, and returns what was printed. */
async function failToBuild(app: App, row: Row, variant: string): Promise<string> {
  app.apply(variant)
  const { code, output } = await app.run(row.build)
  expect(code, output).not.toBe(0)
  expect(app.has(row.output ?? 'dist/server.js')).toBe(false)
  return output
}

interface Served {
  /** What its tasks printed. */
  readonly tasks: readonly Record<string, unknown>[]
  readonly lines: readonly string[]
}

/** Builds the app, serves it, and sends it two requests. */
async function serveApp(app: App, row: Row): Promise<Served> {
  const built = join(app.root, row.output ?? 'dist/server.js')
  const serve = row.serve ?? { ...SERVE, args: [built] }
  if (serve.isBuilt) {
    const { code, output } = await app.run(row.build)
    expect(code, output).toBe(0)
  }
  const server = app.start(serve)
  try {
    await server.waitForLine(serve.ready)
    const [, port] = await server.waitForLine(/(?:^port |127\.0\.0\.1:)(\d+)/)
    const url = `http://127.0.0.1:${port}`
    const page = await fetch(url, { headers: { cookie: 'name=Ada' } })
    expect(await page.text()).toMatch(/Hello .*Ada/)
    const body = JSON.stringify({ name: 'Ada' })
    const headers = { 'x-agent': 'a test' }
    const event = await fetch(`${url}/api/event`, { method: 'POST', headers, body })
    expect(await event.json()).toEqual({ name: 'Ada' })
    const print = () => server.lines.filter((line) => line.startsWith('{"'))
    await vi.waitUntil(() => print().length >= PRINTED.length, { timeout: 20_000, interval: 20 })
    await server.waitForLine(/^ +at /)
    return { tasks: print().map((line) => JSON.parse(line)), lines: server.lines }
  } catch (error) {
    throw new Error(`The server printed:\n${server.lines.join('\n')}`, { cause: error })
  } finally {
    await server.stop()
  }
}

export function findingsOf({ readFindings = readReports }: Row, output: string): string[] {
  return readFindings(output).sort()
}

/** `code file:line:column` of each report, sorted. */
export function readReports(output: string): string[] {
  const reports = output.matchAll(/(?:error|warning) ([a-z-]+): .*\n\s*\n?[\s│]*(\S+:\d+:\d+)\n/g)
  return [...reports].map(([, code, place]) => `${code} ${place}`).sort()
}

/** Watches, from the end of the first build on. */
async function watch(
  app: App,
  row: Row,
  use: (running: RunningProcess, command: NonNullable<Row['watch']>) => Promise<void>,
): Promise<void> {
  const command = row.watch!
  const running = app.start(command)
  try {
    await printed(running, command.built, 1)
    await use(running, command)
  } finally {
    await running.stop()
  }
}

/** Resolves when the build that a change brings about is over, and has gone well. */
async function rebuilt(running: RunningProcess, built: RegExp, change: () => void): Promise<void> {
  const count = running.lines.filter((line) => built.test(line)).length
  change()
  await printed(running, built, count + 1)
}

function expectGone({ lines }: RunningProcess, built: RegExp, finding: RegExp): void {
  const last = lines.findLastIndex((line) => finding.test(line))
  expect(last).toBeLessThan(lines.findLastIndex((line) => built.test(line)))
}

/** Resolves when `count` lines match; rejects when the process ends, or nothing comes. */
async function printed(running: RunningProcess, pattern: RegExp, count: number): Promise<void> {
  const isThere = () => running.lines.filter((line) => pattern.test(line)).length >= count
  try {
    await vi.waitUntil(isThere, { timeout: 60_000, interval: 20 })
  } catch {
    throw new Error(`${pattern} was not printed ${count} times:\n${running.lines.join('\n')}`)
  }
}
