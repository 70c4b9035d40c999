// Builds an app with its own tools.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { appsRoot } from './server.ts'

export interface BuildOptions {
  /** Folder below apps/. */
  readonly folder: string
  /** Executable of a package in node_modules/.bin, the folder's own or the suite's. */
  readonly bin: string
  readonly args: readonly string[]
  /** What executes it. Default: this Node. */
  readonly command?: string | undefined
  readonly env?: NodeJS.ProcessEnv
}

/** Resolves to what was printed when it is built; rejects with the build's output. */
export async function build(options: BuildOptions): Promise<string> {
  const { folder, bin, args, command = process.execPath, env } = options
  const own = `${appsRoot}${folder}/node_modules/.bin/${bin}`
  const script = existsSync(own) ? own : `${appsRoot}../node_modules/.bin/${bin}`
  const { NODE_ENV: _, NODE_OPTIONS: __, VITEST: ___, ...inherited } = process.env
  try {
    const { stdout } = await promisify(execFile)(command, [script, ...args], {
      cwd: `${appsRoot}${folder}`,
      env: { ...inherited, NO_COLOR: '1', ...env },
    })
    return stdout
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`The build of ${folder} failed:\n${stdout}\n${stderr}`, { cause: error })
  }
}
