// In watch mode a change of the project's configuration is a change like another.
import { afterEach, expect, it, vi } from 'vitest'
import { rows } from './rows.ts'
import { type App, createApp } from './support/app.ts'

const apps: App[] = []
afterEach(() => {
  for (const app of apps.splice(0)) app.remove()
})

const OFF = "export default { rules: { 'invalid-task': 'off' } }\n"
const watched = ['Rollup 4', 'webpack 5', 'Rspack 2', 'esbuild']

it.each(rows.filter(({ name }) => watched.includes(name)))('$name', async (row) => {
  const app = createApp(row)
  apps.push(app)
  const { watch } = row
  if (!watch) throw new Error(`${row.name} cannot watch`)
  app.write('app/page.tsx', app.read('app/page.tsx').replace('after(', 'after(7)\n  after('))
  app.write('afterword.config.mjs', OFF)
  const running = app.start(watch)
  const isPrinted = (pattern: RegExp) => running.lines.some((line) => pattern.test(line))
  const wait = { timeout: 60_000, interval: 20 }
  try {
    await vi.waitUntil(() => isPrinted(watch.built), wait)
    expect(isPrinted(/invalid-task/)).toBe(false)
    app.write('afterword.config.mjs', 'export default {}\n')
    await vi.waitUntil(() => isPrinted(/invalid-task/), wait)
  } catch (error) {
    throw new Error(running.lines.join('\n'), { cause: error })
  } finally {
    await running.stop()
  }
})
