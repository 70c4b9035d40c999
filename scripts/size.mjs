// Prints what the runtime adds to an application: `after` and one host, bundled, minified, gzipped.
// With --modules, what each module has of it.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

const { values } = parseArgs({ options: { modules: { type: 'boolean', default: false } } })
const dist = fileURLToPath(new URL('../packages/runtime/dist/', import.meta.url))
const virtual = '\0entry'

const entries = {
  'after + fetch host': `export { after } from '${dist}index.js'
    export { withAfter } from '${dist}hosts/fetch.js'`,
  'after + cookies + fetch host': `export { after, cookies, headers } from '${dist}index.js'
    export { withAfter } from '${dist}hosts/fetch.js'`,
  'after + node host': `export { after } from '${dist}index.js'
    export { withAfter } from '${dist}hosts/node.js'`,
  'after alone': `export { after } from '${dist}index.js'`,
}

/** Bundles an entry as an application's build would: unused exports dropped, names shortened. */
async function bundle(code) {
  const build = await rolldown({
    input: virtual,
    external: /^(node|cloudflare):/,
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === virtual ? id : null),
        load: (id) => (id === virtual ? code : null),
      },
    ],
  })
  const { output } = await build.generate({ format: 'esm', minify: true })
  await build.close()
  return output[0]
}

for (const [name, code] of Object.entries(entries)) {
  const { code: text, modules } = await bundle(code)
  const gzipped = gzipSync(text, { level: 9 }).length
  console.log(`${name}: ${text.length} bytes minified, ${gzipped} gzipped`)
  if (!values.modules) continue
  for (const [id, { renderedLength }] of Object.entries(modules)) {
    if (id.startsWith(dist)) console.log(`  ${id.slice(dist.length)}: ${renderedLength} unminified`)
  }
}
