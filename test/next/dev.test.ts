// `next dev` shows a finding in the terminal and the overlay, and lets go of it when it is mended.
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type App, type Bundler, createApp, type Server } from './support/app.ts'

/** Only ends a wait in vain. */
const TIMEOUT = 120_000

describe.each<Bundler>(['turbopack', 'webpack'])('%s', (bundler) => {
  let app: App
  let server: Server
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    app = createApp(join(import.meta.dirname, 'apps/shop'), bundler)
    server = await app.dev()
    browser = await launchBrowser()
    page = await browser.newPage()
    await page.goto(server.url, { timeout: TIMEOUT, waitUntil: 'domcontentloaded' })
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    app.remove()
  })

  const overlay = () => page.locator('nextjs-portal [data-nextjs-dialog]')

  it('serves the page, whose tasks run', async () => {
    await page.getByRole('button', { name: 'Save' }).waitFor()
    await server.waitForJson({ task: 'tracked: page' })
    expect(await overlay().count()).toBe(0)
  })

  it('has the inspector at its own server, with requests, their tasks and what the compiler knows', async () => {
    const [, url = ''] = await server.waitForLine(/Inspector: (\S+)/)
    expect(url).toBe(`http://localhost:${new URL(server.url).port}/__afterword`)
    const inspector = await browser.newPage()
    inspector.setDefaultTimeout(TIMEOUT)
    await inspector.goto(url)
    const task = inspector.locator('.row.task[data-site^="lib/track.ts"]').first()
    await task.waitFor()
    await inspector.locator('.row.request[data-path="/"]').first().waitFor()
    await task.click()
    const details = inspector.getByRole('region', { name: 'Details' })
    expect(await details.textContent()).toMatch(/Request\s*GET \//)
    await details.getByText('Captures').waitFor()
    await inspector.close()
  })

  it('shows a misuse that comes of another module, which does not mention after', async () => {
    const label = app.read('lib/label.ts')
    const misuse = label.replace('event}', 'event + (await cookies()).size}')
    app.write('lib/label.ts', `import { cookies } from 'next/headers'\n\n${misuse}`)
    await overlay().getByText('request-api-in-after').first().waitFor({ timeout: TIMEOUT })
    const text = await overlay().textContent()
    expect(text).toContain('lib/track.ts:6:41')
    expect(text).toContain('lib/label.ts:4:37')
    await server.waitForLine(/error request-api-in-after: /)

    app.write('lib/label.ts', label)
    await overlay().waitFor({ state: 'hidden', timeout: TIMEOUT })
    await page.getByRole('button', { name: 'Save' }).waitFor()
    expect((await fetch(server.url)).status).toBe(200)
  })
})
