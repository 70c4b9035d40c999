// The app on disk, with the variant and the configuration of a row laid over it; and its build.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { type RunningProcess, startNode } from '../../support/process.ts'
import type { Command, Row } from './row.ts'

const toolsRoot = join(import.meta.dirname, '..')

export interface App {
  readonly root: string
  write(file: string, content: string): void
  read(file: string): string
  has(file: string): boolean
  removeFile(file: string): void
  /** The files below a folder, by path. */
  readAll(folder: string): Record<string, string>
  clear(folder: string): void
  /** Lays the files of a variant, `misuse` or `client`, over the app. */
  apply(variant: string): void
  /** Lays the files of a folder below test/ over the app. */
  lay(folder: string): void
  start(command: Command, env?: NodeJS.ProcessEnv): RunningProcess
  /** Runs to the end; `output` is all that was printed. */
  run(command: Command, env?: NodeJS.ProcessEnv): Promise<Run>
  remove(): void
}

export interface Run {
  readonly code: number | null
  readonly output: string
}

export function createApp({ folder, layers = [], modules = 'node_modules', home, node }: Row): App {
  const place = home === undefined ? tmpdir() : join(toolsRoot, '..', home)
  mkdirSync(place, { recursive: true })
  const root = mkdtempSync(join(place, 'afterword-'))
  const lay = (source: string) => cpSync(join(toolsRoot, source), root, { recursive: true })
  lay('fixture/app')
  lay(join('apps', folder))
  for (const layer of layers) lay(join('..', layer))
  const packages = join(toolsRoot, modules)
  if (home === undefined) symlinkSync(packages, join(root, 'node_modules'))
  // Which conventions an application follows, its packages tell.
  const dependencies = { '@vitejs/plugin-rsc': '*' }
  const manifest = { name: 'app', type: 'module', private: true, dependencies }
  writeFileSync(join(root, 'package.json'), JSON.stringify(manifest))

  function start(
    { program, args = [], nodeArgs = [] }: Command,
    env?: NodeJS.ProcessEnv,
  ): RunningProcess {
    const own = resolve(root, program)
    const file = existsSync(own) ? own : join(packages, '.bin', program)
    return startNode([...nodeArgs, file, ...args], root, env, node && join(toolsRoot, node))
  }

  const app: App = {
    root,
    write(file, content) {
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), content)
    },
    read: (file) => readFileSync(join(root, file), 'utf8'),
    has: (file) => existsSync(join(root, file)),
    readAll(folder) {
      const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).sort()
      const files = names.filter((name) => statSync(join(root, folder, name)).isFile())
      return Object.fromEntries(files.map((name) => [name, app.read(join(folder, name))]))
    },
    clear: (folder) => rmSync(join(root, folder), { recursive: true, force: true }),
    removeFile: (file) => rmSync(join(root, file)),
    apply: (variant) => lay(join('fixture', variant)),
    lay: (folder) => lay(join('..', folder)),
    start,
    async run(command, env) {
      const running = start(command, env)
      const { code } = await running.exited
      return { code, output: running.lines.join('\n') }
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
  return app
}
