// The runtimes to measure on: the Node versions that are supported, and Bun, installed beside.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const modules = join(import.meta.dirname, '../node_modules')

/** Where npm puts the executable of each. */
const EXECUTABLES = {
  'Node 20': 'node-20/bin/node',
  'Node 22': 'node-22/bin/node',
  'Node 24': 'node-24/bin/node',
  Bun: 'bun/bin/bun.exe',
}

/**
 * @returns {{ name: string, path: string, version: string | undefined }[]} `version` is `undefined`
 * where npm has no such binary for this machine
 */
export function findRuntimes() {
  const [major] = process.versions.node.split('.')
  const current = `Node ${major}`
  const names = new Set([...Object.keys(EXECUTABLES), current])
  return Array.from(names, (name) => {
    const path = name === current ? process.execPath : join(modules, EXECUTABLES[name])
    const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
    return { name, path, version: status === 0 ? stdout.trim().replace(/^v/, '') : undefined }
  })
}
