// An example as its README has it: its commands for a shell, what they print, and its change to a misuse.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { onTestFinished } from 'vitest'
import { readLines } from './lines.ts'

const root = join(import.meta.dirname, '../..')
// Vitest's own settings are not the example's.
const { NODE_ENV: _, NODE_OPTIONS: __, VITEST: ___, ...inherited } = process.env
const env = { ...inherited, NO_COLOR: '1', PORT: '0' }

interface Block {
  /** What stands behind the fence: `sh`, `diff src/app.ts`; `''` for output. */
  readonly info: string
  readonly text: string
}

export interface Step {
  readonly command: string
  /** The lines that the README says the server prints. */
  readonly prints: readonly string[]
}

export interface Example {
  readonly folder: string
  /** Each line of its shell blocks, the last of a block with the output that follows it. */
  readonly steps: readonly Step[]
  /** The old and the new line of each change, by file. */
  readonly changes: readonly { readonly file: string; readonly from: string; readonly to: string }[]
  /** The report of what the changes make of it. */
  readonly report: string
}

export function readExample(name: string): Example {
  const folder = join(root, 'examples', name)
  const readme = readFileSync(join(folder, 'README.md'), 'utf8')
  const blocks = [...readme.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map(
    ([, info = '', text = '']): Block => ({ info, text }),
  )
  const steps = blocks.flatMap(({ info, text }, index): Step[] => {
    if (info !== 'sh') return []
    const next = blocks[index + 1]
    const printed = next?.info === '' ? next.text.trimEnd().split('\n') : []
    return text
      .trim()
      .split('\n')
      .map((command, line, all) => ({ command, prints: line === all.length - 1 ? printed : [] }))
  })
  const changes = blocks
    .filter(({ info }) => info.startsWith('diff '))
    .map(({ info, text }) => {
      const [, from = '', to = ''] = /^-(.*)\n\+(.*)$/m.exec(text) ?? []
      return { file: info.slice('diff '.length), from, to }
    })
  const report =
    blocks.find(({ info, text }) => info === '' && text.startsWith('error '))?.text ?? ''
  return { folder, steps, changes, report }
}

export interface Served {
  readonly lines: readonly string[]
  /** Runs a command of the README's, whose port is the server's, and waits for what the server prints. */
  run(step: Step): Promise<void>
}

/** Runs a command that serves until the test ends, and prints its port. */
export async function serve(
  command: string,
  cwd = root,
  portLine = /^http:\/\/localhost:(\d+)/,
): Promise<Served> {
  // A group of its own, so that what npm starts ends, too.
  const child = spawn('sh', ['-c', command], { cwd, env, detached: true })
  onTestFinished(() => endGroup(child))
  const { lines, waitFor } = readLines(child)
  const findPort = () => lines.map((line) => portLine.exec(line)).find(Boolean)?.[1]
  const port = await waitFor(findPort, `${portLine} of ${command}`)
  return {
    lines,
    async run({ command: own, prints }) {
      lines.length = 0
      spawnSync('sh', ['-c', own.replace(/localhost:\d+/, `localhost:${port}`)], { env })
      for (const printed of prints) {
        await waitFor(() => lines.find((line) => line === printed), printed)
      }
    },
  }
}

function endGroup(child: ChildProcess): Promise<void> | undefined {
  if (child.exitCode !== null || child.signalCode !== null) return undefined
  return new Promise((resolve) => {
    child.once('close', () => resolve())
    process.kill(-(child.pid as number), 'SIGKILL')
  })
}

/** Runs a command of its package.json in a copy with the changes made; gives all that it printed. */
export function runMisuse({ folder, changes }: Example, script: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'afterword-'))
  try {
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
    cpSync(folder, copy, {
      recursive: true,
      filter: (path) => !/[\\/](dist|node_modules)$/.test(path),
    })
    for (const { file, from, to } of changes) {
      const text = readFileSync(join(copy, file), 'utf8')
      if (!text.includes(`${from}\n`)) throw new Error(`${file} has no line ${from}`)
      writeFileSync(
        join(copy, file),
        text.replace(`${from}\n`, () => `${to}\n`),
      )
    }
    const { scripts } = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8'))
    const path = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`
    const run = spawnSync('sh', ['-c', scripts[script]], {
      cwd: copy,
      env: { ...env, PATH: path },
      encoding: 'utf8',
    })
    return stripVTControlCharacters(run.stdout + run.stderr)
  } finally {
    rmSync(copy, { recursive: true })
  }
}
