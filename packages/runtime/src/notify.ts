// Tells a request's observer what happens in it; an error is told to one that is loaded for it.
import type { Outcome } from './configure.ts'
import type { Frame } from './context.ts'

/** What happens: an event by its channel's name, or the code of what is wrong with the tasks as a whole. */
export type Happening =
  | `scope:${'open' | 'close' | 'settle'}`
  | `task:${'schedule' | 'start' | FinalEvent}`
  | Problem

/** The last event of a task: exactly one of these comes. */
export type FinalEvent = 'end' | 'error' | 'timeout' | 'abandon'

/** What can be wrong with a request's tasks as a whole. */
export type Problem = 'wait-until-failed' | 'handler-not-settled' | 'body-not-read'

/**
 * Hears of what happens in a frame's request, or to its task. `detail` is the status of a response
 * that closed, what a task gave or failed with, or what a problem is about. Returns a promise, never
 * rejected, while an error is being reported.
 */
export type Observer = (
  frame: Frame,
  happening: Happening,
  detail: unknown,
  outcome: Outcome | undefined,
) => Promise<void> | undefined

/** Tells of an event, and of an error for certain: it must not be missed. */
export function notify(
  frame: Frame,
  happening: Happening,
  detail?: unknown,
  isError?: boolean,
): Promise<void> | undefined {
  const { observer, outcome } = frame.scope
  if (observer) return observer(frame, happening, detail, outcome)
  return isError
    ? loadServer().then(
        ({ server }) => server.observe(frame, happening, detail, outcome),
        () => console.error(detail),
      )
    : undefined
}

/** Loads what is not needed to serve a request and run its tasks. */
export function loadServer(): Promise<typeof import('./server.ts')> {
  return import('./server.ts')
}
