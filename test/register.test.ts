// `node --import @afterword/transform/register`: real processes, whose servers answer over sockets.

import { expect, it, onTestFinished } from 'vitest'
import { startNode } from './support/process.ts'
import { createProject } from './support/project.ts'

const FLAGS = ['--enable-source-maps', '--import', '@afterword/transform/register']

const SERVER = `import { createServer } from 'node:http'
import { after } from '@afterword/runtime'
import { recordLater } from './record.cjs'

const server = createServer((request, response) => {
  if (request.url === '/fail') {
    after(() => {
      throw new Error('in the task')
    })
  }
  recordLater(request.url)
  response.end('answered')
})
server.listen(0, '127.0.0.1', () => console.log('port', server.address().port))
`
const RECORD = `const { after } = require('@afterword/runtime')

exports.recordLater = function recordLater(url) {
  after(({ outcome }) => console.log('task', url, outcome))
}
`

function start(files: Record<string, string>, main = 'server.mjs') {
  const project = createProject(files)
  const server = startNode([...FLAGS, main], project.root)
  onTestFinished(() => server.stop())
  return { project, ...server }
}

async function request(server: ReturnType<typeof start>, path: string): Promise<string> {
  const [, port] = await server.waitForLine(/^port (\d+)/)
  return (await fetch(`http://127.0.0.1:${port}${path}`)).text()
}

it.each([
  ['ES modules', { 'server.mjs': SERVER, 'record.cjs': RECORD }, 'server.mjs'],
  [
    'CommonJS',
    {
      'server.cjs': SERVER.replaceAll(
        /import (.*) from (.*)/g,
        (_, names, from) => `const ${names} = require(${from})`,
      ),
      'record.cjs': RECORD,
    },
    'server.cjs',
  ],
])(
  '%s: the scope is opened, and stacks and call sites are of the author’s lines',
  async (...[_, files, main]) => {
    const server = start(files, main)
    expect(await request(server, '/fail')).toBe('answered')
    await server.waitForLine(/^task \/fail sent$/)
    await server.waitForLine(new RegExp(`${main}:7:5`))
    await server.waitForLine(new RegExp(`at .*${main}:8:13`))
  },
)

it('errors stop the module, with the frame of the line', async () => {
  const { exited, lines } = start({
    'server.mjs': "import './page.mjs'\nconsole.log('started')\n",
    'page.mjs': "import { after } from '@afterword/runtime'\nexport const go = () => after(42)\n",
  })
  expect((await exited).code).toBe(1)
  const output = lines.join('\n')
  expect(output).toContain('error invalid-task')
  expect(output).toContain('page.mjs:2:31')
  expect(output).toContain('2 │ export const go = () => after(42)')
  expect(output).not.toContain('started')
  expect(output).not.toContain('packages/transform/dist')
})

it('warnings are printed once, and the configuration weighs them', async () => {
  const files = {
    'server.mjs':
      "import './old.cjs'\nimport { createRequire } from 'node:module'\ncreateRequire(import.meta.url)('./old.cjs')\nconsole.log('started')\n",
    'old.cjs':
      "const { unstable_after } = require('@afterword/runtime')\nexports.go = () => unstable_after(() => {})\n",
  }
  const warned = start(files)
  expect((await warned.exited).code).toBe(0)
  const isWarning = (line: string) => line.startsWith('warning unstable-after')
  expect(warned.lines.filter(isWarning)).toHaveLength(1)
  expect(warned.lines).toContain('started')

  const off = start({
    ...files,
    'afterword.config.js': "export default { rules: { 'unstable-after': 'off' } }\n",
  })
  expect((await off.exited).code).toBe(0)
  expect(off.lines.filter(isWarning)).toHaveLength(0)
})

it('packages are left as they are', async () => {
  const files = {
    'server.mjs': "import './vendor/node_modules/old/index.js'\nconsole.log('started')\n",
    'vendor/node_modules/old/index.js':
      "import { after } from '@afterword/runtime'\nexport const go = () => after(42)\n",
  }
  const { exited, lines } = start(files)
  expect(await exited).toEqual({ code: 0, signal: null })
  expect(lines).toEqual(['started'])
})

it('a built file that has a source map: stacks are of its source', async () => {
  const files = {
    'dist/server.mjs': `import { after } from '@afterword/runtime'
export const go = () => after(() => {})
export function fail() {
  throw new Error('built')
}
fail()
//# ${'sourceMappingURL'}=server.mjs.map
`,
    // Each line of the file is that of the source, four further down.
    'dist/server.mjs.map': JSON.stringify({
      version: 3,
      sources: ['../src/server.ts'],
      names: [],
      mappings: 'AAIA;AACA;AACA;AACA,CAAE,IAAI;AACN;AACA',
    }),
  }
  const { exited, lines } = start(files, 'dist/server.mjs')
  expect((await exited).code).toBe(1)
  expect(lines.find((line) => line.includes('src/server.ts:8'))).toBeDefined()
})

it('a loader that is imported behind it, as tsx is, compiles what is compiled already', async () => {
  const hooks = `export async function load(url, context, nextLoad) {
  if (!url.endsWith('/server.ts')) return nextLoad(url, context)
  const { source } = await nextLoad(url, { ...context, format: 'module' })
  const code = String(source).replaceAll(': any', '')
  // What compiles a file moves its lines.
  return { format: 'module', source: '/* moved */\\n\\n' + code, shortCircuit: true }
}
`
  const project = createProject({
    'loader.mjs':
      "import { register } from 'node:module'\nregister('./hooks.mjs', import.meta.url)\n",
    'hooks.mjs': hooks,
    'server.ts': SERVER.replace('(request, response)', '(request: any, response: any)'),
    'record.cjs': RECORD,
  })
  const server = startNode([...FLAGS, '--import', './loader.mjs', 'server.ts'], project.root)
  onTestFinished(() => server.stop())
  const [, port] = await server.waitForLine(/^port (\d+)/)
  await fetch(`http://127.0.0.1:${port}/fail`)
  await server.waitForLine(/server\.ts:7:5/)
})

it('a configuration that is wrong stops the process, and names itself', async () => {
  const { exited, lines } = start({
    'server.mjs': "console.log('started')\n",
    'afterword.config.js': "export default { preset: 'express' }\n",
  })
  expect((await exited).code).toBe(1)
  expect(lines.join('\n')).toContain("'next' or 'rsc' or 'server'")
  expect(lines).not.toContain('started')
})
