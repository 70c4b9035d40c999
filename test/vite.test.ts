// The Vite host, through real builds, real dev servers and the built servers' own sockets.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import afterword from '@afterword/transform/vite'
import { type Browser, chromium } from 'playwright-core'
import { build, createServer as createViteServer, type InlineConfig, type Plugin } from 'vite'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createProject, type Project } from './support/project.ts'
import { buildProject } from './support/vite.ts'

const projects: Project[] = []
afterEach(() => {
  for (const project of projects.splice(0)) project.remove()
})

function project(files: Record<string, string | Uint8Array>): Project {
  const created = createProject(files)
  projects.push(created)
  return created
}

const SERVER_BUILD: InlineConfig = {
  build: { ssr: true, rolldownOptions: { input: 'src/server.ts' }, minify: false },
}

const SERVER = {
  'src/server.ts': `
import { GET } from '../app/api/event/route'
export default { fetch: (request: Request) => GET(request) }
`,
  'app/api/event/route.ts': `
import { after } from 'next/server'
import { headers } from 'next/headers'
import { record } from '../../../lib/record'

export async function GET(request: Request) {
  after(async ({ outcome }) => record('GET', (await headers()).get('x-name'), outcome))
  return new Response('hello')
}
`,
  'lib/record.ts': `
import { after } from 'next/server'
export const recorded: unknown[] = (globalThis as any).recorded ??= []
export function record(...what: unknown[]) {
  recorded.push(what)
  after(() => recorded.push('nested'))
}
`,
}

describe('a server build', () => {
  it('rewrites calls, imports and entry points, and the built server runs tasks after the response', async () => {
    const app = project(SERVER)
    expect((await buildProject(app, SERVER_BUILD)).error).toBeNull()
    const output = app.read('dist/server.js')
    expect(output).toContain('"app/api/event/route.ts:7:3", "GET"')
    expect(output).toContain('phase: "route"')
    expect(output).not.toMatch(/from ['"]next\//)
    expect(output).not.toContain(`"${app.root}`)

    const { default: server } = await import(pathToFileURL(join(app.root, 'dist/server.js')).href)
    const { drain } = await import('@afterword/runtime')
    const { recorded } = globalThis as unknown as { recorded: unknown[] }
    const response = await server.fetch(
      new Request('http://localhost/', { headers: { 'x-name': 'Ada' } }),
    )
    expect(recorded).toEqual([])
    expect(await response.text()).toBe('hello')
    await drain()
    expect(recorded).toEqual([['GET', 'Ada', 'sent'], 'nested'])
  })

  it('keeps source maps that lead to the author’s line', async () => {
    const app = project(SERVER)
    await buildProject(app, { build: { ...SERVER_BUILD.build, sourcemap: true } })
    const map = JSON.parse(app.read('dist/server.js.map'))
    const { TraceMap, originalPositionFor } = await import('@jridgewell/trace-mapping')
    const lines = app.read('dist/server.js').split('\n')
    const line = lines.findIndex((text) => text.includes('x-name'))
    const column = (lines[line] as string).indexOf('headers()')
    const position = originalPositionFor(new TraceMap(map), { line: line + 1, column })
    expect(position).toMatchObject({ source: '../app/api/event/route.ts', line: 7 })
    expect(map.sourcesContent.join('')).toContain("from 'next/server'")
  })

  it('fails with every error at once, and writes nothing', async () => {
    const app = project({
      ...SERVER,
      'app/page.tsx': `
import { after } from 'next/server'
import { cookies } from 'next/headers'
export default function Page() {
  after(async () => { await cookies() })
  return null
}
`,
      'lib/record.ts': `
import { after } from 'next/server'
after(42)
export const record = (...args: unknown[]) => args
export * from '../app/page'
`,
    })
    const { error } = await buildProject(app, SERVER_BUILD)
    expect(error?.message).toContain('Afterword found 3 errors')
    expect(error?.message).toContain('error request-api-in-after')
    expect(error?.message).toContain('app/page.tsx:5:29')
    expect(error?.message).toContain('error invalid-task')
    expect(error?.message).toContain('error after-outside-request')
    const places = error?.message.match(/^ {2}\S+:\d+:\d+$/gm)
    expect(places).toEqual([...(places ?? [])].sort())
    expect(places).toHaveLength(3)
    expect(app.list('dist')).toEqual([])
  })

  it('prints warnings and goes on', async () => {
    const app = project({
      'src/server.ts': `
import { unstable_after as after } from 'next/server'
export const track = () => after(() => {})
`,
    })
    const { error, log } = await buildProject(app, SERVER_BUILD)
    expect(error).toBeNull()
    expect(log.match(/warning unstable-after/g)).toHaveLength(1)
    expect(app.read('dist/server.js')).toContain('after')
  })

  it('passes files on that it cannot read, with a warning, and changes no byte it need not', async () => {
    const app = project({
      'src/server.ts': `
import './bom'
import './crlf'
import './empty'
import './plain'
`,
      'src/bom.ts':
        "\uFEFFimport { after } from 'next/server'\nexport const a = () => after(() => {})\nconsole.log('bom', a)\n",
      'src/crlf.ts':
        "'use strict'\r\nimport { after } from 'next/server'\r\nexport const b = () => after(() => {})\r\nconsole.log('crlf', b)\r\n",
      'src/empty.ts': '',
      'src/plain.ts': 'console.log("afternoon")\n',
    })
    const { error, log } = await buildProject(app, SERVER_BUILD)
    expect(error).toBeNull()
    const output = app.read('dist/server.js')
    expect(output).toContain('src/bom.ts:2:24')
    expect(output).toContain('src/crlf.ts:3:24')
    expect(output).toContain('afternoon')
    expect(log).not.toContain('warning')
  })

  it('leaves bytes that are not UTF-8 to Vite, which refuses them', async () => {
    const bytes = Buffer.from(
      "import { after } from 'next/server'\nafter(() => '\xff')\n",
      'latin1',
    )
    const { error } = await buildProject(project({ 'src/server.ts': bytes }), SERVER_BUILD)
    expect(error?.message).toContain('valid UTF-8')
  })

  it('leaves a syntax error to Vite, and says that the file was not checked', async () => {
    const app = project({
      'src/server.ts': "import { after } from 'next/server'\nexport function f( { after(1) }\n",
    })
    const { error, log } = await buildProject(app, SERVER_BUILD)
    expect(error?.message).toMatch(/server\.ts/)
    expect(error?.message).not.toContain('Afterword')
    expect(log).toContain('warning unreadable-module')
    expect(log).toContain('src/server.ts:2')
  })

  it('says what is missing where a module wants more of Next than there is', async () => {
    const app = project({
      'src/server.ts': `
import { after, NextResponse } from 'next/server'
export default { fetch() { after(() => {}); return NextResponse.json({}) } }
`,
    })
    const { error } = await buildProject(app, SERVER_BUILD)
    expect(error?.message).toContain('src/server.ts imports more from "next/server"')
    expect(error?.message).toContain('use the Web')
  })

  it('refuses a wrong option, naming it and what it accepts', () => {
    // @ts-expect-error: the types say so too.
    expect(() => afterword({ target: 'deno' })).toThrow(
      `option "target" must be 'runtime' or 'next', not "deno"`,
    )
    // @ts-expect-error
    expect(() => afterword({ targets: 'next' })).toThrow('there is no option "targets"')
  })

  it('reads the configuration of the project; the options of the plugin win', async () => {
    const app = project({
      'src/server.ts': `import { after } from 'next/server'
export default { fetch() { after(1); return new Response('ok') } }
`,
      'afterword.config.ts': `import { defineConfig } from '@afterword/transform/config'
export default defineConfig({ rules: { 'invalid-task': 'warn' }, runtime: '@acme/runtime', preset: 'rsc' })
`,
    })
    const external = {
      build: { ssr: true, rolldownOptions: { input: 'src/server.ts', external: /^@acme/ } },
    }
    const configured = await buildProject(app, external)
    expect(configured.error).toBe(null)
    expect(configured.log).toContain('warning invalid-task')
    expect(app.read('dist/server.js')).toContain('from "@acme/runtime/compiled"')
    const own = await buildProject(app, {
      ...external,
      options: { rules: { 'invalid-task': 'error' } },
    })
    expect(own.error?.message).toContain('error invalid-task')
  })

  it('fails with what is wrong in the configuration', async () => {
    const app = project({
      'src/server.ts': 'export default { fetch() {} }',
      'afterword.config.js': 'export default { souces: [] }',
    })
    const { error } = await buildProject(app, SERVER_BUILD)
    expect(error?.message).toContain('afterword.config.js: there is no option "souces"')
  })

  it('does nothing to the calls of a Next target but naming their site', async () => {
    const app = project(SERVER)
    const config = { ...SERVER_BUILD, options: { target: 'next' } as const }
    config.build = {
      ...SERVER_BUILD.build,
      rolldownOptions: { input: 'src/server.ts', external: /^next/ },
    }
    await buildProject(app, config)
    expect(app.read('dist/server.js')).toContain('from "next/headers"')
  })
})

describe('the applications of a project', () => {
  it('are told by its files: of a Next that exports static files, that tasks run when it is built', async () => {
    const app = project({
      'next.config.mjs': "export default { output: 'export' }\n",
      'app/page.tsx': `
import { after } from 'next/server'
export default function Page() {
  after(() => {})
  return null
}
`,
    })
    const build = { ssr: true, rolldownOptions: { input: 'app/page.tsx', external: /^next/ } }
    const { log } = await buildProject(app, { build, options: { target: 'next' } })
    expect(log).toContain('warning after-in-static-export')
    expect((await buildProject(app, { build })).log).not.toContain('after-in-static-export')
  })
})

const CLIENT = {
  'index.html': '<script type="module" src="/src/main.ts"></script><p id="out">loading</p>',
  'src/main.ts': `
import { track } from './track'
document.querySelector('#out')!.textContent = String(track())
`,
  'src/track.ts': `
import { after } from 'next/server'
export function track() {
  after(() => {})
  return 'tracked'
}
`,
}

describe('a browser build', () => {
  it('fails where a module of the bundle uses after, with the imports that lead there', async () => {
    const app = project(CLIENT)
    const { error } = await buildProject(app)
    expect(error?.message).toContain('error after-in-client')
    expect(error?.message).toContain('src/track.ts:2:10')
    expect(error?.message).toMatch(/index\.html +imports\n +src\/main\.ts +imports/)
    expect(app.list('dist')).toEqual([])
  })

  it('says nothing of server code that a framework takes out of the bundle', async () => {
    const app = project({
      ...CLIENT,
      'src/track.ts': `
import { after } from 'next/server'
export function loader() { after(() => {}) }
export function track() { return 'tracked' }
`,
    })
    const stripLoader: Plugin = {
      name: 'strip-loader',
      enforce: 'pre',
      transform: (code, id) =>
        id.endsWith('track.ts')
          ? { code: code.replace(/export function loader.*\n/, ''), map: null }
          : null,
    }
    const { error } = await buildProject(app, { plugins: [stripLoader] })
    expect(error).toBeNull()
    const [bundle] = app.list('dist/assets')
    expect(app.read(`dist/assets/${bundle}`)).not.toContain('afterword')
  })

  it('leaves modules without after byte for byte as they are without the plugin', async () => {
    const files = { ...CLIENT, 'src/track.ts': "export const track = () => 'tracked'\n" }
    const [plain, compiled] = [project(files), project(files)]
    await build({ root: plain.root, configFile: false, logLevel: 'silent' })
    await buildProject(compiled)
    expect(compiled.list('dist')).toEqual(plain.list('dist'))
    const [bundle] = plain.list('dist/assets')
    expect(compiled.read(`dist/assets/${bundle}`)).toBe(plain.read(`dist/assets/${bundle}`))
  })
})

describe('the dev server', () => {
  it('starts anew when the configuration changes', async () => {
    const app = project({
      'src/server.ts': `import { after } from 'next/server'\nexport const f = () => after(1)\n`,
      'afterword.config.js': 'export default {}',
    })
    let notify = (_message: string) => {}
    const silent = () => {}
    const vite = await createViteServer({
      root: app.root,
      configFile: false,
      appType: 'custom',
      customLogger: {
        info: (message) => notify(message),
        warn: silent,
        warnOnce: silent,
        error: silent,
        clearScreen: silent,
        hasErrorLogged: () => false,
        hasWarned: false,
      },
      server: { middlewareMode: true, ws: false },
      plugins: [afterword()],
    })
    try {
      const transform = () => vite.environments.ssr.transformRequest('/src/server.ts')
      await expect(transform()).rejects.toThrow('invalid-task')
      const restarted = new Promise<void>((resolve) => {
        notify = (message) => message.includes('server restarted') && resolve()
      })
      await vi.waitUntil(() =>
        Object.values(vite.watcher.getWatched()).flat().includes('afterword.config.js'),
      )
      app.write('afterword.config.js', "export default { rules: { 'invalid-task': 'off' } }")
      await restarted
      expect((await transform())?.code).toContain('.afterAt')
    } finally {
      await vite.close()
    }
  })

  it('answers, runs tasks when the socket is done, reports misuse and recovers when it is mended', async () => {
    const app = project(SERVER)
    const vite = await createViteServer({
      root: app.root,
      configFile: false,
      appType: 'custom',
      logLevel: 'silent',
      server: { middlewareMode: true, hmr: false, ws: false, watch: null },
      plugins: [afterword()],
    })
    vite.middlewares.use(async (_request, response) => {
      try {
        const { default: server } = await vite.ssrLoadModule('/src/server.ts')
        const answer: Response = await server.fetch(new Request('http://localhost/'))
        response.end(await answer.text())
      } catch (error) {
        response.statusCode = 500
        response.end((error as Error).message)
      }
    })
    const server = createServer(vite.middlewares).listen(0)
    await once(server, 'listening')
    const url = `http://localhost:${(server.address() as AddressInfo).port}/`
    const get = async () => (await fetch(url)).text()
    const change = (file: string, content: string) => {
      app.write(file, content)
      vite.moduleGraph.invalidateAll()
    }
    try {
      expect(await get()).toBe('hello')
      const route = SERVER['app/api/event/route.ts']
      change('app/api/event/route.ts', route.replace('after(async', 'after(7); after(async'))
      expect(await get()).toContain('error invalid-task')
      expect(await get()).toContain('app/api/event/route.ts:7:9')
      change('app/api/event/route.ts', route.replace("'hello'", "'mended'"))
      expect(await get()).toBe('mended')
    } finally {
      server.close()
      server.closeAllConnections()
      await vite.close()
    }
  })

  it('shows the error in the browser’s overlay, and takes it away when mended', async () => {
    const app = project({ ...CLIENT, 'src/track.ts': "export const track = () => 'fine'\n" })
    const vite = await createViteServer({
      root: app.root,
      configFile: false,
      logLevel: 'silent',
      server: { port: 0, host: '127.0.0.1' },
      plugins: [afterword()],
    })
    let browser: Browser | undefined
    try {
      await vite.listen()
      const { port } = vite.httpServer!.address() as AddressInfo
      browser = await chromium.launch({
        executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--no-first-run',
          '--disable-background-networking',
        ],
      })
      const page = await browser.newPage()
      await page.goto(`http://127.0.0.1:${port}/`)
      await page.locator('#out', { hasText: 'fine' }).waitFor()
      app.write('src/track.ts', CLIENT['src/track.ts'])
      const overlay = page.locator('vite-error-overlay .message-body')
      await expect
        .poll(() => overlay.textContent(), { timeout: 30_000 })
        .toContain('after-in-client')
      expect(await overlay.textContent()).toContain('src/track.ts:2:10')
      expect(await overlay.textContent()).toMatch(/src\/main\.ts +imports/)
      app.write('src/track.ts', "export const track = () => 'mended'\n")
      await page.locator('#out', { hasText: 'mended' }).waitFor()
      expect(await page.locator('vite-error-overlay').count()).toBe(0)
    } finally {
      await browser?.close()
      await vite.close()
    }
  })
})
