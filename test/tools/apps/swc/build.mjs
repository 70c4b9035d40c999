import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { transform } from '@afterword/transform/swc'

const files = (await readdir('.', { recursive: true })).filter((file) =>
  /^(?!node_modules).*\.tsx?$/.test(file),
)
for (const filename of files) {
  const { code, map } = await transform(await readFile(filename, 'utf8'), {
    filename,
    sourceFileName: resolve(filename),
    sourceMaps: true,
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', tsx: true },
      transform: { react: { runtime: 'automatic' } },
      rewriteRelativeImportExtensions: true,
    },
    afterword: {},
  })
  const output = `dist/${filename.replace(/\.tsx?$/, '.js')}`
  await mkdir(dirname(output), { recursive: true })
  await writeFile(
    output,
    `${code}//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}\n`,
  )
}
