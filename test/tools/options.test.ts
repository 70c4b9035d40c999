// Every host refuses a wrong option with a message that names it and what it accepts, and can be required by a CommonJS configuration.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import babel from '@afterword/transform/babel'
import esbuild from '@afterword/transform/esbuild'
import withAfterword from '@afterword/transform/next'
import rolldown from '@afterword/transform/rolldown'
import rollup from '@afterword/transform/rollup'
import rspack from '@afterword/transform/rspack'
import { transform, transformSync } from '@afterword/transform/swc'
import { createTransformer } from '@afterword/transform/swc-jest'
import vite from '@afterword/transform/vite'
import webpack from '@afterword/transform/webpack'
import { transformSync as babelTransform } from '@babel/core'
import { expect, it } from 'vitest'

const root = import.meta.dirname
const hosts: Record<string, (options: never) => unknown> = {
  vite,
  rollup,
  rolldown,
  webpack,
  rspack,
  esbuild,
  next: (options) => withAfterword({}, options),
  babel: (options) =>
    babelTransform('', { root, filename: join(root, 'a.js'), plugins: [[babel, options]] }),
  swc: (afterword) => transform('', { afterword }),
  'swc, at once': (afterword) => transformSync('', { afterword }),
  'swc-jest': (afterword) => createTransformer({ afterword }),
}

const wrong: [options: object, message: string][] = [
  [{ preset: 'remix' }, `option "preset" must be 'next' or 'rsc' or 'server', not "remix"`],
  [{ sources: 'next/server' }, 'option "sources" must be a list of strings, not "next/server"'],
  [{ source: [] }, 'there is no option "source"; did you mean "sources"?'],
  [{ wrap: 'mentioned' }, 'option "wrap" is none of '],
  [
    { rules: { 'invalid-task': 'warning' } },
    `option "rules" must say 'off', 'warn' or 'error' for "invalid-task", not "warning"`,
  ],
  [{ rules: { 'invalid-tasks': 'off' } }, 'did you mean "invalid-task"?'],
]

it.each(Object.entries(hosts))('%s', async (_, host) => {
  for (const [options, message] of wrong) {
    const use = async () => host(options as never)
    await expect(use()).rejects.toThrow(message)
  }
})

it.each(['babel', 'swc'])('%s, whose root is no folder', async (name) => {
  const use = async () => hosts[name]?.({ root: join(root, 'nowhere') } as never)
  const problem = `option "root" must be the folder of the project, and there is no folder ${root}`
  await expect(use()).rejects.toThrow(problem)
})

it.each(['babel', 'swc'])('%s, with an entry that is not there', async (name) => {
  const use = (options: object) => async () => hosts[name]?.({ root, ...options } as never)
  await expect(use({ serverEntries: ['server.ts'] })).rejects.toThrow(
    'afterword: option "serverEntries" names server.ts, and there is no such file',
  )
  await expect(use({ appDir: 'source' })).rejects.toThrow(
    'afterword: option "appDir" names source, and there is no such folder',
  )
})

it('is the default of what a CommonJS configuration requires', () => {
  const require = createRequire(import.meta.url)
  const required = ['vite', 'rollup', 'rolldown', 'webpack', 'rspack', 'esbuild', 'next', 'babel']
  for (const name of required) {
    expect(require(`@afterword/transform/${name}`).default, name).toBeTypeOf('function')
  }
})
