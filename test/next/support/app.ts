// A copy of an application, and Next.js run in it.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type RunningProcess, startNode } from '../../support/process.ts'

export type Bundler = 'turbopack' | 'webpack'

export interface App {
  readonly root: string
  read(file: string): string
  write(file: string, text: string): void
  /** The texts of all files below a folder. */
  readAll(folder: string): string[]
  /** Resolves at the end, with all that was printed. */
  build(env?: NodeJS.ProcessEnv): Promise<Built>
  /** Serves what was built. */
  start(): Promise<Server>
  /** Serves in development. */
  dev(): Promise<Server>
  remove(): void
}

export interface Built {
  readonly code: number | null
  readonly output: string
}

export interface Server extends RunningProcess {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  /** Waits for a line of JSON in which these values are. */
  waitForJson(values: object): Promise<Record<string, unknown>>
}

const packageRoot = join(import.meta.dirname, '..')
const next = join(packageRoot, 'node_modules/next/dist/bin/next')

/** @param source the application's folder */
export function createApp(source: string, bundler: Bundler): App {
  // Below this package, whose `node_modules` Turbopack does not look for behind links.
  mkdirSync(join(packageRoot, '.apps'), { recursive: true })
  const root = mkdtempSync(join(packageRoot, '.apps/app-'))
  const isSource = (path: string) => !/[\\/](node_modules|\.next)$/.test(path)
  cpSync(source, root, { recursive: true, filter: isSource })

  const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    startNode([next, ...args], root, { NEXT_TELEMETRY_DISABLED: '1', ...env })

  async function serve(process: RunningProcess): Promise<Server> {
    const [, url = ''] = await process.waitForLine(/(http:\/\/127\.0\.0\.1:\d+)/)
    await process.waitForLine(/Ready in/)
    return {
      ...process,
      url,
      waitForJson: (values) => waitForJson(process, values),
      async stop() {
        // In development there is another process behind it, which a SIGKILL would leave running.
        process.child.kill('SIGTERM')
        await process.exited
      },
    }
  }

  const address = ['--hostname', '127.0.0.1', '--port', '0']
  return {
    root,
    read: (file) => readFileSync(join(root, file), 'utf8'),
    write: (file, text) => writeFileSync(join(root, file), text),
    readAll: (folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
    async build(env) {
      const building = run(['build', `--${bundler}`], env)
      const { code } = await building.exited
      return { code, output: building.lines.join('\n') }
    },
    start: () => serve(run(['start', ...address], { NODE_OPTIONS: '--enable-source-maps' })),
    dev: () => serve(run(['dev', `--${bundler}`, ...address])),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

async function waitForJson(
  process: RunningProcess,
  values: object,
): Promise<Record<string, unknown>> {
  const parts = Object.entries(values).map(([key, value]) => {
    const text = `${JSON.stringify(key)}:${JSON.stringify(value)}`
    return `(?=.*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')})`
  })
  const [line] = await process.waitForLine(new RegExp(`^${parts.join('')}\\{.*\\}$`))
  return JSON.parse(line)
}
