// A row's app as a child process, and the lines its tasks print: tests wait for those, not for time.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** The folder that holds every row's app. */
export const appsRoot = fileURLToPath(new URL('../apps/', import.meta.url))

/** What is loaded before each app. Node is told by its environment; other runtimes need arguments. */
const preload = new URL('../apps/shared/open-telemetry.mjs', import.meta.url)
export const preloadPath = fileURLToPath(preload)

/** What a task printed when it ran. */
export interface TaskLine {
  readonly task: string
  readonly outcome: string
  /** The user's AsyncLocalStorage value: the `user` of the request's query. */
  readonly als: string | null
  /** The same in OpenTelemetry's baggage, where that is loaded. */
  readonly baggage?: string
}

/** What `onTaskError` printed. */
export interface ErrorLine {
  readonly error: string
  readonly als: string | null
}

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface RunningServer {
  readonly port: number
  /** Whether the process still runs. */
  readonly isAlive: boolean
  /** All lines printed by tasks of one user's requests so far, in order. */
  tasksOf(user: string): TaskLine[]
  /** Waits for a task's line. */
  task(name: string, user: string): Promise<TaskLine>
  /** Waits for a line of just this text. */
  text(line: string): Promise<void>
  /** Waits for a line of JSON in which these values are. */
  line(values: object): Promise<object>
  /** Waits for an error's line. */
  error(user: string): Promise<ErrorLine>
  /** Waits until the process has frozen itself in a task. */
  frozen(): Promise<void>
  signal(name: NodeJS.Signals): void
  readonly exited: Promise<Exit>
  /** Kills it if it still runs, and waits for its end. */
  stop(): Promise<void>
  /** Everything printed, on both streams, for messages. */
  readonly log: string
}

export interface StartOptions {
  /** Arguments of the executable; the first is usually the app's file. */
  readonly args: readonly string[]
  /** The executable. Default: this Node. */
  readonly command?: string | undefined
  /** Folder below apps/. Default: apps/ itself. */
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** The line that says the port. Default: `port <n>`. */
  readonly portLine?: RegExp
}

/** Starts an app and waits for the line that says its port. */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const {
    args,
    command = process.execPath,
    cwd = '.',
    env = {},
    portLine = /^port (\d+)$/,
  } = options
  // Vitest's own settings are not the app's.
  const { NODE_ENV: _, NODE_OPTIONS: __, VITEST: ___, ...inherited } = process.env
  const child = spawn(command, args, {
    cwd: join(appsRoot, cwd),
    env: { ...inherited, NO_COLOR: '1', NODE_OPTIONS: `--import=${preload}`, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  return observe(child, portLine)
}

async function observe(child: ChildProcess, portLine: RegExp): Promise<RunningServer> {
  const all: string[] = []
  const printed: Partial<TaskLine & ErrorLine & { frozen: boolean }>[] = []
  const waiting = new Set<() => void>()
  let port: number | undefined
  let exit: Exit | undefined
  const notify = () => {
    for (const check of waiting) check()
  }
  for (const stream of [child.stdout!, child.stderr!]) {
    createInterface({ input: stream }).on('line', (line) => {
      all.push(line)
      port ??= Number(portLine.exec(line)?.[1]) || undefined
      if (line.startsWith('{"')) {
        try {
          printed.push(JSON.parse(line))
        } catch {}
      }
      notify()
    })
  }
  child.on('error', (error) => all.push(String(error)))
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      exit = { code, signal }
      resolve(exit)
      notify()
    })
  })

  /** Resolves with what `find` finds; rejects when the process has ended without it. */
  const until = <T>(what: string, find: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const check = () => {
        const found = find()
        if (found === undefined && !exit) return
        waiting.delete(check)
        if (found !== undefined) resolve(found)
        else reject(new Error(`The server ended without ${what}:\n${all.slice(-20).join('\n')}`))
      }
      waiting.add(check)
      check()
    })

  await until('a port', () => port)
  return {
    port: port as number,
    get isAlive() {
      return exit === undefined
    },
    get log() {
      return all.join('\n')
    },
    exited,
    tasksOf: (user) => printed.filter((line) => line.task && line.als === user) as TaskLine[],
    task: (name, user) =>
      until(
        `task ${name} of ${user}`,
        () => printed.find((line) => line.task === name && line.als === user) as TaskLine,
      ),
    text: async (line) => {
      await until(line, () => all.find((printed) => printed === line))
    },
    line: (values) =>
      until(`a line with ${JSON.stringify(values)}`, () =>
        printed.find((line) => isMatch(line, values)),
      ),
    error: (user) =>
      until(
        `an error of ${user}`,
        () => printed.find((line) => line.error && line.als === user) as ErrorLine,
      ),
    frozen: async () => {
      await until('freezing', () => printed.find((line) => line.frozen))
    },
    signal(name) {
      child.kill(name)
    },
    async stop() {
      if (!exit) child.kill('SIGKILL')
      await exited
    },
  }
}

function isMatch(line: object, values: object): boolean {
  return Object.entries(values).every(
    ([name, value]) => (line as { readonly [name: string]: unknown })[name] === value,
  )
}

/** A port that is free now, for servers that cannot be asked to choose one. */
export async function findPort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
