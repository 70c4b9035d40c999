/** Runs a check again and again, whenever a file of the project has changed. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { watch } from 'chokidar'
import type { IgnoreRules } from '../project/ignored.ts'
import { findRepository } from '../project/repository.ts'
import type { Invocation } from './commands.ts'
import { Failure } from './failure.ts'
import { findFolder } from './project.ts'

const IGNORED_FOLDER = /(?:^|\/)(?:node_modules|\.[^/]+)(?:\/|$)/
const WATCHED_FILE = /\.(?:[cm]?[jt]sx?|json)$/
/** An editor's save is several events; a branch switch is thousands. */
const SETTLE_MS = 50
const SHOWN_FILES = 5

/**
 * Resolves when SIGINT or SIGTERM ends it. A check that fails is told, and the next change begins
 * another.
 */
export async function watchProject(
  { argument = '.', terminal }: Invocation,
  check: () => Promise<void>,
): Promise<void> {
  const root = findFolder(argument)
  const rules = await readIgnored(root)
  const changed = new Set<string>()
  const stop = new AbortController()
  let notify = () => {}
  const watcher = watch(root, {
    ignoreInitial: true,
    ignored(path, stats) {
      const file = relative(root, path).replaceAll('\\', '/')
      if (file === '' || !stats) return IGNORED_FOLDER.test(file)
      return stats.isDirectory()
        ? IGNORED_FOLDER.test(file) || rules.ignores(`${file}/`)
        : !WATCHED_FILE.test(file) || rules.ignores(file)
    },
  })
  watcher.on('all', (event, path) => {
    // The files of a folder that comes or goes have events of their own.
    if (event === 'addDir' || event === 'unlinkDir') return
    changed.add(relative(root, path).replaceAll('\\', '/'))
    notify()
  })
  watcher.on('error', (error) => {
    terminal.tell(`afterword: changes may go unseen: ${(error as Error).message}`)
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop.abort()
      notify()
    })
  }
  await once(watcher, 'ready')
  while (!stop.signal.aborted) {
    changed.clear()
    await check().catch((error) => {
      if (!(error instanceof Failure)) throw error
      terminal.tell(`afterword: ${error.message}`)
    })
    if (changed.size === 0 && !stop.signal.aborted) {
      terminal.tell('Waiting for changes; Ctrl-C ends.')
      await new Promise<void>((resolve) => {
        notify = resolve
      })
    }
    await settle()
    if (!stop.signal.aborted) terminal.tell(`\nChanged: ${nameSome([...changed])}`)
  }
  await watcher.close()

  /** Resolves when nothing has changed for a moment. */
  async function settle(): Promise<void> {
    for (let size = -1; size !== changed.size && !stop.signal.aborted; ) {
      size = changed.size
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
    }
  }
}

/** A branch switch changes more files than anybody reads. */
export function nameSome(files: readonly string[]): string {
  const shown = files.slice(0, SHOWN_FILES).join(', ')
  return files.length > SHOWN_FILES ? `${shown} and ${files.length - SHOWN_FILES} more` : shown
}

/** What the check leaves out by the project's own `.gitignore`, and by those above it. */
async function readIgnored(root: string): Promise<IgnoreRules> {
  const { ignored } = findRepository(root.replaceAll('\\', '/'))
  const text = await readFile(join(root, '.gitignore'), 'utf8').catch(() => '')
  return ignored.extend({ text, folder: '', prefix: '' })
}
