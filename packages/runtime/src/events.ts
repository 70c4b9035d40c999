// The runtime's life as diagnostics channels, for tracing and metrics; free when nobody listens.
import type { Channel } from 'node:diagnostics_channel'
import type { Outcome } from './configure.ts'
import type { Phase } from './context.ts'
import type { AfterError } from './errors.ts'

/** What every event carries. Times are those of `performance.now()`, in milliseconds. */
interface EventBase {
  /** The request, unique across processes; on Next.js, where nobody watches its server, the task. */
  readonly requestId: string
  /** When it happened. `performance.timeOrigin + time` is milliseconds since 1970. */
  readonly time: number
}

/** What serves a request, or called `after` in it. */
interface EntryFields {
  /** The route being served: `/posts/[id]`; known in compiled code. */
  readonly route: string | undefined
  /** The entry point, as `app/page.tsx#default`; known in compiled code. */
  readonly entry: string | undefined
  /** What kind of entry point that is. */
  readonly phase: Phase | undefined
}

/** `afterword:scope:open`: a request has begun. */
export interface ScopeOpenEvent extends EventBase {
  readonly method: string
  /** Path of the URL, without its query. */
  readonly path: string
}

/** `afterword:scope:close`: its response is over. */
export interface ScopeCloseEvent extends ScopeOpenEvent, EntryFields {
  readonly outcome: Outcome
  /** The status sent, if one was. */
  readonly status: number | undefined
}

/** `afterword:scope:settle`: its response is over, its handler has returned, and no task is left. */
export interface ScopeSettleEvent extends ScopeOpenEvent, EntryFields {
  readonly outcome: Outcome
  /** How many tasks it has had so far. */
  readonly taskCount: number
}

/**
 * `afterword:task:*`. A task has `schedule` when `after` is called and `start` when it runs (for a
 * promise, which runs already, at once), then exactly one of `end`, `error`, `timeout` or `abandon`.
 */
export interface TaskEvent extends EventBase, EntryFields {
  readonly taskId: string
  /** The task in which `after` was called, for a nested one. */
  readonly parentTaskId: string | undefined
  /** The call to `after`, as `file:line:column`; known in compiled code. */
  readonly site: string | undefined
  /** The function that called `after`; known in compiled code, and `''` at a module's top level. */
  readonly caller: string | undefined
  /** The `name` option of the task, or its function's name. */
  readonly name: string | undefined
  /** How the response ended; `undefined` while it is going on. */
  readonly outcome: Outcome | undefined
  /** When `after` was called. This and what follows is known if somebody listened by then. */
  readonly scheduledAt: number | undefined
  /** When it started. */
  readonly startedAt: number | undefined
  /** When the response was over. */
  readonly closedAt: number | undefined
  /** With `error`, what the task threw; with `timeout` and `abandon`, an AfterError. */
  readonly error?: unknown
}

/** `afterword:task:timeout` and `afterword:task:abandon`: it was let go of before it was done. */
export interface TaskStopEvent extends TaskEvent {
  /** Its `code` is `task-timeout` or `task-abandoned`. */
  readonly error: AfterError
}

/** `afterword:task:start`: published in the async context of the call to `after`. */
export interface TaskStartEvent extends TaskEvent {
  /** Milliseconds it may take; not said of a promise, whose time begins when the response is over. */
  readonly timeLimit: number | undefined
  /**
   * Has the task's function run inside `around`, which gives back what `run` does: how a tracer makes
   * its span the current one. Counts while the event is being published, and not for a promise.
   */
  wrap(around: (run: () => unknown) => unknown): void
}

/** The payload of each channel, by its name in `node:diagnostics_channel`. */
export interface AfterwordEvents {
  'afterword:scope:open': ScopeOpenEvent
  'afterword:scope:close': ScopeCloseEvent
  'afterword:scope:settle': ScopeSettleEvent
  'afterword:task:schedule': TaskEvent
  'afterword:task:start': TaskStartEvent
  'afterword:task:end': TaskEvent
  'afterword:task:error': TaskEvent
  'afterword:task:timeout': TaskStopEvent
  'afterword:task:abandon': TaskStopEvent
}

/** The name of an event: of its channel, without the prefix. */
export type EventName = keyof AfterwordEvents extends `afterword:${infer Name}` ? Name : never

// Next.js's Edge Runtime and Vercel's name themselves so, and throw where `process` is asked for more.
const isEdge = typeof (globalThis as { readonly EdgeRuntime?: unknown }).EdgeRuntime === 'string'

// Not imported: runtimes without the module must still load this file.
export const diagnostics = isEdge
  ? undefined
  : globalThis.process?.getBuiltinModule?.('node:diagnostics_channel')
const openChannel = (name: EventName) => diagnostics?.channel(`afterword:${name}`)

const channels: { readonly [Name in EventName]: Channel | undefined } = {
  'scope:open': openChannel('scope:open'),
  'scope:close': openChannel('scope:close'),
  'scope:settle': openChannel('scope:settle'),
  'task:schedule': openChannel('task:schedule'),
  'task:start': openChannel('task:start'),
  'task:end': openChannel('task:end'),
  'task:error': openChannel('task:error'),
  'task:timeout': openChannel('task:timeout'),
  'task:abandon': openChannel('task:abandon'),
}
const all = Object.values(channels).filter((channel) => channel !== undefined)

/** Whether anybody listens, so that an event is worth describing. */
export function hasListeners(name: EventName): boolean {
  return channels[name]?.hasSubscribers === true
}

/** Whether anybody listens to anything, so that times are worth keeping. */
export function hasAnyListeners(): boolean {
  for (const channel of all) if (channel.hasSubscribers) return true
  return false
}

/** Publishes an event on its channel. */
export function publishEvent<Name extends EventName>(
  name: Name,
  event: AfterwordEvents[`afterword:${Name}`],
): void {
  channels[name]?.publish(event)
}
