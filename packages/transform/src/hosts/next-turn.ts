/** Has the processes of one build do the same thing one after the other: what the first keeps serves the others. */
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** In milliseconds: whoever has taken longer is not waited for. */
const LONGEST_TURN = 60_000
/** In milliseconds, between two looks at whether it is over. */
const PAUSE = 10

/**
 * Resolves when no other process with the same parent is at it, with what ends the turn. It saves work
 * and makes nothing safe: where it cannot be known, processes do not wait.
 *
 * @param name what is done
 */
export async function takeTurn(name: string): Promise<() => void> {
  const file = locateTurn(name)
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return () => {}
    }
    if (isAbandoned(file)) rmSync(file, { force: true })
    else await setTimeout(PAUSE)
  }
}

/** The file that holds the id of the process whose turn it is. */
export function locateTurn(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 16)
  return join(tmpdir(), `afterword-${process.ppid}-${hash}`)
}

function isAbandoned(file: string): boolean {
  const begin = statSync(file, { throwIfNoEntry: false })?.mtimeMs
  if (begin !== undefined && Date.now() - begin > LONGEST_TURN) return true
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
