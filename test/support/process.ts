// A child process whose output is read line by line: tests wait for what it says, not for time.
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { stripVTControlCharacters } from 'node:util'

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
  const lines: string[] = []
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(stripVTControlCharacters(line))
      for (const check of waiting) check()
    })
  }
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  return {
    child,
    lines,
    exited,
    waitForLine: (pattern) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const found = lines.map((line) => line.match(pattern)).find((match) => match !== null)
          if (!found) return
          waiting.delete(check)
          resolve(found)
        }
        waiting.add(check)
        check()
        exited.then(({ code, signal }) => {
          reject(new Error(`It ended (${signal ?? code}) before ${pattern}:\n${lines.join('\n')}`))
        })
      }),
    stop: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}
