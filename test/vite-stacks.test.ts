// In Vite's dev server the stack of a failing task leads to the source, however its module was loaded.
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { startNode } from './support/process.ts'
import { createProject } from './support/project.ts'

const APP = `import { after } from '@afterword/runtime'

interface Customer {
  readonly name: string
}

interface Order {
  readonly id: number
  readonly customer?: Customer
}

export function order(given: Order): void {
  after(() => {
    throw new TypeError(\`no mail for \${given.id}\`, { cause: new Error('refused') })
  })
}
`

/** In a process of its own: test runners map stacks themselves. */
const SERVER = `
import { once } from 'node:events'
import { configure, drain } from '@afterword/runtime'
import afterword from '@afterword/transform/vite'
import { createServer } from 'vite'

const [, root, loader] = process.argv
const vite = await createServer({
  root,
  configFile: false,
  appType: 'custom',
  logLevel: 'silent',
  server: { port: 0, host: '127.0.0.1', ws: false, watch: null },
  plugins: [afterword()],
})
const load = {
  ssrLoadModule: () => vite.ssrLoadModule('/src/app.ts'),
  runner: () => vite.environments.ssr.runner.import('/src/app.ts'),
}[loader]
vite.middlewares.use(async (request, response) => {
  const { order } = await load()
  order({ id: 1 })
  response.end()
})
configure({ onTaskError: ({ stack, cause }) => console.log(stack, '/', cause.stack) })
await vite.listen()
await (await fetch('http://127.0.0.1:' + vite.httpServer.address().port)).text()
await drain()
await vite.close()`

it.each(['ssrLoadModule', 'runner'])('by %s', async (loader) => {
  const app = createProject({ 'src/app.ts': APP })
  onTestFinished(() => app.remove())
  const args = ['--input-type=module', '-e', SERVER, app.root, loader]
  const run = startNode(args, join(import.meta.dirname, '..'))
  expect((await run.exited).code).toBe(0)
  const places = [...run.lines.join('\n').matchAll(/src\/app\.ts:(\d+):/g)].map(([, line]) => line)
  expect(places).toEqual(['14', '14'])
})
