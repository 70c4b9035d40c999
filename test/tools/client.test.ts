// A browser's build: an `after` that a framework takes out of a module is no misuse, and one that stays is all there is to say.
import { afterEach, expect, it } from 'vitest'
import { rows } from './rows.ts'
import { type App, createApp } from './support/app.ts'
import type { Row } from './support/row.ts'

const apps: App[] = []
afterEach(() => {
  for (const app of apps.splice(0)) app.remove()
})

const STRIP = `
const strip = () => 'export function track(what) { return what }'
export default function load(code, map) { this.callback(null, strip(code)) }
export const plugin = { name: 'strip', transform: (code, id) => id.endsWith('track.ts') ? { code: strip(code), map: null } : null }
`

it.each([
  [
    'rollup',
    ['-c', 'client.config.mjs'],
    (config: string) => config.replace('plugins: [', 'plugins: [plugin, '),
  ],
  [
    'rolldown',
    ['-c', 'client.config.mjs'],
    (config: string) => config.replace('plugins: [', 'plugins: [plugin, '),
  ],
  ['webpack', ['--config', 'client.config.mjs'], addLoader],
  ['rspack', ['build', '--config', 'client.config.mjs'], addLoader],
])('%s says nothing of it', async (tool, args, change) => {
  const app = createApp({ folder: tool } as Row)
  apps.push(app)
  app.apply('client')
  app.write('strip.mjs', STRIP)
  const config = app.read('client.config.mjs')
  app.write('client.config.mjs', `import { plugin } from './strip.mjs'\n${change(config)}`)
  const { code, output } = await app.run({ program: tool, args })
  expect(output).not.toContain('after-in-client')
  expect(code, output).toBe(0)
})

/** With an error of another kind, which nothing of the server's brings. */
const WIDGET = `
import { track } from './track.ts'
import './missing.ts'
export const show = () => track('shown')
`

it.each(rows.filter(({ client }) => client))(
  '$name says that, and not what it brings',
  async (row) => {
    const app = createApp(row)
    apps.push(app)
    app.apply('client')
    app.write('src/track.ts', app.read('src/track.ts').replace('next/server', '@afterword/runtime'))
    const { code, output } = await app.run(row.client!)
    expect(code, output).not.toBe(0)
    expect(output).toContain('error after-in-client')
    // Vite 7 goes on to what Rollup says of the runtime; the others have nothing more to say.
    const [own = ''] = row.name === 'Vite 7' ? output.split('Build failed') : [output]
    expect(own).not.toMatch(/Reading from|not exported|could not resolve/i)

    app.write('src/widget.ts', WIDGET)
    expect((await app.run(row.client!)).output).toContain('missing.ts')
  },
)

function addLoader(config: string): string {
  const rule = "{ test: /track\\.ts$/, loader: (void plugin, process.cwd() + '/strip.mjs') }, "
  return config.replace(/rules: \[\s*/, (found) => `${found}${rule}`)
}
