/** Runs a check again and again, whenever a file of the project has changed, or one that it leads to beside it. */
import { once } from 'node:events'
import type { Stats } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { type FSWatcher, watch } from 'chokidar'
import type { IgnoreRules } from '../project/ignored.ts'
import { isOutside } from '../project/outside.ts'
import { findRepository } from '../project/repository.ts'
import type { Watched } from '../project/watched.ts'
import type { Invocation } from './commands.ts'
import { Failure } from './failure.ts'
import { findFolder } from './project.ts'

const IGNORED_FOLDER = /(?:^|\/)(?:node_modules|\.[^/]+)(?:\/|$)/
const WATCHED_FILE = /\.(?:[cm]?[jt]sx?|json)$/
/** An editor's save is several events; a branch switch is thousands. */
const SETTLE_MS = 50
const SHOWN_FILES = 5

/**
 * Resolves when SIGINT or SIGTERM ends it, or nobody reads what it prints. A check that fails is told,
 * and the next change begins another.
 *
 * @param check resolves to what it went by
 */
export async function watchProject(
  { argument = '.', terminal }: Invocation,
  check: () => Promise<Watched>,
): Promise<void> {
  const root = findFolder(argument)
  const rules = await readIgnored(root)
  const changed = new Set<string>()
  const stop = new AbortController()
  const watchers: FSWatcher[] = []
  const beside = new Set<string>()
  let notify = () => {}
  const end = () => {
    stop.abort()
    notify()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
  // Nobody reads any more.
  process.stdout.once('error', end)
  await follow([root])
  while (!stop.signal.aborted) {
    changed.clear()
    try {
      await followBeside(await check())
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      terminal.tell(`afterword: ${error.message}`)
    }
    if (changed.size === 0 && !stop.signal.aborted) {
      terminal.tell('Waiting for changes; Ctrl-C ends.')
      await new Promise<void>((resolve) => {
        notify = resolve
      })
    }
    await settle()
    if (!stop.signal.aborted) terminal.tell(`\nChanged: ${nameSome([...changed])}`)
  }
  await Promise.all(watchers.map((watcher) => watcher.close()))

  /** Resolves when changes in the folders are seen. */
  async function follow(folders: readonly string[], depth?: number): Promise<void> {
    const watcher = watch([...folders], {
      ignoreInitial: true,
      ignored: isIgnored,
      ...(depth === undefined ? {} : { depth }),
    })
    watchers.push(watcher)
    watcher.on('all', (event, path) => {
      // The files of a folder that comes or goes have events of their own.
      if (event === 'addDir' || event === 'unlinkDir') return
      changed.add(relative(root, path).replaceAll('\\', '/'))
      notify()
    })
    watcher.on('error', (error) => {
      terminal.tell(`afterword: changes may go unseen: ${(error as Error).message}`)
    })
    await once(watcher, 'ready')
  }

  /** Of a folder beside the project only the files right in it are watched: it may be the repository's own. */
  async function followBeside({ files }: Watched): Promise<void> {
    const folders = new Set(files.filter(isOutside).map((file) => join(root, dirname(file))))
    const added = [...folders].filter((folder) => !beside.has(folder))
    if (added.length === 0) return
    for (const folder of added) beside.add(folder)
    await follow(added, 0)
  }

  function isIgnored(path: string, stats?: Stats): boolean {
    const file = relative(root, path).replaceAll('\\', '/')
    const inside = file.replace(/^(?:\.\.(?:\/|$))+/, '')
    // The project's rules are about its own files.
    const isLeftOut = (name: string) => inside === file && rules.ignores(name)
    if (inside === '' || !stats) return IGNORED_FOLDER.test(inside)
    return stats.isDirectory()
      ? IGNORED_FOLDER.test(inside) || isLeftOut(`${file}/`)
      : !WATCHED_FILE.test(file) || isLeftOut(file)
  }

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
