// What a process prints, line by line, and waiting for it.
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { stripVTControlCharacters } from 'node:util'

export interface PrintedLines {
  /** All so far of both streams, without colours. */
  readonly lines: string[]
  /** Waits until `find` gives something of the lines; rejects when the process ends before. */
  waitFor<T>(find: (lines: readonly string[]) => T | undefined | null, what: string): Promise<T>
}

export function readLines(child: ChildProcess): PrintedLines {
  const lines: string[] = []
  const checks = new Set<() => void>()
  for (const input of [child.stdout, child.stderr]) {
    if (!input) continue
    createInterface({ input }).on('line', (line) => {
      lines.push(stripVTControlCharacters(line))
      for (const check of checks) check()
    })
  }
  const ended = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(`${signal ?? code}`))
  })
  return {
    lines,
    waitFor: (find, what) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const found = find(lines)
          if (found === undefined || found === null) return
          checks.delete(check)
          resolve(found)
        }
        checks.add(check)
        check()
        ended.then((how) => {
          reject(new Error(`It ended (${how}) before ${what}:\n${lines.join('\n')}`))
        })
      }),
  }
}
