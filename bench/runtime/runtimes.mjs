// The runtimes to measure on: the Node that runs this, and others that are installed beside.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

/** Those that npm has binaries of for this machine; the others are left out. */
export function findRuntimes() {
  const [current] = process.versions.node.split('.')
  const others = ['22', '24']
    .filter((major) => major !== current)
    .map((major) => ({ name: `Node ${major}`, path: findBinary(`node-${major}`, 'bin/node') }))
  return [
    { name: `Node ${current}`, path: process.execPath },
    ...others,
    { name: 'Bun', path: findBinary(`@oven/bun-${process.platform}-${process.arch}`, 'bin/bun') },
  ].filter(({ path }) => path !== undefined)
}

function findBinary(name, file) {
  try {
    const path = join(dirname(require.resolve(`${name}/package.json`)), file)
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}
