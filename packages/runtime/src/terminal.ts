// Shows in the terminal what becomes of tasks, while one develops.
import { shared } from './context.ts'
import type { TaskEvent } from './events.ts'
import { isFile, type RequestRecord, recordHistory } from './history.ts'
import { listen } from './listen.ts'
import { checkOptions, functionRule, timeoutRule } from './options.ts'
import { describeTask } from './report.ts'
import { formatTime, printWaterfall } from './waterfall.ts'

/** Options of {@link logTasks}. */
export interface LogTasksOptions {
  /** Milliseconds above which a task is worth a line; `Infinity` for none. Default: 1,000. */
  readonly slow?: number | undefined
  /** Default: `console.error`. */
  readonly print?: ((text: string) => void) | undefined
}

/**
 * Prints one line for a task that took long, and for one that failed where `onTaskError` keeps its
 * report out of the terminal; each with its call site and route.
 *
 * @returns A function that ends it.
 * @throws AfterError `invalid-options`
 */
export function logTasks(options: LogTasksOptions = {}): () => void {
  checkOptions('logTasks()', options, {
    slow: timeoutRule,
    print: functionRule,
  })
  const { slow = 1000, print = console.error } = options

  function tell(event: TaskEvent, what: string): void {
    const { startedAt, time, route } = event
    const took = startedAt === undefined ? '' : ` after ${formatTime(time - startedAt)}`
    const place = route === undefined ? '' : ` (route ${route})`
    print(`[afterword] ${describeTask(event)}${place} ${what.replace('%', took)}`)
  }
  function tellFailure(event: TaskEvent): void {
    // The default report says all of it, and more.
    if (!shared.settings.onTaskError) return
    const { error } = event
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    tell(event, `failed%: ${message.split('\n', 1)[0]}`)
  }
  return listen({
    'afterword:task:end': (event) => {
      const { startedAt = event.time, time } = event
      if (time - startedAt > slow) tell(event, 'ended%')
    },
    'afterword:task:error': tellFailure,
    'afterword:task:timeout': tellFailure,
  })
}

/**
 * Prints each request as a waterfall, when its last task is over and again when later ones are: its
 * response on the first bar, its tasks below. `AFTERWORD_DEBUG=1` does so by itself.
 *
 * @returns A function that ends it.
 */
export function logRequests(print: (text: string) => void = console.error): () => void {
  const printed = new WeakMap<RequestRecord, number>()
  const { stop } = recordHistory({
    limit: 1000,
    isQuiet: isFile,
    onChange(request) {
      const { path, settledAt, tasks, taskCount } = request
      const isOver = (path === undefined || settledAt !== undefined) && tasks.every(isFinished)
      if (!isOver || printed.get(request) === taskCount) return
      printed.set(request, taskCount)
      print(printWaterfall(request))
    },
  })
  return stop
}

function isFinished({ endedAt }: RequestRecord['tasks'][number]): boolean {
  return endedAt !== undefined
}
