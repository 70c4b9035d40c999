// Prints what the runtime adds to an application: `after` and one host, bundled, minified, gzipped. What
// is loaded apart from it is counted apart. With --modules, what each module has of it.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

const { values } = parseArgs({ options: { modules: { type: 'boolean', default: false } } })
const dist = fileURLToPath(new URL('../packages/runtime/dist/', import.meta.url))
const virtual = '\0entry'

/** Names that an application imports, by the files of their package entries. */
const applications = {
  'after + fetch host': { 'index.js': 'after', 'hosts/fetch.js': 'withAfter' },
  'after + cookies + fetch host': {
    'index.js': 'after, cookies, headers',
    'hosts/fetch.js': 'withAfter',
  },
  'after + node host': { 'index.js': 'after', 'hosts/node.js': 'withAfter' },
  'after alone': { 'index.js': 'after' },
}

/** An application's entry: its imports, used. */
function printEntry(application) {
  const imports = Object.entries(application)
  return [
    ...imports.map(([file, names]) => `import { ${names} } from '${dist}${file}'`),
    `globalThis.application = [${imports.map(([, names]) => names).join(', ')}]`,
  ].join('\n')
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
  const { output } = await build.generate({ format: 'esm', minify: true, comments: false })
  await build.close()
  return output
}

/** The chunks that are loaded at the start: the entry's, and all that it imports statically. */
function listStaticChunks(chunks) {
  const found = new Set(chunks.filter((chunk) => chunk.isEntry))
  for (const { imports } of found) {
    for (const chunk of chunks) if (imports.includes(chunk.fileName)) found.add(chunk)
  }
  return found
}

function print(name, chunks) {
  const gzipped = chunks.map(({ code }) => gzipSync(code, { level: 9 }).length)
  const minified = chunks.map(({ code }) => code.length)
  const sum = (sizes) => sizes.reduce((total, size) => total + size, 0)
  console.log(`${name}: ${sum(minified)} bytes minified, ${sum(gzipped)} gzipped`)
  if (!values.modules) return
  for (const [id, { renderedLength }] of chunks.flatMap(({ modules }) => Object.entries(modules))) {
    if (id.startsWith(dist)) console.log(`  ${id.slice(dist.length)}: ${renderedLength} unminified`)
  }
}

for (const [name, application] of Object.entries(applications)) {
  const chunks = await bundle(printEntry(application))
  const loaded = listStaticChunks(chunks)
  print(name, [...loaded])
  const others = chunks.filter((chunk) => !loaded.has(chunk))
  if (others.length > 0) print('  loaded on a server, or to report an error', others)
}
