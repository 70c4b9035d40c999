// The runtime's life as diagnostics channels, for tracing and metrics; free when nobody listens.
import type { Channel } from 'node:diagnostics_channel'
import type { Outcome } from './configure.ts'
import type { Phase } from './context.ts'

/** What every event carries. */
interface EventBase {
  /** The request, unique across processes. */
  readonly requestId: string
  /** `performance.now()` when it happened, in milliseconds. */
  readonly time: number
}

/** `afterword:scope:open`: a request has begun. */
export interface ScopeOpenEvent extends EventBase {
  readonly method: string
  /** Path of the URL, without its query. */
  readonly path: string
}

/** `afterword:scope:close`: its response is over. */
export interface ScopeCloseEvent extends EventBase {
  readonly outcome: Outcome
  /** The status sent, if one was. */
  readonly status: number | undefined
}

/** `afterword:scope:settle`: its response is over, its handler has returned, and no task is left. */
export interface ScopeSettleEvent extends EventBase {}

/**
 * `afterword:task:*`. A task has `schedule` when `after` is called and `start` when it runs (for a
 * promise, which runs already, at once), then exactly one of `end`, `error`, `timeout` or `abandon`.
 */
export interface TaskEvent extends EventBase {
  readonly taskId: string
  /** The task in which `after` was called, for a nested one. */
  readonly parentTaskId: string | undefined
  readonly site: string | undefined
  readonly caller: string | undefined
  readonly name: string | undefined
  readonly entry: string | undefined
  readonly phase: Phase | undefined
  readonly route: string | undefined
  /** With `error`, what the task threw; with `timeout`, an AfterError. */
  readonly error?: unknown
}

/** The payload of each channel, by its name in `node:diagnostics_channel`. */
export interface AfterwordEvents {
  'afterword:scope:open': ScopeOpenEvent
  'afterword:scope:close': ScopeCloseEvent
  'afterword:scope:settle': ScopeSettleEvent
  'afterword:task:schedule': TaskEvent
  'afterword:task:start': TaskEvent
  'afterword:task:end': TaskEvent
  'afterword:task:error': TaskEvent
  'afterword:task:timeout': TaskEvent
  'afterword:task:abandon': TaskEvent
}

/** The name of an event: of its channel, without the prefix. */
export type EventName = keyof AfterwordEvents extends `afterword:${infer Name}` ? Name : never

// Not imported: runtimes without the module must still load this file.
const diagnostics = globalThis.process?.getBuiltinModule?.('node:diagnostics_channel')
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

/** Whether anybody listens, so that an event is worth describing. */
export function hasListeners(name: EventName): boolean {
  return channels[name]?.hasSubscribers === true
}

/** Publishes an event on its channel. */
export function publishEvent<Name extends EventName>(
  name: Name,
  event: Omit<AfterwordEvents[`afterword:${Name}`], 'time'>,
): void {
  channels[name]?.publish({ ...event, time: performance.now() })
}
