// Which requests are shown, and the rows of the timeline they make.
import type { RequestRecord, TaskRecord } from '../src/history.ts'
import { sortByNesting } from '../src/waterfall.ts'

export interface Filter {
  readonly text: string
  readonly route: string
  readonly state: StateFilter
}

/** A request that had begun before anybody listened, or that Next.js serves where nobody watches it. */
export const UNSEEN = 'Request not seen'

export const STATES = {
  all: 'All states',
  tasks: 'With tasks',
  pending: 'In progress',
  failed: 'Failed',
  'timed out': 'Timed out',
  'given up': 'Given up',
  aborted: 'Aborted by the client',
} as const

export type StateFilter = keyof typeof STATES

/** A line of the timeline: a request, or one of its tasks. */
export interface Row {
  readonly key: string
  readonly request: RequestRecord
  readonly task: TaskRecord | undefined
  /** 1 for a request, 2 for its tasks, more for nested ones. */
  readonly level: number
  /** Among its siblings, from 1, and how many they are. */
  readonly position: number
  readonly setSize: number
}

/** The rows of the requests that a filter lets through, newest first. */
export function listRows(requests: readonly RequestRecord[], filter: Filter): Row[] {
  const shown = requests.filter((request) => matches(request, filter)).reverse()
  return shown.flatMap((request, index) => [
    {
      key: request.id,
      request,
      task: undefined,
      level: 1,
      position: index + 1,
      setSize: shown.length,
    },
    ...listTaskRows(request),
  ])
}

function listTaskRows(request: RequestRecord): Row[] {
  return sortByNesting(request.tasks).map(({ task, depth, position, setSize }) => {
    return { key: task.id, request, task, level: depth + 2, position, setSize }
  })
}

export function matches(request: RequestRecord, { text, route, state }: Filter): boolean {
  return (
    (route === '' || routeOf(request) === route) &&
    hasState(request, state) &&
    (text === '' || textOf(request).includes(text.toLowerCase()))
  )
}

function hasState(request: RequestRecord, state: StateFilter): boolean {
  const { tasks, outcome } = request
  switch (state) {
    case 'all':
      return true
    case 'tasks':
      return tasks.length > 0
    case 'pending':
      return isPending(request)
    case 'failed':
      return outcome === 'failed' || tasks.some((task) => task.state === 'failed')
    case 'aborted':
      return outcome === 'aborted'
    default:
      return tasks.some((task) => task.state === state)
  }
}

function textOf({ method, path, route, entry, tasks }: RequestRecord): string {
  const ofTasks = tasks.flatMap(({ name, site, caller, error }) => [
    name,
    site,
    caller,
    error?.message,
  ])
  return [method, path, route, entry, ...ofTasks].join(' ').toLowerCase()
}

/** The route where it is known, else the path. */
export function routeOf({ route, path }: RequestRecord): string {
  return route ?? path ?? UNSEEN
}

/** Whether the response is going on, or a task. */
export function isPending({ path, closedAt, tasks }: RequestRecord): boolean {
  return (path !== undefined && closedAt === undefined) || tasks.some((task) => isOpen(task))
}

export function isOpen({ endedAt }: TaskRecord): boolean {
  return endedAt === undefined
}

/** Milliseconds that the bars of a request stand for: what still goes on goes on until `now`. */
export function spanOf(request: RequestRecord, now: number): number {
  const { closedAt = 0, tasks } = request
  const elapsed = isPending(request) ? now - request.openedAt : 0
  return tasks.reduce(
    (end, { endedAt = 0 }) => Math.max(end, endedAt),
    Math.max(1, elapsed, closedAt),
  )
}

export function nameTask({ name, site }: TaskRecord): string {
  return name ?? site ?? '(unnamed)'
}

export function nameRequest({ method, path }: RequestRecord): string {
  return path === undefined ? UNSEEN : `${method} ${path}`
}
