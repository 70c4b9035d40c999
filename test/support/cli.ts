// The command `afterword`, run as people run it: the real bin, in a process of its own.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const cliBin = fileURLToPath(
  new URL('../../packages/transform/bin/afterword.js', import.meta.url),
)

export interface CliRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs to its end; the environment is ours without what Vitest adds, and without colours. */
export function runCli(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = { NO_COLOR: '1' },
): CliRun {
  const {
    NODE_OPTIONS: _,
    NO_COLOR: __,
    FORCE_COLOR: ___,
    GITHUB_WORKSPACE: ____,
    ...own
  } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, [cliBin, ...args], {
    cwd,
    env: { ...own, ...env },
    encoding: 'utf8',
  })
  return { code: status, stdout, stderr }
}
