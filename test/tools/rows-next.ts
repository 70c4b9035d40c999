// Next.js, which test:next runs with the same app and for the same table.
import { expect, vi } from 'vitest'
import type { App } from './support/app.ts'
import { FOUND, readReports } from './support/cells.ts'
import type { Row } from './support/row.ts'

const next = {
  package: 'next',
  folder: '../../next/apps/table',
  modules: '../next/node_modules',
  home: 'next/.apps',
  example: null,
  output: 'dist/BUILD_ID',
  serve: {
    program: 'next',
    args: ['start', '--hostname', '127.0.0.1', '--port', '0'],
    nodeArgs: ['--enable-source-maps'],
    ready: /Ready in/,
    isBuilt: true,
  },
  // Next's `after` says nothing of how a response ended, and entry points stay as they are.
  unsaid: ['outcome', 'entry', 'route'],
} satisfies Partial<Row>

/** With `withAfterword`. */
function createRow(name: string, bundler: string): Row {
  const build = { program: 'next', args: ['build', bundler] }
  async function fail(app: App): Promise<string> {
    const { code, output } = await app.run(build)
    expect(code, output).toBe(1)
    return output
  }
  // With webpack, Next.js prints no warnings beside errors.
  const found = FOUND.filter((finding) => bundler === '--turbopack' || !/^unstable/.test(finding))
  return {
    ...next,
    name,
    build,
    cells: {
      async findings(app) {
        app.apply('misuse')
        expect(readReports(await fail(app))).toEqual(found)
      },
      // Next.js itself runs what is at module level, and in static pages.
      async configuration(app) {
        app.apply('across')
        app.write(
          'app/page.tsx',
          `${app.read('app/page.tsx')}export const dynamic = 'force-dynamic'\n`,
        )
        const rules = "{ 'request-api-in-after': 'off' }"
        app.write('afterword.config.mjs', `export default { rules: ${rules} }\n`)
        const { code, output } = await app.run(build)
        expect(code, output).toBe(0)
        expect(readReports(output)).toEqual([])
      },
      async untouched(app) {
        app.lay('next/apps/table-untouched')
        for (const file of ['app/api/event/route.ts', 'instrumentation.ts']) app.removeFile(file)
        // webpack's own numbers of modules change with every loader that is set.
        const names = "{ moduleIds: 'named', chunkIds: 'named' }"
        const webpack = `webpack: (config) => Object.assign(config, { optimization: { ...config.optimization, ...${names} } }),`
        const config = app
          .read('next.config.ts')
          .replace("distDir: 'dist',", (line) => line + webpack)
        const compile = async (text: string) => {
          app.write('next.config.ts', text)
          app.clear('dist')
          const { code, output } = await app.run(build)
          expect(code, output).toBe(0)
          return [app.readAll('dist/static/chunks'), Object.keys(app.readAll('dist/server'))]
        }
        const compiled = await compile(config)
        expect(compiled).toEqual(
          await compile(config.replace('withAfterword(nextConfig)', 'nextConfig')),
        )
      },
      async client(app) {
        app.apply('client')
        app.lay('next/apps/table-client')
        const output = await fail(app)
        expect(readReports(output)).toEqual(['after-in-client src/track.ts:1:10'])
        expect(output).toMatch(/path\n +app\/button\.tsx.*\n +src\/widget\.ts/)
      },
      async watch(app) {
        const dev = app.start({
          program: 'next',
          args: ['dev', bundler, ...next.serve.args.slice(1)],
        })
        try {
          await dev.waitForLine(/Ready in/)
          const [, url = ''] = await dev.waitForLine(/(http:\/\/127\.0\.0\.1:\d+)/)
          const statusOf = async () => (await fetch(url)).status
          expect(await statusOf()).toBe(200)
          const mended = app.read('app/page.tsx')
          app.write('app/page.tsx', mended.replace('after(', 'after(7)\n  after('))
          const wait = { timeout: 60_000, interval: 100 }
          const isFound = () => dev.lines.some((line) => /error invalid-task/.test(line))
          await vi.waitUntil(async () => (await statusOf()) === 500 && isFound(), wait)
          app.write('app/page.tsx', mended)
          await vi.waitUntil(async () => (await statusOf()) === 200, wait)
        } finally {
          // In development there is another process behind it, which a SIGKILL would leave running.
          dev.child.kill('SIGTERM')
          await dev.exited
        }
      },
      async cache(app) {
        app.apply('misuse')
        expect(readReports(await fail(app))).toEqual(found)
        expect(readReports(await fail(app))).toEqual(found)
      },
    },
  }
}

const ONE_FILE =
  'A file at a time: [the plugin of Babel](#what-is-particular) without `withAfterword`.'

export const nextRows: readonly Row[] = [
  createRow('Next.js 16, Turbopack', '--turbopack'),
  createRow('Next.js 16, webpack', '--webpack'),
  {
    ...next,
    name: 'Next.js 16, .babelrc',
    layers: ['next/apps/babelrc'],
    build: { program: 'next', args: ['build', '--turbopack'] },
    impossible: {
      map: 'Next.js has no source maps of what it compiles with Babel in `next build`, with or without the plugin.',
      findings:
        'Next.js does not come to what a file imports that Babel refuses: its errors come when that is mended.',
      across: ONE_FILE,
      configuration: ONE_FILE,
      untouched: ONE_FILE,
      client: ONE_FILE,
      watch: ONE_FILE,
      cache: ONE_FILE,
    },
  },
]
