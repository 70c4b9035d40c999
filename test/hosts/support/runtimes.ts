// Runtimes beside this Node, from npm. They are packages of one platform's binary: some are not there on
// another, which is no failure of ours.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface Runtime {
  /** As the docs show it: `Node 22.23.3`. */
  readonly title: string
  /** The executable; `undefined` where its package is not installed. */
  readonly command: string | undefined
}

const modules = new URL('../node_modules/', import.meta.url)

/** An optional package's executable: a path below node_modules. */
function findRuntime(name: string, folder: string, executable: string): Runtime {
  const manifest = new URL(`${folder}/package.json`, modules)
  const command = new URL(executable, modules)
  if (!existsSync(manifest) || !existsSync(command)) return { title: name, command: undefined }
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'))
  return { title: `${name.split(' ', 1)} ${version}`, command: fileURLToPath(command) }
}

export const bun = findRuntime('Bun', 'bun', '.bin/bun')
export const deno = findRuntime('Deno', 'deno', '.bin/deno')
export const workerd = findRuntime('workerd', 'workerd', '.bin/workerd')

/** The Node that runs the suite. */
export const thisNode = {
  title: `Node ${process.versions.node}`,
  command: process.execPath,
} as const satisfies Runtime

/** A Node of this major version: the one that runs the suite, if it is. */
export function findNode(major: 20 | 22 | 24): Runtime {
  if (process.versions.node.startsWith(`${major}.`)) return thisNode
  return findRuntime(`Node ${major}`, `node-${major}`, `node-${major}/bin/node`)
}
