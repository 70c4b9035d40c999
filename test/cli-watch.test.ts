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
