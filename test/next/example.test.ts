// examples/next: it runs, and its README shows what the build says of the misuse that it describes.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, createApp } from './support/app.ts'

const example = join(import.meta.dirname, '../../examples/next')
const readme = readFileSync(join(example, 'README.md'), 'utf8')

describe('examples/next', () => {
  let app: App

  beforeAll(() => {
    app = createApp(example, 'turbopack')
  })
  afterAll(() => app.remove())

  it('is built and started, and its task runs', async () => {
    const { code, output } = await app.build()
    expect(code, output).toBe(0)
    const server = await app.start()
    await (await fetch(server.url)).text()
    await server.waitForLine(/^somebody saw home$/)
    await server.stop()
  })

  it('shows in its README what the build says of a misuse behind a helper', async () => {
    const [, track = ''] = readme.match(/```ts\n\/\/ lib\/track\.ts\n([\s\S]*?)```/) ?? []
    app.write('lib/track.ts', track)
    const page = app.read('app/page.tsx')
    const call = "track('home', await readVisitor())"
    expect(page).toContain(call)
    app.write('app/page.tsx', page.replace(call, "track('home')"))
    const { code, output } = await app.build()
    expect(code).toBe(1)
    const [, shown = ''] = readme.match(/<!-- output -->\n```\n([\s\S]*?)```/) ?? []
    const [report] = output.match(/^error request-api-in-after: [\s\S]*?(?=\n {2}docs )/m) ?? []
    expect(report?.trimEnd()).toBe(shown.trimEnd())
  })
})
