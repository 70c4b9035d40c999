// Projects with dependencies of their own, which the repository itself does not need.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Installs a project of this folder's from its lockfile, the first time; throws what npm prints. */
export function installProject(root: string): void {
  if (existsSync(join(root, 'node_modules/.package-lock.json'))) return
  const { NODE_OPTIONS: _, NODE_ENV: __, ...env } = process.env
  // Not `npm ci`: it refuses a lockfile without the binaries of platforms that a registry lacks.
  const args = ['install', '--no-save', '--no-audit', '--no-fund']
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: root, env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm install in ${root} failed:\n${stdout}${stderr}`)
}
