// `afterword check --watch`: a report for every change, and a clean end.
import { afterEach, expect, it } from 'vitest'
import { cliBin } from './support/cli.ts'
import { type RunningProcess, startNode } from './support/process.ts'
import { createProject, type Project } from './support/project.ts'

const CLEAN = `import { after } from 'next/server'
export function GET() {
  after(() => {})
  return new Response('ok')
}
`
const WRONG = CLEAN.replace('() => {}', '1')

let project: Project
let run: RunningProcess
afterEach(async () => {
  await run.stop()
  project.remove()
})

/** Resolves when it waits for the `count`th time. */
async function waits(count: number): Promise<void> {
  const waiting = () => run.lines.filter((line) => line.startsWith('Waiting for changes')).length
  while (waiting() < count) await new Promise((resolve) => setImmediate(resolve))
}

it('checks again when files change, appear and go, and ends by the signal', async () => {
  project = createProject({ 'app/route.ts': CLEAN, '.gitignore': 'out/\n' })
  run = startNode([cliBin, 'check', '--watch'], project.root)
  await run.waitForLine(/^No findings; 1 call of after\(\) in 1 file/)
  await waits(1)

  project.write('app/route.ts', WRONG)
  await run.waitForLine(/^Changed: app\/route\.ts$/)
  await run.waitForLine(/^1 error in 1 file; 1 call/)
  await waits(2)

  // Neither is watched: only the file after them is named as changed.
  project.write('out/built.ts', WRONG)
  project.write('.next/built.ts', WRONG)
  project.write('lib/track.ts', WRONG)
  await run.waitForLine(/^2 errors in 2 files; 2 calls/)
  expect(run.lines).toContain('Changed: lib/track.ts')
  await waits(3)

  project.write('app/route.ts', 'export {}')
  await run.waitForLine(/^1 error in 1 file; 1 call of after\(\) in 2 files/)
  await waits(4)

  run.child.kill('SIGINT')
  expect(await run.exited).toEqual({ code: 0, signal: null })
})

it('ends when nobody reads it any more', async () => {
  project = createProject({ 'app/route.ts': CLEAN })
  run = startNode([cliBin, 'check', '--watch'], project.root)
  await waits(1)
  run.child.stdout?.destroy()
  project.write('app/route.ts', WRONG)
  expect(await run.exited).toEqual({ code: 0, signal: null })
})

it('goes on when the configuration breaks, and follows it when it is mended', async () => {
  project = createProject({ 'app/route.ts': WRONG, 'afterword.config.js': 'export default {}' })
  run = startNode([cliBin, 'check', '--watch', '--format', 'json'], project.root)
  const [first] = await run.waitForLine(/^\{"diagnostics":\[.*$/)
  expect(JSON.parse(first).diagnostics).toMatchObject([{ code: 'invalid-task' }])
  await waits(1)

  project.write('afterword.config.js', 'export default { rulez: {} }')
  await run.waitForLine(/^afterword: afterword\.config\.js: there is no option "rulez"/)
  await waits(2)

  project.write('afterword.config.js', "export default { rules: { 'invalid-task': 'off' } }")
  await run.waitForLine(/^\{"diagnostics":\[\],/)
})

it('sees changes in the packages that the folder leads to', async () => {
  project = createProject({
    'package.json': '{ "workspaces": ["apps/*", "packages/*"] }',
    'packages/track/package.json': '{ "name": "track", "main": "./src/index.ts" }',
    'packages/track/src/index.ts': CLEAN,
    'packages/other/index.ts': CLEAN,
    'apps/web/package.json': '{ "dependencies": { "next": "16.0.0", "track": "*" } }',
    'apps/web/app/route.ts': "export { GET } from 'track'\n",
  })
  run = startNode([cliBin, 'check', '--watch', 'apps/web'], project.root)
  await run.waitForLine(/^No findings; 1 call of after\(\) in 1 file/)
  await waits(1)

  // Nothing leads there: only the file after it is named as changed.
  project.write('packages/other/index.ts', WRONG)
  project.write('packages/track/src/index.ts', WRONG)
  await run.waitForLine(/^1 error in 1 file; 1 call/)
  expect(run.lines).toContain('Changed: ../../packages/track/src/index.ts')
  await waits(2)

  project.write('packages/track/src/index.ts', "export { GET } from './get'")
  await run.waitForLine(/^No findings; 0 calls/)
  await waits(3)
  project.write('packages/track/src/get.ts', CLEAN)
  await run.waitForLine(/^Changed: \.\.\/\.\.\/packages\/track\/src\/get\.ts$/)
})
