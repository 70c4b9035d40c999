// The inspector in a real browser, on a server whose requests are of every kind.
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { inspect } from '@afterword/runtime/inspector'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { viteBin } from './support/example-rsc.ts'
import { type RunningProcess, startNode } from './support/process.ts'
import { createProject } from './support/project.ts'

const root = join(import.meta.dirname, '..')

interface Inspected extends RunningProcess {
  readonly url: string
  readonly port: number
}

async function start(...args: readonly string[]): Promise<Inspected> {
  const server = startNode(['test/support/inspected.mjs', ...args], root)
  const [, port] = await server.waitForLine(/^port (\d+)/)
  return Object.assign(server, { port: Number(port), url: `http://127.0.0.1:${port}` })
}

async function get({ url }: Inspected, path: string, method = 'GET') {
  const response = await fetch(url + path, { method })
  await response.text()
}

/** Asks for a path, and leaves when the first bytes are there. */
function abort({ port }: Inspected, path: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.write(`GET ${path} HTTP/1.1\r\nHost: test\r\n\r\n`)
    socket.once('data', () => socket.destroy())
    socket.once('close', () => resolve())
  })
}

const longPath = `/long${'-and-longer'.repeat(12)}`

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

async function open(
  server: Inspected,
  { width = 1280, mayFail = false, clock = 0 } = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 800 } })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  if (clock > 0) await page.clock.setSystemTime(clock)
  const foreign: string[] = []
  const errors: unknown[] = []
  page.on('request', (sent) => {
    if (!/^data:/.test(sent.url()) && !sent.url().startsWith(server.url)) foreign.push(sent.url())
  })
  page.on('pageerror', (error) => errors.push(error))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  onTestFinished(() => {
    expect({ foreign, errors: mayFail ? [] : errors }).toEqual({ foreign: [], errors: [] })
  })
  await page.goto(`${server.url}/__afterword`)
  await page.getByText('live', { exact: true }).waitFor()
  return page
}

const rowOf = (page: Page, name: RegExp) => page.getByRole('treeitem', { name }).first()

describe('requests of every kind', () => {
  let server: Inspected
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server?.stop())

  it('appear within a second, without a reload', async () => {
    const page = await open(server)
    const expectWithinASecond = async (send: () => Promise<unknown>, ...names: RegExp[]) => {
      await send()
      for (const name of names) await rowOf(page, name).waitFor({ timeout: 1000 })
    }
    await expectWithinASecond(() => get(server, '/ok'), /GET \/ok 200 +sent +, 1 task/)
    await expectWithinASecond(() => get(server, '/stream'), /GET \/stream 200 +sent/, /index page/)
    const noted = /Task note abort done src\/abort\.ts:2:3/
    await expectWithinASecond(() => abort(server, '/abort'), /GET \/abort 200 aborted/, noted)
    await expectWithinASecond(
      () => get(server, '/failed', 'POST'),
      /Task send mail failed src\/failed\.ts:7:3 TypeError: no mail server at <localhost>/,
    )
    await expectWithinASecond(() => get(server, '/timeout'), /Task slow report timed out/)
    await expectWithinASecond(
      () => get(server, '/thrown'),
      /GET \/thrown 500 failed/,
      /after throw/,
    )
    await expectWithinASecond(() => get(server, '/nested'), /Task innermost done/)
    const levels = await Promise.all(
      [/GET \/nested/, /Task outer/, /Task inner /, /Task innermost/].map((name) =>
        rowOf(page, name).getAttribute('aria-level'),
      ),
    )
    expect(levels).toEqual(['1', '2', '3', '4'])

    await expectWithinASecond(() => get(server, longPath), /GET \/long-and-longer/)
    await expectWithinASecond(() => get(server, '/pending'), /Task long export running/)
    await expectWithinASecond(() => get(server, '/release'), /Task long export done/)
  })

  it('are filtered by text, state and route', async () => {
    const page = await open(server)
    const requests = () => page.locator('.row.request')
    const paths = () =>
      requests().evaluateAll((rows) => rows.map((row) => row.getAttribute('data-path')))
    await page.getByLabel('Filter by text').fill('NO MAIL SERVER')
    await expect.poll(paths).toEqual(['/failed'])
    await page.getByLabel('Filter by text').fill('nothing has this')
    await page.getByText('No request passes the filters.').waitFor()
    await page.getByLabel('Filter by text').fill('')
    await page.getByLabel('Filter by state').selectOption('Timed out')
    await expect.poll(paths).toEqual(['/timeout'])
    await page.getByLabel('Filter by state').selectOption('Aborted by the client')
    await expect.poll(paths).toEqual(['/abort'])
    await page.getByLabel('Filter by state').selectOption('All states')
    await page.getByLabel('Filter by route').selectOption('/nested')
    await expect.poll(paths).toEqual(['/nested'])
  })

  it('show their details: captured names, trace, duration against the deadline, findings', async () => {
    const page = await open(server)
    await rowOf(page, /Task send mail/).click()
    const details = page.getByRole('region', { name: 'Details' })
    const text = (await details.locator('dt, dd, pre, b').allTextContents()).join('\n')
    expect(text).toMatch(/Call site\s+src\/failed\.ts:7:3/)
    expect(text).toMatch(/Captures\s+order, user/)
    expect(text).toMatch(/Took\s+[\d.]+ ms of 300 s/)
    expect(text).toMatch(/Route\s+\/failed/)
    expect(text).toMatch(/cause.*refused/)
    // A path of the project, without its folder.
    expect(text).toMatch(/at send \(test\/support\/inspected\.mjs:\d+:\d+\)/)
    expect(text).toContain('floating-promise-in-after')
    const findings = page.getByRole('region', { name: 'What the compiler has found' })
    await findings.getByText('src/failed.ts:7:3').click()
    await findings.getByText('starts the work').waitFor()
  })

  it('can be walked through by keys alone', async () => {
    const page = await open(server)
    const focus = () => page.evaluate(() => document.activeElement?.getAttribute('role'))
    for (let presses = 0; presses < 12 && (await focus()) !== 'tree'; presses++) {
      await page.keyboard.press('Tab')
    }
    const selected = () => page.locator('[aria-selected="true"]').textContent()
    await page.keyboard.press('Home')
    expect(await selected()).toContain('GET /release')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(await selected()).toContain('Task long export')
    await page.keyboard.press('ArrowLeft')
    expect(await selected()).toContain('GET /pending')
    const active = await page.getByRole('tree').getAttribute('aria-activedescendant')
    expect(await page.locator(`[id="${active}"]`).textContent()).toContain('/pending')
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: 'Details' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('region', { name: 'Details' }).waitFor({ state: 'detached' })
    await page.keyboard.press('End')
    expect(await selected()).toContain('count visit')
  })

  it.each([
    [1280, 'light'],
    [1280, 'dark'],
    [400, 'light'],
    [400, 'dark'],
  ] as const)(
    'at %i px, %s: axe finds nothing, and nothing overlaps',
    async (width, colorScheme) => {
      const page = await open(server, { width })
      await page.emulateMedia({ colorScheme })
      for (const isOpen of [false, true]) {
        if (isOpen) {
          await rowOf(page, /Task send mail/).click()
          await page.getByRole('region', { name: 'Details' }).waitFor()
        }
        // The page lets no script in but its own: a test may.
        const { violations } = await runAxe(page)
        expect(violations).toEqual([])
        const { scrollWidth, overlaps } = await page.evaluate(findOverlaps)
        expect(scrollWidth).toBeLessThanOrEqual(width)
        expect(overlaps).toEqual([])
      }
      const { top, bottom } = await page.evaluate(() => {
        const find = (selector: string) => document.querySelector(selector) as HTMLElement
        const row = find('[aria-selected="true"]').getBoundingClientRect()
        const list = find('.timeline').getBoundingClientRect()
        return { top: row.top - list.top, bottom: list.bottom - row.bottom }
      })
      expect({ isInView: top >= 0 && bottom >= 0 }).toEqual({ isInView: true })
      const background = await page.evaluate(
        () => getComputedStyle(document.documentElement).backgroundColor,
      )
      const brightness = Math.max(...(background.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number))
      expect(brightness > 127).toBe(colorScheme === 'light')
    },
  )

  it('long paths and names leave room for the status and the error', async () => {
    for (const width of [1280, 400]) {
      const page = await open(server, { width })
      const widthOf = (selector: string) =>
        page.locator(selector).evaluate((element) => {
          const { left, right } = element.getBoundingClientRect()
          const label = element.closest('.label') as Element
          return Math.min(right, label.getBoundingClientRect().right) - left
        })
      expect(await widthOf(`[data-path="${longPath}"].request .status`)).toBeGreaterThan(20)
      expect(await widthOf(`[data-path="${longPath}"].task .site`)).toBeGreaterThan(60)
    }
  })

  it('the page’s clock may differ from the server’s', async () => {
    const page = await open(server, { clock: Date.now() + 3_600_000 })
    await get(server, '/ok/3')
    await page.locator('[data-path="/ok/3"][data-state="done"]').waitFor()
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByText('No requests yet.').waitFor()
    const visitor = new AbortController()
    await fetch(`${server.url}/abort`, { signal: visitor.signal })
    await rowOf(page, /GET \/abort .*in progress/).waitFor()
    expect(await page.locator('.row.request .time').textContent()).toMatch(/^[\d.]{1,3} m?s$/)
    visitor.abort()
  })

  it('tabs share one connection, which the next one takes over', async () => {
    const page = await open(server)
    const tabs = [page]
    for (let count = 1; count < 8; count++) {
      const tab = await page.context().newPage()
      await tab.goto(`${server.url}/__afterword`)
      tabs.push(tab)
    }
    const expectIn = async (path: string) => {
      const shown = tabs.map((tab) => tab.locator(`[data-path="${path}"]`).first().waitFor())
      await Promise.all(shown)
    }
    // A browser has six connections to a server: there is one left for the application.
    const application = await page.context().newPage()
    await application.goto(`${server.url}/ok/1`)
    await expectIn('/ok/1')
    await tabs.shift()?.close()
    await get(server, '/ok/2')
    await expectIn('/ok/2')
  })

  it('a server that is started anew is found again', async () => {
    const first = await start()
    const page = await open(first, { mayFail: true })
    await get(first, '/ok')
    await rowOf(page, /GET \/ok/).waitFor()
    await first.stop()
    await page.getByText('not connected', { exact: true }).waitFor()
    const second = await start('1000', String(first.port))
    onTestFinished(() => second.stop())
    await page.getByText('live', { exact: true }).waitFor()
    await page.getByText('No requests yet.').waitFor()
  })
})

/** Violations that are serious, by rule. */
async function runAxe(page: Page): Promise<{ violations: unknown[] }> {
  const session = await page.context().newCDPSession(page)
  await session.send('Runtime.evaluate', { expression: axe.source })
  const results = await page.evaluate(() =>
    (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] }),
  )
  return {
    violations: results.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => [id, nodes[0]?.html, nodes[0]?.failureSummary]),
  }
}

/** Texts of one row that lie upon each other, and rows that do. */
function findOverlaps() {
  const overlaps: string[] = []
  const compare = (elements: Element[]) => {
    const boxes = elements
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && box.height > 0)
    for (const [index, one] of boxes.entries()) {
      for (const other of boxes.slice(index + 1)) {
        const isApart =
          one.box.right <= other.box.left + 0.5 ||
          other.box.right <= one.box.left + 0.5 ||
          one.box.bottom <= other.box.top + 0.5 ||
          other.box.bottom <= one.box.top + 0.5
        if (!isApart) overlaps.push(`${one.element.textContent} / ${other.element.textContent}`)
      }
    }
  }
  const rows = [...document.querySelectorAll('.row')]
  compare(rows)
  for (const row of rows) compare([...row.children])
  compare(
    [...document.querySelectorAll('.bar > *, .filters > *')].filter((e) => e.tagName !== 'SEARCH'),
  )
  return { scrollWidth: document.documentElement.scrollWidth, overlaps }
}

it('5,000 requests later the history is bounded, and the page draws what is in view', async () => {
  const server = await start('1000')
  onTestFinished(() => server.stop())
  const page = await open(server)
  for (let sent = 0; sent < 5000; sent += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, index) => get(server, `/ok/${sent + index}`)))
  }
  await page.locator('[data-path="/ok/4999"]').first().waitFor()
  await page.getByLabel('Filter by text').fill('')
  const size = () => page.locator('.row').first().getAttribute('aria-setsize')
  await expect.poll(size).toBe('1000')
  expect(await page.locator('.row').count()).toBeLessThan(100)
  // Scrolled from end to end, a screenful a frame: each has its rows, and no more.
  const screens = await page.evaluate(async () => {
    const list = document.querySelector('.timeline') as HTMLElement
    const { left, top } = list.getBoundingClientRect()
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const seen: { isBlank: boolean; rows: number }[] = []
    for (let y = 0; y < list.scrollHeight - list.clientHeight; y += list.clientHeight) {
      list.scrollTop = y
      await frame()
      await frame()
      const isBlank = !document.elementFromPoint(left + 20, top + 300)?.closest('.row')
      seen.push({ isBlank, rows: document.querySelectorAll('.row').length })
    }
    return seen
  })
  expect(screens.length).toBeGreaterThan(50)
  expect(screens.filter(({ isBlank, rows }) => isBlank || rows > 100)).toEqual([])
  // While one looks at what is further down, it stays where it is.
  const list = page.getByRole('tree')
  await list.evaluate((element) => element.scrollTo(0, 3000))
  const shown = () =>
    list.evaluate((element) => {
      const { left, top } = element.getBoundingClientRect()
      const row = document.elementFromPoint(left + 20, top + 40)?.closest('.row')
      return row?.getAttribute('data-path')
    })
  await expect.poll(shown).toMatch(/ok/)
  const seen = await shown()
  for (let index = 0; index < 20; index++) await get(server, `/ok/${9000 + index}`)
  await list.evaluate((element) => element.scrollTo(0, element.scrollTop + 1))
  expect(await shown()).toBe(seen)
})

describe('who is answered', () => {
  let server: Inspected
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server?.stop())

  const ask = (path: string, headers: Record<string, string>, method = 'GET') =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const sent = request({ port: server.port, host: '127.0.0.1', path, headers, method })
      sent.once('response', async (response) => {
        const { statusCode: status, headers } = response
        // A stream has no end.
        const isStream = headers['content-type'] === 'text/event-stream'
        const body = isStream ? '' : Buffer.concat(await response.toArray()).toString()
        resolve({ status, body })
        sent.destroy()
      })
      sent.once('error', reject)
      sent.end()
    })

  it.each([
    ['a browser here', {}, 200],
    ['localhost by name', { host: 'localhost:3000' }, 200],
    ['a name below localhost', { host: 'shop.localhost' }, 200],
    ['IPv6', { host: '[::1]:3000' }, 200],
    ['its own page', { host: 'localhost:3000', origin: 'http://localhost:3000' }, 200],
    ['a name that was made to lead here', { host: 'evil.example:3000' }, 403],
    ['a name that begins alike', { host: 'localhost.evil.example' }, 403],
    ['a page of another origin', { host: 'localhost:3000', origin: 'http://evil.example' }, 403],
    ['a page of another port', { host: 'localhost:3000', origin: 'http://localhost:4000' }, 403],
    ['a page without an origin', { host: 'localhost:3000', origin: 'null' }, 403],
    ['what a proxy passes on', { 'x-forwarded-for': '203.0.113.7' }, 403],
    ['what a proxy passes on under its own name', { 'x-forwarded-host': 'shop.example' }, 403],
    ['a link elsewhere', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 200],
    ['an image elsewhere', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 403],
  ])('%s', async (_, headers, status) => {
    expect((await ask('/__afterword', headers)).status).toBe(status)
    expect((await ask('/__afterword/events', headers)).status).toBe(status)
  })

  it('who writes is not', async () => {
    expect((await ask('/__afterword', {}, 'POST')).status).toBe(403)
  })

  it('who comes over the network is not', async ({ skip }) => {
    const other = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal)
    if (!other) return skip('This machine has no network.')
    const script = `
      import { createServer } from 'node:http'
      import { inspect } from '@afterword/runtime/inspector'
      const server = createServer()
      inspect(server)
      server.listen(0, '0.0.0.0', () => console.log('port', server.address().port))`
    const open = startNode(['--input-type=module', '-e', script], root)
    onTestFinished(() => open.stop())
    const [, port] = await open.waitForLine(/^port (\d+)/)
    const statusAt = async (host: string) =>
      (await fetch(`http://${host}:${port}/__afterword`, { headers: { host: 'localhost' } })).status
    expect(await statusAt('127.0.0.1')).toBe(200)
    expect(await statusAt(other.address)).toBe(403)
  })

  it('other paths are the server’s own', async () => {
    expect((await ask('/__afterwordsmith', {})).body).toBe('ok')
    expect((await ask('/__afterword/none', {})).status).toBe(404)
  })

  it('the page lets nothing in, and is not framed', async () => {
    const { headers } = await fetch(`${server.url}/__afterword`)
    const policy = headers.get('content-security-policy')
    expect(policy).toMatch(
      /default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'/,
    )
    expect(policy).toContain("frame-ancestors 'none'")
  })
})

describe('inspect()', () => {
  it('says whether there is a compiler', async () => {
    const script = `
      import { createServer } from 'node:http'
      import { inspect } from '@afterword/runtime/inspector'
      const server = createServer()
      const check = { failing: () => Promise.reject(new Error('x')) }[process.argv[1]]
      inspect(server, check ? { check } : { root: process.argv[1] })
      server.listen(0, '127.0.0.1', () => console.log('port', server.address().port))`
    const textFor = async (argument: string) => {
      const run = startNode(['--input-type=module', '-e', script, argument], root)
      onTestFinished(() => run.stop())
      const [, port] = await run.waitForLine(/^port (\d+)/)
      const page = await open({ ...run, port: Number(port), url: `http://127.0.0.1:${port}` })
      const findings = page.getByRole('region', { name: 'What the compiler has found' })
      await findings.getByText('Checking').waitFor({ state: 'detached' })
      return findings.locator('p').textContent()
    }
    expect(await textFor('/')).toMatch(/^Install @afterword\/transform/)
    expect(await textFor(join(root, 'examples/express'))).toBe(
      'None: the compiler finds no misuse.',
    )
    expect(await textFor('failing')).toMatch(/^The check has failed/)
  })

  it('shows the tasks of a request that it has not seen begin', async () => {
    const script = `
      import { createServer } from 'node:http'
      import { after } from '@afterword/runtime'
      import { inspect } from '@afterword/runtime/inspector'
      import { withAfter } from '@afterword/runtime/node'
      const server = withAfter(createServer((req, res) => {
        inspect(server)
        after(() => after(() => {}, { name: 'inner' }), { name: 'outer' })
        res.end()
      }))
      server.listen(0, '127.0.0.1', () => console.log('port', server.address().port))`
    const run = startNode(['--input-type=module', '-e', script], root)
    onTestFinished(() => run.stop())
    const [, port] = await run.waitForLine(/^port (\d+)/)
    const url = `http://127.0.0.1:${port}`
    await fetch(url)
    const page = await open({ ...run, port: Number(port), url })
    await rowOf(page, /Request not seen .*2 tasks/).waitFor()
    await rowOf(page, /Task outer done/).waitFor()
    await rowOf(page, /Task inner done/).waitFor()
  })

  it('takes a server, and no application', () => {
    const application = Object.assign(() => {}, { emit() {}, once() {}, listen() {} })
    expect(() => inspect(application as never)).toThrow(
      'inspect(): its argument must be a Node server, as createServer() or listen() gives it',
    )
  })

  it('is refused in production', async () => {
    const script = `
      import { createServer } from 'node:http'
      import { inspect, openInspector } from '@afterword/runtime/inspector'
      try { inspect(createServer()) } catch (error) { console.log(error.code) }
      openInspector().catch((error) => console.log(error.code))`
    const env = { NODE_ENV: 'production' }
    const run = startNode(['--input-type=module', '-e', script], root, env)
    await run.exited
    expect(run.lines).toEqual(['inspector-in-production', 'inspector-in-production'])
  })

  it('an open page holds no shutdown up, in a process that watches every server either', async () => {
    const script = `
      import { createServer } from 'node:http'
      import { inspect } from '@afterword/runtime/inspector'
      import { gracefulShutdown } from '@afterword/runtime/node'
      const server = createServer((req, res) => res.end())
      inspect(server)
      gracefulShutdown(server, { timeout: 120_000 })
      server.listen(0, '127.0.0.1', () => console.log('port', server.address().port))`
    const watch = ['--import', '@afterword/runtime/register']
    const run = startNode([...watch, '--input-type=module', '-e', script], root)
    onTestFinished(() => run.stop())
    const [, port] = await run.waitForLine(/^port (\d+)/)
    const stream = await fetch(`http://127.0.0.1:${port}/__afterword/events`)
    const broken = stream.text().catch(() => {})
    run.child.kill('SIGTERM')
    expect((await run.exited).signal).toBe('SIGTERM')
    expect(run.lines.filter((line) => line.includes('gave up'))).toEqual([])
    await broken
  })

  it('is left out by a bundler’s build for production, whoever imports it', async () => {
    const project = createProject({
      'server.ts': `
        import { createServer } from 'node:http'
        import { inspect } from '@afterword/runtime/inspector'
        try { inspect(createServer()) } catch (error) { console.log(error.code) }`,
      'vite.config.js': 'export default { ssr: { noExternal: true } }',
    })
    onTestFinished(() => project.remove())
    const bundle = startNode([viteBin, 'build', '--ssr', 'server.ts'], project.root)
    expect((await bundle.exited).code).toBe(0)
    expect(readFileSync(join(project.root, 'dist/server.js'), 'utf8')).not.toContain('__afterword')
    const run = startNode(['dist/server.js'], project.root)
    await run.exited
    expect(run.lines).toEqual(['inspector-in-production'])
  })

  it('openInspector() has a port of its own, on this machine, and keeps no process alive', async () => {
    const script = `
      import { openInspector } from '@afterword/runtime/inspector'
      const { url } = await openInspector()
      console.log((await fetch(url)).status, new URL(url).hostname, new URL(url).pathname)`
    const run = startNode(['--input-type=module', '-e', script], root)
    expect((await run.exited).code).toBe(0)
    expect(run.lines).toEqual(['200 127.0.0.1 /__afterword'])
  })

  it('the page is small', () => {
    const page = readFileSync(join(root, 'packages/runtime/dist/inspector/page.html'))
    expect(gzipSync(page, { level: 9 }).length).toBeLessThan(60_000)
  })
})
