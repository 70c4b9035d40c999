import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { openTerminal } from '../src/cli/terminal.ts'
import { nameSome } from '../src/cli/watch.ts'

/** A process whose streams are kept, and may be terminals. */
function createProcess(isTTY: boolean) {
  const written: string[] = []
  const stream = () => {
    const writable = new Writable({
      write(chunk, _, done) {
        written.push(String(chunk))
        done()
      },
    })
    return Object.assign(writable, { isTTY, columns: 20, hasColors: () => true })
  }
  const process = { stdout: stream(), stderr: stream(), env: {} }
  return { written, process: process as unknown as NodeJS.Process }
}

it('shows progress on one line of a terminal, once it takes long, and clears it before anything else', () => {
  const { written, process } = createProcess(true)
  let now = 0
  const terminal = openTerminal(process, () => now)
  terminal.progress('checking 1 of 9 files')
  expect(written).toEqual([])
  now = 1000
  terminal.progress('checking 2 of 9 files')
  terminal.progress('checking 3 of 9 files')
  now = 1200
  terminal.progress('checking 4 of 9 files')
  terminal.tell('note')
  terminal.print('report')
  expect(written).toEqual([
    '\r\u001B[Kchecking 2 of 9 fil',
    '\r\u001B[Kchecking 4 of 9 fil',
    '\r\u001B[K',
    'note\n',
    'report\n',
  ])
})

it('shows no progress in a pipe', () => {
  const { written, process } = createProcess(false)
  const terminal = openTerminal(process, () => Number.POSITIVE_INFINITY)
  terminal.progress('checking 1 of 9 files')
  terminal.print('report')
  expect(written).toEqual(['report\n'])
})

it('names the first of many changed files', () => {
  expect(nameSome(['a.ts', 'b.ts', 'c.ts', 'd.ts', 'e.ts'])).toBe('a.ts, b.ts, c.ts, d.ts, e.ts')
  expect(nameSome(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toBe('a, b, c, d, e and 2 more')
})
