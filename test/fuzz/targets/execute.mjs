// A compiled module does what it did as written.
import assert from 'node:assert/strict'
import { createCompiler } from '@afterword/transform'
import fc from 'fast-check'
import { moduleAroundAfter } from '../grammar/module.mjs'
import { createReferenceWorld, createRuntimeWorld, exercise, toJavaScript } from '../world.mjs'

const SETTINGS = {
  mentioned: {},
  all: { wrap: 'all', serverEntries: ['src/server.js', 'src/server.mjs', 'src/server.ts'] },
  next: { target: 'next' },
  client: { environment: 'client' },
}
const compilers = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, options]) => [
    name,
    createCompiler({ root: '/project', ...options }),
  ]),
)

export function createTarget() {
  const worlds = { reference: createReferenceWorld(), runtime: createRuntimeWorld() }
  const property = fc.asyncProperty(
    moduleAroundAfter,
    // Most is done where everything is wrapped.
    fc.constantFrom(...Object.keys(SETTINGS), 'all'),
    async ({ code, id }, by) => {
      let plain
      try {
        plain = toJavaScript(code, id)
      } catch {
        // The grammar knows little of what may not stand twice in a module.
        fc.pre(false)
      }
      const compiled = compilers[by].transform(code, id)?.code ?? code
      assert.equal(compilers[by].transform(compiled, id)?.code ?? compiled, compiled, 'twice')
      const expected = await exercise(worlds.reference, plain, id)
      const actual = await exercise(worlds.runtime, toJavaScript(compiled, id), id)
      assert.deepEqual(inOrder(actual), inOrder(expected), `${id}, ${by}\n${compiled}`)
    },
  )
  return { property, print: ({ code, id }, by) => `${id}, ${by}\n${code}` }
}

/**
 * What a handler does comes in its order. Its tasks run beside each other, and yield to the event loop
 * as the time it takes will have it: of them counts what they did, and how often.
 */
function inOrder(log) {
  const parts = log.join('\n').split(/^(?=gave |over$)/m)
  return parts.map((part) => (part.startsWith('gave ') ? part.split('\n').sort() : part))
}
