// What an application does not use is not in its bundle.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('the runtime leaves out the request APIs, their messages and prerender() where nobody calls them', () => {
  const script = join(import.meta.dirname, '../scripts/size.mjs')
  const run = spawnSync(process.execPath, [script, '--modules'], { encoding: 'utf8' })
  expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: '' })
  const [fetchHost = '', withCookies = ''] = run.stdout.split(/^(?=after)/m)
  expect(fetchHost).toMatch(/^after \+ fetch host: \d+ bytes minified, \d+ gzipped/)
  expect(fetchHost).not.toMatch(/ (cookies|headers|request-apis|request-errors|prerender)\.js/)
  expect(withCookies).toMatch(/ cookies\.js/)
  const gzipped = Number(/(\d+) gzipped/.exec(fetchHost)?.[1])
  expect(gzipped).toBeLessThan(4_096)
})
