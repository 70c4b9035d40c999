// examples/rsc from outside: built, served, and driven over real sockets and in a real browser.
import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import {
  type Activity,
  buildExample,
  copyExample,
  type ExampleCopy,
  type ExampleServer,
  exampleRoot,
  readActivity,
  readActivityUrl,
  readSettled,
  readSites,
  recordFlags,
  startExample,
  viteBin,
} from './support/example-rsc.ts'
import { startNode } from './support/process.ts'
import { sendRaw } from './support/raw-http.ts'

const freeze = fileURLToPath(new URL('support/freeze-at-first-task.mjs', import.meta.url))

const middleware = readSites('middleware.ts')
const layout = readSites('app/layout.tsx')

let buildLog: string
let server: ExampleServer
const cleanups: (() => Promise<void>)[] = []

/** A server of the test's own, stopped at its end. */
async function start(nodeOptions?: readonly string[]): Promise<ExampleServer> {
  const another = await startExample(nodeOptions)
  cleanups.push(another.stop)
  return another
}

/** A copy to edit, removed at the end of the test. */
async function copy(): Promise<ExampleCopy> {
  const made = await copyExample()
  cleanups.push(made.remove)
  return made
}

beforeAll(async () => {
  buildLog = await buildExample()
  server = await startExample()
})

afterEach(async () => {
  // Last first: a server stops before its copy is removed.
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

afterAll(() => server?.stop())

/** The sites of a request's tasks, in no order. */
function sitesOf(activity: Activity): string[] {
  return activity.tasks.map((task) => task.site).sort()
}

function expectAllAfterResponse({ tasks, responseEndedMs }: Activity) {
  for (const task of tasks) {
    expect(task.startedMs, task.site).toBeGreaterThanOrEqual(responseEndedMs as number)
    expect(task.endedMs, task.site).toBeGreaterThanOrEqual(task.startedMs as number)
    expect(task, task.site).toMatchObject({ ok: true, error: null })
  }
}

describe('every route', () => {
  const routes: [path: string, status: number, files: string[]][] = [
    ['/', 200, ['app/page.tsx']],
    ['/stream?ms=20', 200, ['app/stream/page.tsx']],
    ['/throws', 500, ['app/throws/page.tsx']],
    ['/redirects', 307, ['app/redirects/page.tsx']],
    ['/missing', 404, ['app/missing/page.tsx']],
    ['/form', 200, []],
    ['/nested?ms=20', 200, ['app/nested/page.tsx']],
    ['/cache', 200, ['app/cache/page.tsx']],
  ]

  test.each(routes)('GET %s answers %i, then runs its tasks', async (path, status, files) => {
    const response = await fetch(`${server.url}${path}`, { redirect: 'manual' })
    await response.text()
    expect(response.status).toBe(status)
    const expected = [...middleware, ...layout, ...files.flatMap(readSites)].sort()
    const [pathname = ''] = path.split('?')
    const activity = await readSettled(server, 'GET', pathname, expected.length)
    expect(activity).toMatchObject({ status, outcome: 'sent' })
    expect(sitesOf(activity)).toEqual(expected)
    expectAllAfterResponse(activity)
  })

  test('names the entry point and phase of each task', async () => {
    await (await fetch(server.url)).text()
    const { tasks } = await readSettled(server, 'GET', '/')
    const seen = tasks.map(({ site, entry, phase }) => [site.split(':')[0], entry, phase])
    expect(seen).toContainEqual(['middleware.ts', 'middleware.ts#middleware', 'middleware'])
    expect(seen).toContainEqual(['app/layout.tsx', 'app/layout.tsx#default', 'render'])
    expect(seen).toContainEqual(['app/page.tsx', 'app/page.tsx#generateMetadata', 'render'])
    expect(seen).toContainEqual(['app/page.tsx', 'app/page.tsx#default', 'render'])
  })

  test('a path nobody has answers 404; the middleware still ran its task', async () => {
    expect((await fetch(`${server.url}/nobody`)).status).toBe(404)
    const activity = await readSettled(server, 'GET', '/nobody', 1)
    expect(sitesOf(activity)).toEqual(middleware)
  })

  test('HEAD runs the tasks of the page', async () => {
    const head = await fetch(server.url, { method: 'HEAD' })
    expect(head.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const activity = await readSettled(server, 'HEAD', '/', 4)
    expect(activity.outcome).toBe('sent')
    expectAllAfterResponse(activity)
  })

  test('/redirects names the target', async () => {
    const response = await fetch(`${server.url}/redirects`, { redirect: 'manual' })
    expect(response.headers.get('location')).toBe('/')
  })

  test('/api/event: its task reads cookies and headers', async () => {
    const response = await fetch(`${server.url}/api/event`, {
      method: 'POST',
      headers: { cookie: 'name=Grace', 'user-agent': 'a-test' },
      body: JSON.stringify({ name: 'click-1' }),
    })
    expect(response.status).toBe(202)
    expect(await response.json()).toEqual({ accepted: 'click-1' })
    const activity = await readSettled(server, 'POST', '/api/event', 2)
    const [task] = activity.tasks.filter((one) => one.phase === 'route')
    expect(task).toMatchObject({ entry: 'app/api/event/route.ts#POST', ok: true })
    expectAllAfterResponse(activity)
    await server.waitForLine(/click-1 by Grace, with a-test/)
  })

  test('/api/event takes any body, and other methods get 405', async () => {
    const url = `${server.url}/api/event`
    const nameless = await fetch(url, { method: 'POST', body: 'nothing' })
    expect([nameless.status, await nameless.json()]).toEqual([202, { accepted: 'event' }])
    const wrong = await fetch(url)
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST'])
  })

  test('/api/draft turns draft mode on and off, and redirects', async () => {
    const on = await fetch(`${server.url}/api/draft`, { redirect: 'manual' })
    expect([on.status, on.headers.get('location')]).toEqual([307, '/'])
    await server.waitForLine(/draft mode is on/)
    const cookie = on.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const draft = await fetch(server.url, { headers: { cookie } })
    expect(await draft.text()).toContain('Draft mode is on.')
    await server.waitForLine(/a draft went out/)
    const off = await fetch(`${server.url}/api/draft`, { headers: { cookie }, redirect: 'manual' })
    expect(off.headers.getSetCookie()).toEqual([expect.stringMatching(/^__prerender_bypass=;/)])
    await server.waitForLine(/draft mode is off/)
  })

  test('/cache: the task reads what the render has cached', async () => {
    const html = await (await fetch(`${server.url}/cache`)).text()
    const visit = /id="visit">([\w-]+)</.exec(html)?.[1]
    await server.waitForLine(new RegExp(`rendered ${visit}, task ${visit}`))
  })

  test('/nested: the inner task runs while the outer one is still running', async () => {
    await (await fetch(`${server.url}/nested?ms=50`)).text()
    const { tasks } = await readSettled(server, 'GET', '/nested', 4)
    const [outer, inner] = tasks.filter((task) => task.site.startsWith('app/nested/'))
    expect(inner?.startedMs).toBeGreaterThanOrEqual(outer?.startedMs as number)
    expect(inner?.endedMs).toBeLessThan(outer?.endedMs as number)
    expect(inner?.phase).toBe('render')
  })

  test('/static was rendered by the build, which ran its task and waited for it', async () => {
    const task = buildLog.indexOf('/static  ran during the build')
    expect(task).toBeGreaterThan(-1)
    expect(buildLog.indexOf('prerendered /static')).toBeGreaterThan(task)
    const [first, second] = await Promise.all(
      [1, 2].map(async () => (await fetch(`${server.url}/static`)).text()),
    )
    expect(first).toContain('<h1>Prerendered</h1>')
    expect(first).toBe(second)
  })

  test('/static, asked for, is an answer without tasks', async () => {
    await (await fetch(`${server.url}/static`)).text()
    const activity = await readSettled(server, 'GET', '/static', 0)
    expect(activity).toMatchObject({ status: 200, outcome: 'sent', tasks: [] })
  })

  test('files open no scope', async () => {
    const html = await (await fetch(`${server.url}/form`)).text()
    const assets = Array.from(html.matchAll(/="(\/assets\/[^"]+)"/g), (match) => match[1])
    expect(assets.length).toBeGreaterThan(1)
    for (const path of [...assets, '/favicon.svg']) {
      expect((await fetch(`${server.url}${path}`)).status, path).toBe(200)
    }
    const paths = (await readActivity(server)).map((request) => request.path)
    expect(paths.filter((path) => /^\/(assets|favicon)/.test(path))).toEqual([])
  })
})

describe('on the wire', () => {
  const requests: [name: string, head: string, body: string][] = [
    ['a page', 'GET / HTTP/1.1', ''],
    ['a streamed page', 'GET /stream?ms=30 HTTP/1.1', ''],
    ['a page that throws', 'GET /throws HTTP/1.1', ''],
    ['a redirect', 'GET /redirects HTTP/1.1', ''],
    ['HEAD', 'HEAD / HTTP/1.1', ''],
    ['a route handler', 'POST /api/event HTTP/1.1\r\ncontent-length: 12', '{"name":"e"}'],
  ]

  test.each(requests)(
    '%s: the last byte is out before the first task starts',
    async (_, head, body) => {
      const frozen = await start(['--import', freeze])
      const exchange = await sendRaw(frozen.port, head, body)
      await frozen.waitForLine(/frozen at \w/)
      // The server cannot send another byte now.
      await exchange.complete()
      exchange.socket.destroy()
    },
  )

  test('abort mid-stream: the late task still runs, and knows of it', async () => {
    const other = await start()
    const exchange = await sendRaw(other.port, 'GET /stream?ms=1000 HTTP/1.1')
    await exchange.received('Waiting')
    exchange.socket.destroy()
    await other.waitForLine(/the late part is done; the response was aborted/)
    const activity = await readSettled(other, 'GET', '/stream', 4)
    expect(activity).toMatchObject({ status: 200, outcome: 'aborted' })
    const [, lateSite] = readSites('app/stream/page.tsx')
    const late = activity.tasks.find((task) => task.site === lateSite)
    expect(late).toMatchObject({ ok: true, entry: 'app/stream/page.tsx#default', phase: 'render' })
    expectAllAfterResponse(activity)
    // The visitor's leaving is no error of the app.
    expect(other.lines.filter((line) => /error/i.test(line))).toEqual([])
  })

  test('two requests on one connection have a scope each', async () => {
    const other = await start()
    const exchange = await sendRaw(other.port, 'GET /cache HTTP/1.1')
    exchange.socket.write(`GET /missing HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`)
    await exchange.received(/404 Not Found[\s\S]*0\r\n\r\n$/)
    const [cache, missing] = await Promise.all(
      ['/cache', '/missing'].map((path) => readSettled(other, 'GET', path, 3)),
    )
    for (const activity of [cache, missing]) expectAllAfterResponse(activity as Activity)
    exchange.socket.destroy()
  })
})

describe('shutdown and start', () => {
  test('SIGTERM while a task is pending: it finishes, then the signal ends the process', async () => {
    const other = await start()
    await (await fetch(`${other.url}/nested?ms=700`)).text()
    await other.waitForLine(/the outer task begins/)
    other.child.kill('SIGTERM')
    expect(await other.exited).toEqual({ code: null, signal: 'SIGTERM' })
    expect(other.lines.join('\n')).toContain('the outer task is done')
  })

  test('SIGTERM while a response streams: it is sent whole, and its tasks run', async () => {
    const other = await start()
    const exchange = await sendRaw(other.port, 'GET /stream?ms=500 HTTP/1.1')
    await exchange.received('Waiting')
    other.child.kill('SIGTERM')
    await exchange.complete()
    expect(exchange.text()).toContain('Here is the rest.')
    expect(await other.exited).toEqual({ code: null, signal: 'SIGTERM' })
    expect(other.lines.join('\n')).toContain('the late part is done; the response was sent')
  })

  test('a busy port, or a PORT that is none, is one clear line', async () => {
    const busy = startNode(['server.mjs'], exampleRoot, { PORT: String(server.port) })
    expect(await busy.exited).toEqual({ code: 1, signal: null })
    expect(busy.lines).toEqual([
      `Port ${server.port} is in use. Choose another: PORT=${server.port + 1} npm start`,
    ])
    const wrong = startNode(['server.mjs'], exampleRoot, { PORT: 'http' })
    expect(await wrong.exited).toEqual({ code: 1, signal: null })
    expect(wrong.lines).toEqual([`PORT is 'http'. Set it to a number from 0 to 65535.`])
  })
})

test('one line changed to a misuse fails the build, as the README shows', async () => {
  const readme = readFileSync(join(exampleRoot, 'README.md'), 'utf8')
  const [, from = '', to = '', shown = ''] =
    /^-(.+)\n\+(.+)\n```[\s\S]*?```\n([\s\S]*?)\n```/m.exec(readme) ?? []
  const edited = await copy()
  await edited.edit('app/page.tsx', from, to)
  const build = startNode([viteBin, 'build'], edited.root)
  expect((await build.exited).code).toBe(1)
  expect(shown).toContain('request-api-in-after')
  expect(build.lines.join('\n')).toContain(shown)
})

test('a prerendered page whose tasks fail fails the build, which names them all', async () => {
  const edited = await copy()
  await edited.edit(
    'app/static/page.tsx',
    "after(() => note('/static', 'ran during the build'))",
    "after(() => Promise.reject(new Error('disk full'))); after(() => JSON.parse('no JSON'))",
  )
  const build = startNode([viteBin, 'build'], edited.root)
  expect((await build.exited).code).toBe(1)
  const log = build.lines.join('\n')
  expect(log).toMatch(/app\/static\/page\.tsx:9:3.*disk full/)
  expect(log).toMatch(/app\/static\/page\.tsx:9:\d\d.*SyntaxError/)
})

describe('a Server Function', () => {
  test('called by a plain form post: sets a cookie, renders the page, runs its task', async () => {
    const html = await (await fetch(`${server.url}/form`)).text()
    const form = new FormData()
    for (const [, name = ''] of html.matchAll(/<input type="hidden" name="([^"]+)"/g)) {
      form.set(name, '')
    }
    form.set('name', 'Ada')
    const response = await fetch(`${server.url}/form`, {
      method: 'POST',
      headers: { 'user-agent': 'plain-form' },
      body: form,
    })
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^name=Ada;.*HttpOnly/i),
    ])
    expect(await response.text()).toContain('Hello, Ada.')
    await server.waitForLine(/Ada signed, with plain-form/)
    const activity = await readSettled(server, 'POST', '/form', 3)
    const task = activity.tasks.find((one) => one.phase === 'action')
    expect(task).toMatchObject({ entry: 'app/form/actions.ts#sign', ok: true })
    expectAllAfterResponse(activity)
  })

  test('is not called for a page of another site', async () => {
    const response = await fetch(`${server.url}/form`, {
      method: 'POST',
      headers: { origin: 'http://elsewhere.example', 'content-type': 'multipart/form-data' },
    })
    expect(response.status).toBe(403)
  })

  test('that is not there answers 404', async () => {
    const form = new FormData()
    form.set('$ACTION_ID_gone#gone', '')
    const posted = await fetch(`${server.url}/form`, { method: 'POST', body: form })
    expect(posted.status).toBe(404)
    const called = await fetch(`${server.url}/form`, {
      method: 'POST',
      headers: { 'x-rsc-action': 'gone#gone' },
      body: '[]',
    })
    expect(called.status).toBe(404)
  })
})

describe('in Chromium', () => {
  // Vite makes a page of many modules when it is first asked for, which takes a busy machine long.
  const DEV = 90_000
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())

  async function openPage(path: string, javaScriptEnabled = true) {
    const context = await browser.newContext({ javaScriptEnabled })
    const page = await context.newPage()
    const errors: unknown[] = []
    page.on('pageerror', (error) => errors.push(error))
    await page.goto(`${server.url}${path}`)
    return { page, context, errors }
  }

  test.each([
    ['with', true],
    ['without', false],
  ])('/form works %s JavaScript', async (word, javaScriptEnabled) => {
    const { page, context, errors } = await openPage('/form', javaScriptEnabled)
    const name = `Visitor ${word}`
    await page.getByLabel('Name').fill(name)
    await page.getByRole('button', { name: `Sign ${word} JavaScript` }).click()
    await page.getByText(`Hello, ${name}.`).waitFor()
    await server.waitForLine(new RegExp(`${name} signed, with Mozilla`))
    const cookies = await context.cookies()
    expect(cookies).toMatchObject([{ name: 'name', httpOnly: true, sameSite: 'Lax' }])
    await page.reload()
    await page.getByText(`Hello, ${name}.`).waitFor()
    await page.getByText(`${name} signed, with Mozilla`).waitFor()
    expect(errors).toEqual([])
    await context.close()
  })

  test('/stream shows the fallback, then the late part', async () => {
    const { page, context, errors } = await openPage('/stream?ms=200')
    await page.getByText('Here is the rest.').waitFor()
    expect(await page.locator('#waiting').count()).toBe(0)
    expect(errors).toEqual([])
    await context.close()
  })

  test('leaving /stream while it streams: the late task runs', async () => {
    const { page, context } = await openPage('/')
    await page.goto(`${server.url}/stream?ms=800`, { waitUntil: 'commit' })
    await page.getByText('Waiting…').waitFor()
    await page.goto('about:blank')
    await expect
      .poll(async () => (await readSettled(server, 'GET', '/stream', 4)).outcome)
      .toBe('aborted')
    await context.close()
  })

  test(
    'npm run dev: edits show without a reload, and tasks run',
    async () => {
      const edited = await copy()
      const flags = [...recordFlags, viteBin, 'dev', '--port', '0', '--host', '127.0.0.1']
      const dev = startNode(flags, edited.root)
      cleanups.push(dev.stop)
      const activityUrl = await readActivityUrl(dev)
      const [url = ''] = await dev.waitForLine(/(?<=Local: .*)http:\/\/127\.0\.0\.1:\d+/)
      const page = await browser.newPage()
      page.setDefaultTimeout(DEV)
      await page.goto(`${url}/form`)
      await page.getByText('Sign with JavaScript').waitFor()
      await page.getByLabel('Name').fill('Ada')
      // A Server Component, then a Client Component; a reload would empty the input.
      await edited.edit('app/form/page.tsx', 'Guest book', 'Visitors')
      await page.getByRole('heading', { name: 'Visitors' }).waitFor()
      await edited.edit('app/form/sign-button.tsx', 'Sign with', 'Send with')
      await page.getByText('Send with JavaScript').waitFor()
      expect(await page.getByLabel('Name').inputValue()).toBe('Ada')

      await page.getByRole('button').click()
      await page.getByText('Hello, Ada.').waitFor()
      await dev.waitForLine(/Ada signed, with Mozilla/)
      const activity = await readSettled({ activityUrl }, 'POST', '/form', 3)
      expect(sitesOf(activity)).toContain(readSites('app/form/actions.ts')[0])
      expectAllAfterResponse(activity)
      const paths = new Set((await readActivity({ activityUrl })).map((request) => request.path))
      expect([...paths]).toEqual(['/form'])

      await page.close()
    },
    2 * DEV,
  )

  test(
    'npm run dev: the inspector shows requests as they come, and the compiler’s findings',
    async () => {
      const edited = await copy()
      const dev = startNode([viteBin, 'dev', '--port', '0', '--host', '127.0.0.1'], edited.root)
      cleanups.push(dev.stop)
      const [, inspector = ''] = await dev.waitForLine(/Afterword: (http:\/\/\S+\/__afterword)$/)
      const { origin } = new URL(inspector)
      const page = await browser.newPage()
      page.setDefaultTimeout(DEV)
      await page.goto(inspector)
      await (await fetch(`${origin}/nested?ms=1500`)).text()
      const [site = '', nested = ''] = readSites('app/nested/page.tsx')
      const rowOf = (of: string, state: string) =>
        page.locator(`[data-site="${of}"][data-state="${state}"]`)
      await rowOf(site, 'running').first().waitFor()
      await rowOf(site, 'done').first().waitFor()
      await rowOf(nested, 'done').first().waitFor()
      expect(await rowOf(nested, 'done').first().getAttribute('aria-level')).toBe('3')
      expect(await page.getByRole('treeitem', { name: /GET \/nested 200 +sent/ }).count()).toBe(1)
      // Not the modules that Vite serves, nor the page itself.
      const paths = () =>
        page.locator('.row.request').evaluateAll((rows) => rows.map((row) => row.dataset.path))
      expect(await paths()).toEqual(['/nested'])

      await rowOf(site, 'done').first().click()
      const details = page.getByRole('region', { name: 'Details' })
      await details.getByText('/nested', { exact: true }).waitFor()
      await details.getByText('Captures').waitFor()

      // What the compiler finds comes and goes with what is saved.
      const task = "() => note('/', 'the title was generated')"
      const misuse = "async () => note('/', String((await cookies()).size))"
      await edited.edit('app/page.tsx', task, misuse)
      await page.getByText('request-api-in-after').first().waitFor()
      await edited.edit('app/page.tsx', misuse, task)
      await page.getByText('request-api-in-after').first().waitFor({ state: 'detached' })
      await page.goto(`${origin}/activity`)
      expect(page.url()).toBe(inspector)
      await page.close()
    },
    2 * DEV,
  )

  test('a production build has nothing of the inspector, and says where it is', async () => {
    const activity = await fetch(`${server.url}/activity`)
    expect([activity.status, await activity.text()]).toEqual([
      200,
      expect.stringContaining('<code>npm run dev</code>'),
    ])
    const files = await readdir(join(exampleRoot, 'dist'), { recursive: true, withFileTypes: true })
    const texts = await Promise.all(
      files
        .filter((file) => file.isFile() && /\.(js|html|css)$/.test(file.name))
        .map((file) => readFile(join(file.parentPath, file.name), 'utf8')),
    )
    expect(texts.length).toBeGreaterThan(5)
    expect(texts.filter((text) => /__afterword|createInspector/.test(text))).toEqual([])
    expect((await fetch(`${server.url}/__afterword`)).status).toBe(404)
  })
})
