// What the Vite host says of the program behind the modules: in real builds, and from a real dev server in Chromium.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import afterword from '@afterword/transform/vite'
import type { Browser } from 'playwright-core'
import { createServer, type InlineConfig, type Plugin, type ViteDevServer } from 'vite'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { runCli } from './support/cli.ts'
import { createProject, type Project } from './support/project.ts'
import { buildProject, createLog, type Log } from './support/vite.ts'

const HELPER = `
import { cookies } from 'next/headers'
export async function record() {
  console.log((await cookies()).get('name'))
}
`
const MENDED = `
export async function record() {
  console.log('recorded')
}
`

/** A page whose task calls a helper. */
const APP = {
  'src/server.ts': `
import Page from '../app/page'
export default { fetch: () => new Response(Page(), { headers: { 'content-type': 'text/html' } }) }
`,
  'app/page.tsx': `
import { after } from 'next/server'
import { record } from '../lib/record'
export default function Page() {
  after(() => record())
  return '<p id="out">hello</p>'
}
`,
  'lib/record.ts': HELPER,
}

const SERVER_BUILD: InlineConfig = {
  build: { ssr: true, rolldownOptions: { input: 'src/server.ts' } },
}

function placesOf(text: string | undefined): string[] {
  return text?.match(/^ {2}\S+:\d+:\d+$/gm)?.map((place) => place.trim()) ?? []
}

describe('a server build', () => {
  it('fails with misuse in a package beside the application', async () => {
    const project = createProject({
      'package.json': JSON.stringify({ private: true, workspaces: ['apps/*', 'packages/*'] }),
      'packages/track/package.json': JSON.stringify({ name: '@acme/track', main: './index.ts' }),
      'packages/track/index.ts': `
import { after } from 'next/server'
import { cookies } from 'next/headers'
export const track = () => after(async () => console.log(await cookies()))
`,
      'apps/web/package.json': JSON.stringify({ name: 'web', type: 'module' }),
      'apps/web/src/server.ts': APP['src/server.ts'],
      'apps/web/app/page.tsx': `
import { track } from '@acme/track'
export default function Page() {
  track()
  return '<p>hello</p>'
}
`,
    })
    const { error } = await buildProject(project, {
      ...SERVER_BUILD,
      root: join(project.root, 'apps/web'),
      resolve: { alias: { '@acme/track': join(project.root, 'packages/track/index.ts') } },
    })
    expect(error?.message).toContain('error request-api-in-after')
    expect(placesOf(error?.message)).toEqual(['../../packages/track/index.ts:4:64'])
  })

  it('fails with misuse behind a helper, and shows the path', async () => {
    const { error } = await buildProject(createProject(APP), SERVER_BUILD)
    expect(error?.message).toContain('Afterword found 1 error')
    expect(error?.message).toContain('error request-api-in-after')
    expect(placesOf(error?.message)).toEqual(['app/page.tsx:5:15'])
    expect(error?.message).toMatch(
      /app\/page\.tsx:4:\d+ +the page of \/\n.*app\/page\.tsx:5:3 +schedules.*\n.*app\/page\.tsx:5:15 +calls record\(\)\n.*lib\/record\.ts:4:\d+ +calls `cookies\(\)`/,
    )
  })

  it('says once what the module alone proves, too', async () => {
    const page = APP['app/page.tsx'].replace('after(() =>', 'after(7); after(() =>')
    const { error } = await buildProject(
      createProject({ ...APP, 'app/page.tsx': page, 'lib/record.ts': MENDED }),
      SERVER_BUILD,
    )
    expect(error?.message).toContain('Afterword found 1 error')
    expect(placesOf(error?.message)).toEqual(['app/page.tsx:5:9'])
  })

  it('leaves out what the baseline knows, and fails with what is new', async () => {
    const app = createProject({
      ...APP,
      'app/page.tsx': APP['app/page.tsx'].replace('after(() =>', 'after(7); after(() =>'),
      'afterword.config.mjs': "export default { baseline: 'known.json', preset: 'rsc' }",
    })
    const missing = await buildProject(app, SERVER_BUILD)
    expect(missing.error?.message).toContain('the baseline known.json does not exist')
    runCli(['check', '--update-baseline'], app.root)
    expect(await buildProject(app, SERVER_BUILD)).toMatchObject({ error: null })
    app.write('app/page.tsx', app.read('app/page.tsx').replace('return', 'after(8)\n  return'))
    const { error } = await buildProject(app, SERVER_BUILD)
    expect(error?.message).toContain('Afterword found 1 error')
    expect(placesOf(error?.message)).toEqual(['app/page.tsx:6:9'])
  })

  it('does not fail for a file that it does not build, nor for what only such a one leads to', async () => {
    const app = createProject({
      ...APP,
      'lib/record.ts': MENDED,
      'lib/cookie.ts': HELPER,
      'lib/later.ts': `
import { after } from 'next/server'
import { record } from './cookie'
export const later = () => after(() => record())
`,
      'app/old/page.tsx': `
import { later } from '../../lib/later'
export default function Old() { later(); return null }
`,
      'app/api/route.ts': `
import { later } from '../../lib/later'
export function GET() { later(); return new Response('ok') }
`,
      'src/server.ts': `${APP['src/server.ts']}\nexport { GET } from '../app/api/route'\n`,
    })
    expect((await buildProject(app, SERVER_BUILD)).error).toBeNull()
    app.write(
      'src/server.ts',
      `${app.read('src/server.ts')}\nexport { default as Old } from '../app/old/page'\n`,
    )
    expect(placesOf((await buildProject(app, SERVER_BUILD)).error?.message)).toEqual([
      'lib/later.ts:4:40',
    ])
  })

  it('fails for a page that it builds, where one that it does not build leads to the same misuse', async () => {
    const page = `
import { later } from '../lib/later'
export default function Page() { later(); return '<p>hello</p>' }
`
    const app = createProject({
      ...APP,
      'lib/later.ts': `
import { after } from 'next/server'
import { record } from './record'
export const later = () => after(() => record())
`,
      'app/page.tsx': page,
      'app/abandoned/page.tsx': page.replace('../lib', '../../lib'),
    })
    const { error } = await buildProject(app, SERVER_BUILD)
    expect(error?.message).toContain('Afterword found 1 error')
    expect(placesOf(error?.message)).toEqual(['lib/later.ts:4:40'])
    expect(error?.message).toContain('the page of /\n')
  })

  it('minds suppressions and the weight of rules', async () => {
    const code = 'request-api-in-after'
    const comment = `  // afterword-ignore-next-line ${code} -- it is a test\n  after(`
    const app = createProject({
      ...APP,
      'app/page.tsx': APP['app/page.tsx'].replace('  after(', comment),
    })
    expect(await buildProject(app, SERVER_BUILD)).toMatchObject({
      error: null,
      log: expect.not.stringContaining(code),
    })
    app.write('lib/record.ts', MENDED)
    expect((await buildProject(app, SERVER_BUILD)).log).toContain('warning unused-suppression')
    app.write('lib/record.ts', HELPER)
    app.write('app/page.tsx', APP['app/page.tsx'])
    const warned = await buildProject(app, {
      ...SERVER_BUILD,
      options: { rules: { [code]: 'warn' } },
    })
    expect(warned.error).toBeNull()
    expect(warned.log).toContain(`warning ${code}`)
  })

  it('warns of a configuration that it cannot read, and builds; a draft nobody imports is no concern', async () => {
    const app = createProject({
      ...APP,
      'lib/record.ts': MENDED,
      'jsconfig.json': '{ "extends": "./gone.json" }',
      'app/draft.ts': "import { after } from 'next/server'\nexport const = after",
    })
    const { error, log } = await buildProject(app, SERVER_BUILD)
    expect(error).toBeNull()
    expect(log).toContain('afterword: jsconfig.json')
    expect(log).not.toContain('draft')
  })
})

interface Dev {
  readonly app: Project
  readonly vite: ViteDevServer
  readonly url: string
  readonly log: Log
  /** How often it has printed a text. */
  count(text: string): number
}

describe('the dev server', () => {
  let browser: Browser
  const opened: { close(): Promise<unknown> }[] = []
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.close()
  })
  afterAll(() => browser?.close())

  async function serve(files: Record<string, string>, config: InlineConfig = {}): Promise<Dev> {
    const app = createProject(files)
    const log = createLog()
    const vite = await createServer({
      root: app.root,
      configFile: false,
      appType: 'custom',
      customLogger: log.logger,
      plugins: [afterword(), renderPages()],
      ...config,
      server: { port: 0, host: '127.0.0.1', ...config.server },
    })
    opened.push(vite)
    await vite.listen()
    const { port } = (vite.httpServer as Server).address() as AddressInfo
    const count = (text: string) =>
      log.messages.filter((message) => stripVTControlCharacters(message).includes(text)).length
    return { app, vite, url: `http://127.0.0.1:${port}/`, log, count }
  }

  async function openPage(url: string) {
    const page = await browser.newPage()
    opened.push(page)
    await page.goto(url)
    return {
      page,
      overlay: page.locator('vite-error-overlay .message-body'),
      out: page.locator('#out'),
    }
  }

  it('tells of misuse once it listens, and a module that has some does not load', async () => {
    const dev = await serve(APP)
    await vi.waitUntil(() => dev.count('error request-api-in-after') > 0, 20_000)
    const { overlay } = await openPage(dev.url)
    await overlay.waitFor()
    expect(await overlay.textContent()).toContain('app/page.tsx:5:15')
    expect(await overlay.textContent()).toMatch(/lib\/record\.ts:4:\d+ +calls `cookies\(\)`/)
  })

  it('shows misuse that a change of a helper makes of a page, and takes it away when the helper is mended', async () => {
    const dev = await serve({ ...APP, 'lib/record.ts': MENDED })
    const { page, overlay, out } = await openPage(dev.url)
    await out.waitFor()
    await watches(dev, 'record.ts')

    dev.app.write('lib/record.ts', HELPER)
    await overlay.waitFor()
    expect(await overlay.textContent()).toContain('app/page.tsx:5:15')
    expect(dev.count('error request-api-in-after')).toBe(1)
    // Whoever asks for the page now gets the error.
    const response = await fetch(dev.url)
    expect([response.status, await response.text()]).toEqual([
      500,
      expect.stringContaining('request-api-in-after'),
    ])

    // The error stays where another file changes.
    dev.app.write('lib/other.ts', 'export {}')
    dev.app.write('lib/record.ts', MENDED.replace('recorded', 'mended'))
    await overlay.waitFor({ state: 'detached' })
    expect((await fetch(dev.url)).status).toBe(200)
    await page.reload()
    await out.waitFor()

    // What comes again is told again.
    dev.app.write('lib/record.ts', HELPER)
    await overlay.waitFor()
    expect(dev.count('error request-api-in-after')).toBeGreaterThan(1)
    await page.reload()
    await overlay.waitFor()
    // Mended while the page could not be shown: it is loaded anew.
    dev.app.write('lib/record.ts', MENDED)
    await out.waitFor()
    expect(await page.locator('vite-error-overlay').count()).toBe(0)
  })

  it('sees a save that its watcher does not tell of, so soon does it come after another', async () => {
    const { app, vite } = await serve({ ...APP, 'lib/record.ts': MENDED })
    await vite.ssrLoadModule('/src/server.ts')
    await watches({ vite }, 'record.ts')
    const changes: string[] = []
    vite.watcher.on('change', (path) => {
      changes.push(path)
      if (changes.length > 1) return
      vite.watcher.unwatch(path)
      app.write('lib/record.ts', `${HELPER}\n`)
    })
    app.write('lib/record.ts', HELPER)
    await vi.waitUntil(() => changes.length === 2, 20_000)
    expect(changes[1]).toBe(changes[0])
  })
})

/** A framework of one page, which the server renders. */
function renderPages(): Plugin {
  return {
    name: 'render-pages',
    configureServer(vite) {
      return () => {
        vite.middlewares.use(async (_request, response, next) => {
          try {
            const { default: server } = await vite.ssrLoadModule('/src/server.ts')
            const answer: Response = await server.fetch()
            const html = await vite.transformIndexHtml('/', await answer.text())
            response.setHeader('content-type', 'text/html')
            response.end(html)
          } catch (error) {
            next(error)
          }
        })
      }
    },
  }
}

/** Resolves when the watcher has come by a file. */
async function watches({ vite }: Pick<Dev, 'vite'>, name: string): Promise<void> {
  await vi.waitUntil(() => Object.values(vite.watcher.getWatched()).flat().includes(name), 20_000)
}
