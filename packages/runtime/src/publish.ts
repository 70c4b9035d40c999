// Describes what happens to requests and tasks, for those who listen to their channels.
import type { Outcome } from './configure.ts'
import type { Entry, Frame } from './context.ts'
import type { AfterError } from './errors.ts'
import { hasAnyListeners, hasListeners, publishEvent } from './events.ts'
import type { Happening } from './notify.ts'
import { readPath, readRequestId } from './report.ts'
import type { RequestContext } from './request.ts'
import type { Scope } from './scope.ts'
import type { Task } from './task.ts'

/** @param status of a response that closed */
export function publishScopeEvent(
  { scope }: Frame,
  name: Extract<Happening, `scope:${string}`>,
  status: number | undefined,
): void {
  // Its tasks tell when the response was over.
  if (name === 'scope:close' && hasAnyListeners()) scope.closedAt = performance.now()
  if (!hasListeners(name)) return
  const { message } = scope.request.source
  const event = {
    requestId: readRequestId(scope),
    time: performance.now(),
    method: message.method,
    path: readPath(message),
  }
  const outcome = scope.outcome as Outcome
  const closed = { ...event, ...describeEntry(entryOfScope(scope)), outcome }
  if (name === 'scope:open') publishEvent(name, event)
  else if (name === 'scope:close') publishEvent(name, { ...closed, status })
  else publishEvent(name, { ...closed, taskCount: scope.taskCount })
}

/** What is told of a task, and of the request it belongs to. */
export interface PublishedTask {
  readonly scope: Pick<Scope, 'id' | 'outcome' | 'closedAt'>
  readonly task: Pick<
    Task,
    'index' | 'parentIndex' | 'call' | 'entry' | 'work' | 'scheduledAt' | 'startedAt'
  >
}

/** @param detail of a start the milliseconds that the task may take, else what it failed with */
export function publishTaskEvent(
  { scope, task }: PublishedTask,
  name: Extract<Happening, `task:${string}`>,
  detail?: unknown,
): void {
  if (!hasAnyListeners()) return
  const time = performance.now()
  if (name === 'task:schedule') task.scheduledAt = time
  else if (name === 'task:start') task.startedAt = time
  if (!hasListeners(name)) return
  const requestId = readRequestId(scope)
  const { call, index, parentIndex, scheduledAt, startedAt } = task
  const event = {
    requestId,
    time,
    taskId: `${requestId}.${index}`,
    parentTaskId: parentIndex === undefined ? undefined : `${requestId}.${parentIndex}`,
    site: call.site,
    caller: call.caller,
    name: call.name,
    ...describeEntry(task.entry),
    outcome: scope.outcome,
    scheduledAt,
    startedAt,
    closedAt: scope.closedAt,
  }
  if (name === 'task:start') {
    publishEvent(name, {
      ...event,
      timeLimit: detail as number | undefined,
      wrap(around) {
        const { work } = task
        if (typeof work === 'function') task.work = (context) => around(() => work(context))
      },
    })
  } else if (name === 'task:schedule' || name === 'task:end') publishEvent(name, event)
  else publishEvent(name, { ...event, error: detail as AfterError })
}

/** The entry point that answers: middleware alone leaves that to the application it calls. */
function entryOfScope({ request, subRequest }: Scope): Entry | undefined {
  const own = entryOfRequest(request)
  const hasAnswer = own !== undefined && own.phase !== 'middleware'
  return hasAnswer || !subRequest ? own : (entryOfRequest(subRequest) ?? own)
}

/** The entry point that answers a request: what was called last for it, and of what renders the page. */
function entryOfRequest({ handlerEntry, renderEntry }: RequestContext): Entry | undefined {
  const isMiddleware = handlerEntry?.phase === 'middleware'
  return isMiddleware ? (renderEntry ?? handlerEntry) : (handlerEntry ?? renderEntry)
}

function describeEntry(entry: Entry | undefined) {
  return {
    route: entry?.route,
    entry: entry && `${entry.file}#${entry.name}`,
    phase: entry?.phase,
  }
}
