// What `next build` alone lets through fails the build.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/cli.ts'
import { type App, type Built, type Bundler, createApp } from './support/app.ts'

const FOUND = [
  'after-in-client app/client/deep-import.tsx:3:10',
  'after-in-client app/client/default-import.tsx:7:42',
  'after-in-client app/client/import-call.tsx:5:13',
  'after-in-client app/client/named.tsx:3:10',
  'after-in-client app/client/namespace.tsx:7:42',
  'after-in-client app/client/require.tsx:3:9',
  'after-in-client lib/server.ts:1:1',
  'after-in-pages-router pages/api/old.ts:5:3',
  'cookie-write-in-after app/basket/route.ts:7:5',
  'navigation-in-after app/leave/page.tsx:5:15',
  'refresh-in-after app/update/route.ts:7:5',
  'request-api-in-after app/adapter/page.tsx:5:43',
  'request-api-in-after app/direct/page.tsx:5:40',
  'request-api-in-after lib/track.ts:6:30',
  'update-tag-in-route app/update/route.ts:6:5',
]

const BEHIND_A_HELPER = `\
error request-api-in-after: \`cookies()\` is called inside \`after()\` in a Server Component

  lib/track.ts:6:30
  4 │ export function track(event: string): void {
  5 │   after(async () => {
    │   ───── scheduled here, while the page of /account renders
  6 │     console.log(event, await readVisitor())
    │                              ━━━━━━━━━━━━━ reaches \`cookies()\` after the response is finished
  7 │   })

  path
    app/account/page.tsx:5:16  the page of /account
    app/account/page.tsx:6:3  calls track()
    lib/track.ts:5:3  schedules the task
    lib/track.ts:6:30  calls readVisitor()
    lib/session.ts:4:17  calls \`cookies()\`
`

describe.each<Bundler>(['turbopack', 'webpack'])('%s', (bundler) => {
  let app: App
  let built: Built

  beforeAll(async () => {
    app = createApp(join(import.meta.dirname, 'apps/misuse'), bundler)
    built = await app.build()
  })
  afterAll(() => app.remove())

  it('fails the build once, with the errors of all files', () => {
    expect(built.code).toBe(1)
    expect(listFindings(built.output)).toEqual(FOUND)
  })

  it('shows the code, and the path to a misuse behind a helper', () => {
    expect(built.output).toContain(BEHIND_A_HELPER)
  })

  it('shows no stack and no loader', () => {
    // Next.js ends with the line `at ignore-listed frames`, and takes some texts for frames.
    expect(built.output).not.toMatch(/^ {4}at (?!ignore-listed frames$)/m)
    expect(built.output).not.toMatch(/\(from .*loader/)
  })

  it('reports the same again from a cache', async () => {
    expect(listFindings((await app.build()).output)).toEqual(FOUND)
  })

  it('heeds a configuration that is new', async () => {
    app.write('afterword.config.mjs', "export default { rules: { 'after-in-client': 'off' } }")
    const isOther = (finding: string) => !finding.startsWith('after-in-client')
    expect(listFindings((await app.build()).output)).toEqual(FOUND.filter(isOther))
  })

  it('leaves out what the baseline knows, and no more', async () => {
    app.write('afterword.config.mjs', "export default { baseline: 'known.json' }")
    expect(runCli(['check', '--update-baseline'], app.root)).toMatchObject({ code: 0 })
    expect(listFindings((await app.build()).output)).toEqual([])
    const page = app.read('app/direct/page.tsx')
    app.write('app/direct/page.tsx', page.replace('after(', 'after(1)\n  after('))
    expect(listFindings((await app.build()).output)).toEqual([
      expect.stringMatching(/^invalid-task app\/direct\/page\.tsx:/),
    ])
  })
})

function listFindings(output: string): string[] {
  const findings = output.matchAll(/^(?:error|warning) ([\w-]+): .*\n\n {2}(\S+:\d+:\d+)$/gm)
  return [...findings].map(([, code, place]) => `${code} ${place}`).sort()
}
