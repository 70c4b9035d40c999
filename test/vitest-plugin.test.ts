// The Vite plugin in a project's tests: Vitest runs what they import in Node, also where it takes it from the browser's environment.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { startNode } from './support/process.ts'
import { createProject } from './support/project.ts'

const vitest = join(
  dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
)

const FILES = {
  'app/api/route.ts': `
import { cookies } from 'next/headers'
import { after } from 'next/server'

export async function POST() {
  after(async () => console.log('the task read', (await cookies()).get('name')?.value))
  return new Response('done')
}
`,
  'route.test.ts': `
import { drain } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/fetch'
import { expect, it } from 'vitest'
import { POST } from './app/api/route'

it('runs', async () => {
  const request = new Request('http://localhost', { headers: { cookie: 'name=Ada' } })
  const response = await withAfter(POST)(request)
  expect(await response.text()).toBe('done')
  await drain()
})
`,
  // Like those with a DOM, of a package that is not installed here.
  'dom.mjs': `
export default { name: 'dom', viteEnvironment: 'client', setup: () => ({ teardown() {} }) }
`,
}

it.each([
  ['of one project', "environment: './dom.mjs'"],
  ['of several projects', "projects: [{ extends: true, test: { environment: './dom.mjs' } }]"],
  ['without a DOM', "environment: 'node'"],
])('compiles server modules for tests %s', async (_, test) => {
  const project = createProject({
    ...FILES,
    'vitest.config.ts': `
import afterword from '@afterword/transform/vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({ plugins: [afterword()], test: { ${test} } })
`,
  })
  const run = startNode([vitest, 'run'], project.root)
  await run.exited
  const output = run.lines.join('\n')
  expect(output).toContain('the task read Ada')
  expect(output).toMatch(/Tests +1 passed/)
})
