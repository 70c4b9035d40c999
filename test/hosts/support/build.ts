// Builds an app with its own tools, once for each run.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { appsRoot } from './server.ts'

export interface BuildOptions {
  /** Folder below apps/. */
  readonly folder: string
  /** Executable of a package in node_modules/.bin, and its arguments. */
  readonly bin: string
  readonly args: readonly string[]
  /** What executes it. Default: this Node. */
  readonly command?: string
}

/** Resolves when it is built; rejects with the build's output. */
export async function build({ folder, bin, args, command }: BuildOptions): Promise<void> {
  const script = fileURLToPath(new URL(`../node_modules/.bin/${bin}`, import.meta.url))
  const { NODE_ENV: _, NODE_OPTIONS: __, VITEST: ___, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(command ?? process.execPath, [script, ...args], {
    cwd: `${appsRoot}${folder}`,
    env: { ...env, NO_COLOR: '1' },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The build of ${folder} failed:\n${stdout}\n${stderr}`)
}
