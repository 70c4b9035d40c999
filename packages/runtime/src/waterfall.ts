// One request and its tasks as lines of text, with bars over time.
import type { RequestRecord, TaskRecord } from './history.ts'

const WIDTH = 32

/** Prints a request that is over: its response on the first bar, its tasks below, nested ones indented. */
export function printWaterfall(request: RequestRecord): string {
  const { closedAt = 0, tasks } = request
  const end = tasks.reduce(
    (latest, { endedAt = 0 }) => Math.max(latest, endedAt),
    Math.max(1, closedAt),
  )
  const bar = (from: number, to: number, fill: string) => {
    const first = Math.min(WIDTH - 1, Math.floor((from / end) * WIDTH))
    const last = Math.max(first + 1, Math.ceil((to / end) * WIDTH))
    return ' '.repeat(first) + fill.repeat(last - first) + ' '.repeat(WIDTH - last)
  }
  const rows = [
    ...(request.closedAt === undefined
      ? []
      : [{ label: 'response', bar: bar(0, closedAt, '█'), text: formatTime(closedAt) }]),
    ...sortByNesting(tasks).map(({ task, depth }) => {
      const { startedAt = 0, endedAt = end, state, error, site } = task
      const took = `${state} in ${formatTime(endedAt - startedAt)}`
      return {
        label: `${'  '.repeat(depth)}${task.name ?? (task.caller ? `in ${task.caller}` : '(unnamed)')}`,
        bar: bar(startedAt, endedAt, state === 'done' ? '▒' : '×'),
        text: [took, site, error?.message.split('\n', 1)[0]].filter(Boolean).join('  '),
      }
    }),
  ]
  const width = rows.reduce((widest, { label }) => Math.max(widest, label.length), 0)
  return [
    `[afterword] ${describeRequest(request)}`,
    ...rows.map(({ label, bar, text }) => `  ${label.padEnd(width)} │${bar}│ ${text}`),
  ].join('\n')
}

function describeRequest(request: RequestRecord): string {
  const { method, path, status, outcome, route, taskCount } = request
  const count = taskCount === 1 ? '1 task' : `${taskCount || 'no'} tasks`
  const name = path === undefined ? 'request' : `${method} ${path}`
  const state = [status, outcome].filter(Boolean).join(' ')
  return [`${name} ${state}`.trim(), route && `route ${route}`, count].filter(Boolean).join(', ')
}

export interface NestedTask {
  readonly task: TaskRecord
  /** 0 for the request's own tasks, more for nested ones. */
  readonly depth: number
  /** Among the tasks of the same parent, from 1, and how many they are. */
  readonly position: number
  readonly setSize: number
}

/** Tasks in the order of their calls, nested ones below the one that called. */
export function sortByNesting(tasks: readonly TaskRecord[]): NestedTask[] {
  const known = new Set(tasks.map(({ id }) => id))
  const nested = new Map<string | undefined, TaskRecord[]>()
  for (const task of tasks) {
    // A parent may have been there before anybody listened.
    const parent = known.has(task.parentId ?? '') ? task.parentId : undefined
    const siblings = nested.get(parent)
    if (siblings) siblings.push(task)
    else nested.set(parent, [task])
  }
  const sorted: NestedTask[] = []
  const add = (parent: string | undefined, depth: number) => {
    const siblings = nested.get(parent) ?? []
    for (const [index, task] of siblings.entries()) {
      sorted.push({ task, depth, position: index + 1, setSize: siblings.length })
      add(task.id, depth + 1)
    }
  }
  add(undefined, 0)
  return sorted
}

/** `0.4 ms`, `12 ms`, `1.2 s`, `300 s`. */
export function formatTime(ms: number): string {
  const round = (value: number) => (value < 10 ? value.toFixed(1) : Math.round(value))
  return ms < 1000 ? `${round(ms)} ms` : `${round(ms / 1000)} s`
}
