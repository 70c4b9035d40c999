// Records when each request's response ended and its tasks ran, from the runtime's channels alone.
import { subscribe } from 'node:diagnostics_channel'
import type { AfterwordEvents, TaskEvent } from '@afterword/runtime'

/** One request of the app. Times are milliseconds since it began; null is what is yet to come. */
export interface RequestActivity {
  readonly method: string
  readonly path: string
  readonly status: number | null
  readonly outcome: string | null
  readonly responseEndedMs: number | null
  readonly tasks: readonly TaskActivity[]
}

export interface TaskActivity {
  /** Where `after` was called: `app/page.tsx:12:3`. */
  readonly site: string | null
  readonly entry: string | null
  readonly phase: string | null
  readonly startedMs: number | null
  readonly endedMs: number | null
  readonly ok: boolean | null
  readonly error: string | null
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

interface Recorded {
  readonly began: number
  readonly request: Writable<RequestActivity>
  readonly tasks: Map<string, Writable<TaskActivity>>
}

const limit = 100

// Kept on globalThis, so that an edit of this module while developing neither forgets nor doubles.
const key = Symbol.for('afterword-example:activity')
const holder = globalThis as { [key: symbol]: Map<string, Recorded> | undefined }
const known = holder[key]
const recorded = known ?? new Map<string, Recorded>()
holder[key] = recorded
if (known === undefined) record()

/** The latest requests, oldest first; those for files and for the activity itself are left out. */
export function readActivity(): RequestActivity[] {
  return Array.from(recorded.values(), ({ request, tasks }) => ({
    ...request,
    tasks: [...tasks.values()],
  }))
}

function record() {
  listen('afterword:scope:open', ({ requestId, method, path, time }) => {
    if (isUnlisted(path)) return
    const request = { method, path, status: null, outcome: null, responseEndedMs: null, tasks: [] }
    recorded.set(requestId, { began: time, request, tasks: new Map() })
    const [oldest] = recorded.keys()
    if (recorded.size > limit && oldest !== undefined) recorded.delete(oldest)
  })
  listen('afterword:scope:close', ({ requestId, outcome, status, time }) => {
    const found = recorded.get(requestId)
    if (found === undefined) return
    found.request.status = status ?? null
    found.request.outcome = outcome
    found.request.responseEndedMs = elapsed(found, time)
  })
  listen('afterword:task:schedule', (event) => {
    recorded.get(event.requestId)?.tasks.set(event.taskId, {
      site: event.site ?? null,
      entry: event.entry ?? null,
      phase: event.phase ?? null,
      startedMs: null,
      endedMs: null,
      ok: null,
      error: null,
    })
  })
  listen('afterword:task:start', (event) => update(event, (ms) => ({ startedMs: ms })))
  listen('afterword:task:end', (event) => update(event, (ms) => ({ endedMs: ms, ok: true })))
  for (const failure of ['error', 'timeout', 'abandon'] as const) {
    listen(`afterword:task:${failure}`, (event) => {
      const error = event.error === undefined ? failure : String(event.error)
      update(event, (ms) => ({ endedMs: ms, ok: false, error }))
    })
  }
}

/** The activity itself, and files: Vite's development server opens a scope for those, too. */
function isUnlisted(path: string): boolean {
  return /^\/activity$|^\/@|\.\w+$/.test(path)
}

function update(event: TaskEvent, change: (ms: number) => Partial<TaskActivity>) {
  const found = recorded.get(event.requestId)
  const task = found?.tasks.get(event.taskId)
  if (found && task) Object.assign(task, change(elapsed(found, event.time)))
}

/** Milliseconds since the request began, to the microsecond. */
function elapsed(found: Recorded, time: number): number {
  return Math.round((time - found.began) * 1000) / 1000
}

function listen<Name extends string & keyof AfterwordEvents>(
  name: Name,
  listener: (event: AfterwordEvents[Name]) => void,
) {
  subscribe(name, (event) => listener(event as AfterwordEvents[Name]))
}
