// Where a tool takes up the source map that stands in a text, it leads to the same source with Afterword before it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import afterword from '@afterword/transform/esbuild'
import { transform, transformSync } from '@afterword/transform/swc'
import { createTransformer } from '@afterword/transform/swc-jest'
import * as swc from '@swc/core'
import { createTransformer as swcJest } from '@swc/jest'
import { build } from 'esbuild'
import { afterAll, describe, expect, it } from 'vitest'

interface SourceMap {
  readonly sources: readonly string[]
  readonly sourcesContent?: readonly string[]
}

const BUILT = `import { after } from 'next/server'
export const GET = () => after(() => { throw new Error() })
`
const SOURCE = 'import { after } from "next/server"\n\nexport GET = -> after -> throw new Error()\n'
const MAP = JSON.stringify({
  version: 3,
  sources: ['route.coffee'],
  sourcesContent: [SOURCE],
  names: [],
  mappings: 'AAAA;AAEA',
})
const INLINE = `${BUILT}//# sourceMappingURL=data:application/json;base64,${btoa(MAP)}\n`
const BESIDE = `${BUILT}//# sourceMappingURL=built.map\n`

const root = mkdtempSync(join(tmpdir(), 'afterword-maps-'))
writeFileSync(join(root, 'built.map'), MAP)
afterAll(() => rmSync(root, { recursive: true }))

function inlineMap(code: string): SourceMap {
  const data = /sourceMappingURL=data:[^,]*;base64,(\S+)\s*$/.exec(code)?.[1] ?? ''
  return JSON.parse(Buffer.from(data, 'base64').toString())
}

/** What a map says of its source, which is the same however the lines of the output were changed. */
function sourceOf({ sources, sourcesContent }: SourceMap) {
  return { sources, sourcesContent }
}

describe('SWC', () => {
  const filename = join(root, 'route.js')
  const options = { filename, sourceMaps: true, jsc: { target: 'es2022' } } as const

  it.each([
    ['in the text', INLINE, {}],
    ['in the text, which is asked for', INLINE, { inputSourceMap: true }],
    ['in the text, which is not wanted', INLINE, { inputSourceMap: false }],
    ['handed over', BUILT, { inputSourceMap: MAP }],
    ['of a text that has none', BUILT, {}],
    ['with a name for the source', BUILT, { sourceFileName: 'src/route.js' }],
    ['with a relative name', BUILT, { filename: 'src/route.js' }],
    ['with no name', BUILT, { filename: undefined }],
    ['without the texts', BUILT, { inlineSourcesContent: false }],
  ])('a map %s', async (_, code, more) => {
    const all = { ...options, ...more } as never
    const alone = sourceOf(JSON.parse((await swc.transform(code, all)).map ?? ''))
    const { map = '' } = await transform(code, all)
    expect(sourceOf(JSON.parse(map))).toEqual(alone)
    const atOnce = transformSync(code, all)
    expect(sourceOf(JSON.parse(atOnce.map ?? ''))).toEqual(alone)
  })

  it.each([
    ['in the text', INLINE],
    ['of a text that has none', BUILT],
  ])('of Jest, a map %s', async (_, code) => {
    const jest = { config: { rootDir: root }, instrument: false, transformerConfig: {} } as never
    const alone = swcJest({}).process?.(code, filename, jest) as { code: string }
    const ours = (await createTransformer()).process(code, filename, jest)
    expect(sourceOf(inlineMap(ours.code))).toEqual(sourceOf(inlineMap(alone.code)))
  })
})

describe('esbuild', () => {
  it.each([
    ['in the text', INLINE],
    ['beside it', BESIDE],
    ['of a text that has none', BUILT],
  ])('a map %s', async (_, code) => {
    writeFileSync(join(root, 'route.js'), code)
    const bundle = async (plugins: ReturnType<typeof afterword>[]) => {
      const { outputFiles } = await build({
        absWorkingDir: root,
        entryPoints: ['route.js'],
        bundle: true,
        platform: 'node',
        packages: 'external',
        format: 'esm',
        sourcemap: 'inline',
        write: false,
        outdir: 'dist',
        plugins: plugins as never,
      })
      return sourceOf(inlineMap(outputFiles[0]?.text ?? ''))
    }
    expect(await bundle([afterword()])).toEqual(await bundle([]))
  })
})
