// What compiled code calls: `after` with its call site, and entry points that say what is running.
import { type AfterOptions, scheduleTask } from './after.ts'
import { currentFrame, type Entry, enterEntry, runInFrame } from './context.ts'
import type { AfterTask } from './task.ts'
import { wrapFunction } from './wrap.ts'

export type { Entry, Phase } from './context.ts'

/**
 * `after(task, options)` as compiled: it also knows where it was written.
 *
 * @param site `file:line:column` of the call, counted from 1, relative to the project.
 * @param caller Name of the enclosing function, or `''`.
 */
export function afterAt(
  site: string,
  caller: string,
  ...args: [task: AfterTask, options?: AfterOptions]
): void {
  scheduleTask(args, site, caller)
}

/** Calls an entry point's body, with that entry current; gives and throws exactly what it does. */
export function runEntry<T>(entry: Entry, body: () => T): T {
  const frame = currentFrame()
  if (!frame) return body()
  const inner = enterEntry(frame, entry)
  return inner === frame ? body() : runInFrame(inner, body)
}

/**
 * Wraps an entry point that is not written as a function in place: `export default memo(Page)`. A
 * plain function gives one that runs as {@link runEntry} does and is otherwise the same; anything
 * else, React's client and server references too, is returned as it is.
 */
export function wrapEntry<T>(entry: Entry, value: T): T {
  if (typeof value !== 'function' || '$$typeof' in value) return value
  return wrapFunction(value, (call) => runEntry(entry, call))
}
