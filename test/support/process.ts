// A child process whose output is read line by line: tests wait for what it says, not for time.
import { type ChildProcess, spawn } from 'node:child_process'
import { readLines } from './lines.ts'

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface RunningProcess {
  readonly child: ChildProcess
  /** Everything printed so far, on both streams. */
  readonly lines: readonly string[]
  /** Resolves with the first line that matches, printed already or later; rejects at the exit. */
  waitForLine(pattern: RegExp): Promise<RegExpMatchArray>
  readonly exited: Promise<Exit>
  /** Kills it if it still runs, and waits for its end. */
  stop(): Promise<void>
}

/** Starts `node` in `cwd`; the environment is ours without what Vitest adds. */
export function startNode(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
  node = process.execPath,
): RunningProcess {
  const { NODE_ENV: _, NODE_OPTIONS: __, VITEST: ___, TEST: ____, ...inherited } = process.env
  const child = spawn(node, args, { cwd, env: { ...inherited, NO_COLOR: '1', ...env } })
  const { lines, waitFor } = readLines(child)
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  return {
    child,
    lines,
    exited,
    waitForLine: (pattern) =>
      waitFor(
        () => lines.map((line) => line.match(pattern)).find((match) => match !== null),
        `${pattern}`,
      ),
    stop: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}
