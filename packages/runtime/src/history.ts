// The latest requests and their tasks as plain data, gathered from the runtime's events alone.
import type { Outcome } from './configure.ts'
import type { Phase } from './context.ts'
import type { ScopeCloseEvent, ScopeOpenEvent, TaskEvent } from './events.ts'
import { listen } from './listen.ts'

/** One request. Times are milliseconds from its beginning; what is yet to come is absent. */
export interface RequestRecord {
  readonly id: string
  /** When it began, in milliseconds since 1970. */
  readonly openedAt: number
  /** Absent where nobody saw it begin, as on Next.js without a watch on its server. */
  readonly method?: string
  readonly path?: string
  readonly route?: string | undefined
  readonly entry?: string | undefined
  readonly phase?: Phase | undefined
  readonly outcome?: Outcome
  readonly status?: number | undefined
  /** When its response was over. */
  readonly closedAt?: number
  /** When, besides, its handler had returned and no task was left. */
  readonly settledAt?: number
  /** In the order of their calls; the oldest that are over are forgotten when there are very many. */
  readonly tasks: readonly TaskRecord[]
  /** With those that are forgotten. */
  readonly taskCount: number
}

export type TaskState = 'waiting' | 'running' | 'done' | 'failed' | 'timed out' | 'given up'

export interface TaskRecord {
  readonly id: string
  /** The task that called `after`, for a nested one. */
  readonly parentId: string | undefined
  readonly name: string | undefined
  readonly site: string | undefined
  readonly caller: string | undefined
  readonly route: string | undefined
  readonly entry: string | undefined
  readonly phase: Phase | undefined
  readonly state: TaskState
  readonly scheduledAt: number
  readonly startedAt?: number
  readonly endedAt?: number
  /** Milliseconds it may take; absent where there is no limit, or it is not known. */
  readonly timeLimit?: number
  readonly error?: { readonly message: string; readonly stack: string | undefined }
}

export interface HistoryOptions {
  /** How many requests are kept. */
  readonly limit: number
  /** Requests that are left out unless they have tasks: those for files, in development. */
  readonly isQuiet?: ((path: string) => boolean) | undefined
  /** What is kept of an error that a task threw, beside its message. Default: its stack. */
  readonly printStack?: ((error: Error) => string | undefined) | undefined
  /** Told of each change, with the request as it is now. */
  readonly onChange?: (request: RequestRecord) => void
}

export interface History {
  /** Oldest first. */
  list(): RequestRecord[]
  clear(): void
  /** Listens no longer. */
  stop(): void
}

/** How many tasks of a request are kept: one whose response never ends may have any number. */
const TASK_LIMIT = 1000

type Draft<T> = { -readonly [Key in keyof T]: T[Key] }
/** A record being written, and `performance.now()` when its request began. */
type Entry = { readonly began: number; isQuiet: boolean } & {
  readonly request: Draft<Omit<RequestRecord, 'tasks'>> & { tasks: Draft<TaskRecord>[] }
}

export function recordHistory(options: HistoryOptions): History {
  const { limit, isQuiet, printStack = (error) => error.stack, onChange } = options
  const entries = new Map<string, Entry>()

  function open(id: string, began: number, details: Partial<RequestRecord>, quiet: boolean): Entry {
    // A machine that slept meanwhile has a clock that went on, and `performance.now()` may not have.
    const openedAt = Date.now() - (performance.now() - began)
    const request = { id, openedAt, ...details, tasks: [], taskCount: 0 }
    const entry: Entry = { began, isQuiet: quiet, request }
    entries.set(id, entry)
    if (entries.size > limit) {
      const [oldest] = entries.keys()
      entries.delete(oldest as string)
    }
    return entry
  }

  function change({ isQuiet, request }: Entry): void {
    if (!isQuiet) onChange?.(request)
  }

  function onOpen({ requestId, time, method, path }: ScopeOpenEvent): void {
    change(open(requestId, time, { method, path }, isQuiet?.(path) ?? false))
  }

  function onClose({ requestId, time, ...event }: ScopeCloseEvent): void {
    const entry = entries.get(requestId)
    if (!entry) return
    const { route, entry: served, phase, outcome, status } = event
    const closedAt = time - entry.began
    Object.assign(entry.request, { route, entry: served, phase, outcome, status, closedAt })
    change(entry)
  }

  function onSettle({ requestId, time }: ScopeOpenEvent): void {
    const entry = entries.get(requestId)
    if (!entry) return
    entry.request.settledAt = time - entry.began
    if (entry.isQuiet) entries.delete(requestId)
    change(entry)
  }

  function onSchedule(event: TaskEvent): void {
    const { requestId, time, taskId, parentTaskId, name, site, caller, route, phase } = event
    const entry = entries.get(requestId) ?? open(requestId, time, { route, phase }, false)
    entry.isQuiet = false
    const { tasks } = entry.request
    if (tasks.length >= TASK_LIMIT) {
      const oldest = tasks.findIndex(({ endedAt }) => endedAt !== undefined)
      if (oldest >= 0) tasks.splice(oldest, 1)
    }
    entry.request.taskCount++
    tasks.push({
      id: taskId,
      parentId: parentTaskId,
      name,
      site,
      caller,
      route,
      entry: event.entry,
      phase,
      state: 'waiting',
      scheduledAt: time - entry.began,
    })
    change(entry)
  }

  /** Writes on into the record of a task, if it is kept. */
  function update(
    { requestId, taskId, time }: TaskEvent,
    write: (time: number) => Partial<TaskRecord>,
  ): void {
    const entry = entries.get(requestId)
    const task = entry?.request.tasks.find(({ id }) => id === taskId)
    if (!entry || !task) return
    Object.assign(task, write(time - entry.began))
    change(entry)
  }

  const onFailure = (state: TaskState) => (event: TaskEvent) =>
    update(event, (endedAt) => ({ state, endedAt, error: printError(event.error, state) }))

  function printError(error: unknown, state: TaskState) {
    if (!(error instanceof Error)) return { message: String(error), stack: undefined }
    // Another's stack than its own leads into the runtime.
    const stack = state === 'failed' ? printStack(error) : undefined
    return { message: `${error.name}: ${error.message}`, stack }
  }

  const stop = listen({
    'afterword:scope:open': onOpen,
    'afterword:scope:close': onClose,
    'afterword:scope:settle': onSettle,
    'afterword:task:schedule': onSchedule,
    'afterword:task:start': (event) => {
      const { timeLimit = Infinity } = event
      const limit = timeLimit === Infinity ? {} : { timeLimit }
      update(event, (startedAt) => ({ state: 'running', startedAt, ...limit }))
    },
    'afterword:task:end': (event) => update(event, (endedAt) => ({ state: 'done', endedAt })),
    'afterword:task:error': onFailure('failed'),
    'afterword:task:timeout': onFailure('timed out'),
    'afterword:task:abandon': onFailure('given up'),
  })

  return {
    stop,
    clear: () => entries.clear(),
    list: () =>
      Array.from(entries.values())
        .filter((entry) => !entry.isQuiet)
        .map(({ request }) => request),
  }
}

/** Whether a path is that of a file or a tool, as servers of a build tool serve them by the hundred. */
export function isFile(path: string): boolean {
  return /^\/(?:@|__|_next\/|node_modules\/)|\.\w+$/.test(path)
}
