// Builds with Rollup's cache in a file, and prints what is compiled.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import afterword from '@afterword/transform/rollup'
import { rollup } from 'rollup'
import esbuild from 'rollup-plugin-esbuild'

const printCompiled = {
  name: 'print-compiled',
  transform(_code, id) {
    console.log(`compiled ${id}`)
  },
}
const sources = process.env.AFTERWORD_SOURCES?.split(',') ?? []
const plugins = [afterword({ sources }), esbuild(), printCompiled]
const saved = existsSync('cache.json') ? JSON.parse(readFileSync('cache.json', 'utf8')) : undefined

const bundle = await rollup({ input: 'server.ts', cache: saved, plugins, external: /^[^./]/ })
await bundle.generate({})
writeFileSync('cache.json', JSON.stringify(bundle.cache))
