// A task of Next.js's `after`, as events and reports tell of it. The request is known where the server is
// watched, as it is by `register` and in development.
import type { TaskErrorInfo } from '../configure.ts'
import { currentFrame, type Frame, runInFrame } from '../context.ts'
import { type PublishedTask, publishTaskEvent } from '../publish.ts'
import { describeOrigin } from '../report.ts'
import type { AfterTask, Task, TaskCall } from '../task.ts'

export interface NextTaskRecord extends PublishedTask {
  scope: PublishedTask['scope']
  /** The frame of the task, if its server is watched. */
  frame: Frame | undefined
}

/** The record of a task that `after` is being called for. */
export function recordTask(call: TaskCall, work: AfterTask): NextTaskRecord {
  const outer = currentFrame()
  const task: PublishedTask['task'] = {
    index: outer ? ++outer.scope.taskCount : 1,
    parentIndex: outer?.task?.index,
    call,
    entry: undefined,
  }
  if (typeof work === 'function') task.work = work
  const record: NextTaskRecord = {
    scope: outer?.scope ?? {},
    task,
    frame: outer && { ...outer, task: task as Task },
  }
  publishTaskEvent(record, 'task:schedule')
  return record
}

/** Calls `body` in the task: what it schedules is nested. */
export function runInTask<T>({ frame }: NextTaskRecord, body: () => T): T {
  return frame ? runInFrame(frame, body) : body()
}

/** Lets go of the request: a promise that never settles keeps the record. */
export function releaseTask(record: NextTaskRecord): void {
  record.scope = {}
  record.frame = undefined
}

/** What is known of a task that failed. */
export function describeNextTask({ frame, task }: NextTaskRecord): TaskErrorInfo {
  if (frame) return describeOrigin(frame)
  const { site, caller, name } = task.call
  return {
    site,
    caller,
    name,
    route: undefined,
    entry: undefined,
    phase: undefined,
    outcome: undefined,
    request: undefined,
    requestId: '',
  }
}
