// Builds examples/rsc, starts its server, and reads what its tasks did.
import { readFileSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'
import { type RunningProcess, startNode } from './process.ts'

export const exampleRoot = fileURLToPath(new URL('../../examples/rsc', import.meta.url))
export const viteBin = fileURLToPath(
  new URL('../../node_modules/vite/bin/vite.js', import.meta.url),
)

export interface Task {
  readonly site: string
  readonly entry: string
  readonly phase: string
  readonly startedMs: number | null
  readonly endedMs: number | null
  readonly ok: boolean | null
  readonly error: string | null
}

export interface Activity {
  readonly method: string
  readonly path: string
  readonly status: number | null
  readonly outcome: string | null
  readonly responseEndedMs: number | null
  readonly tasks: readonly Task[]
}

export interface ExampleServer extends RunningProcess {
  readonly port: number
  readonly url: string
  /** Where its activity is read. */
  readonly activityUrl: string
}

const recorder = fileURLToPath(new URL('record-activity.mjs', import.meta.url))
/** Has a server record its activity. */
export const recordFlags = ['--import', recorder]

/** Builds the example; resolves with the build's log. */
export async function buildExample(): Promise<string> {
  const build = startNode([viteBin, 'build'], exampleRoot)
  const { code } = await build.exited
  const log = build.lines.join('\n')
  if (code !== 0) throw new Error(`The build failed:\n${log}`)
  return log
}

/** A copy of the example, to edit; below its own folder, so that its packages are found. */
export interface ExampleCopy {
  readonly root: string
  /** Replaces `from`, which must be there, in one of its files. */
  edit(file: string, from: string, to: string): Promise<void>
  remove(): Promise<void>
}

export async function copyExample(): Promise<ExampleCopy> {
  const root = await mkdtemp(join(exampleRoot, 'dist/copy-'))
  for (const name of ['app', 'framework', 'public', 'server']) {
    await cp(join(exampleRoot, name), join(root, name), { recursive: true })
  }
  for (const name of ['middleware.ts', 'package.json', 'server.mjs', 'vite.config.ts']) {
    await cp(join(exampleRoot, name), join(root, name))
  }
  return {
    root,
    async edit(file, from, to) {
      const text = await readFile(join(root, file), 'utf8')
      if (!text.includes(from)) throw new Error(`${file} has no ${from}`)
      await writeFile(join(root, file), text.replace(from, to))
    },
    remove: () => rm(root, { recursive: true, force: true }),
  }
}

/** Starts the built server on a free port. */
export async function startExample(nodeOptions: readonly string[] = []): Promise<ExampleServer> {
  const flags = [...recordFlags, ...nodeOptions]
  const server = startNode([...flags, 'server.mjs'], exampleRoot, { PORT: '0' })
  const activityUrl = await readActivityUrl(server)
  const [url = '', port] = await server.waitForLine(/http:\/\/localhost:(\d+)/)
  return Object.assign(server, { url, port: Number(port), activityUrl })
}

/** Where a server with `recordFlags` says that its activity is. */
export async function readActivityUrl(server: RunningProcess): Promise<string> {
  const [, url = ''] = await server.waitForLine(/^activity (.*)$/)
  return url
}

/** All requests of the server, oldest first. */
export async function readActivity(server: { activityUrl: string }): Promise<Activity[]> {
  return (await fetch(server.activityUrl)).json()
}

/** The latest request of this kind, once its response is over and its `taskCount` tasks have ended. */
export async function readSettled(
  server: { activityUrl: string },
  method: string,
  path: string,
  taskCount = 0,
): Promise<Activity> {
  return vi.waitUntil(
    async () => {
      const all = await readActivity(server)
      const latest = all.findLast((one) => one.method === method && one.path === path)
      if (latest === undefined || latest.responseEndedMs === null) return undefined
      const settled = latest.tasks.every((task) => task.endedMs !== null)
      return settled && latest.tasks.length >= taskCount ? latest : undefined
    },
    { interval: 20, timeout: 20_000 },
  )
}

/** Where the example's source calls `after(`, as sites: `app/page.tsx:12:3`. */
export function readSites(file: string): string[] {
  const lines = readFileSync(join(exampleRoot, file), 'utf8').split('\n')
  return lines.flatMap((line, index) =>
    Array.from(line.matchAll(/\bafter\((?=\(|async)/g), (match) => {
      return `${file}:${index + 1}:${match.index + 1}`
    }),
  )
}
