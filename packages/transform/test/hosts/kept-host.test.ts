import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { keepHosts } from '../../src/hosts/kept-host.ts'
import { TICK } from '../../src/project/stamps.ts'

let root: string

/** Writes a file, and waits until a later change has another time. */
async function write(file: string, text: string): Promise<void> {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
  await setTimeout(TICK + 5)
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'afterword-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  await write('package.json', '{}')
  await write('src/server.ts', '')
})

it('keeps the host as long as nothing has changed, and one for each set of options', async () => {
  const configure = keepHosts()
  const [host, same] = [await configure({ root }), await configure({ root })]
  expect(same).toBe(host)
  expect(await configure({ root, preset: 'rsc' })).not.toBe(host)
  expect(await configure({ root })).toBe(host)
})

it.each([
  ['a configuration', 'afterword.config.mjs', "export default { preset: 'rsc' }"],
  ['a dependency', 'package.json', '{ "dependencies": { "next": "16.0.0" } }'],
  ['a folder of an application', 'app/page.tsx', ''],
])('makes it anew where there is %s', async (_, file, text) => {
  const configure = keepHosts()
  const host = await configure({ root })
  await write(file, text)
  const renewed = await configure({ root })
  expect(renewed).not.toBe(host)
  expect(await configure({ root })).toBe(renewed)
})

it('tries again where a configuration was wrong', async () => {
  await write('afterword.config.mjs', 'export default { presets: [] }')
  const configure = keepHosts()
  await expect(configure({ root })).rejects.toThrow('"presets"')
  await write('afterword.config.mjs', 'export default {}')
  expect((await configure({ root })).files).toEqual([join(root, 'afterword.config.mjs')])
})
