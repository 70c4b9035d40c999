// Subscribes to several of the runtime's channels at once.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { AfterwordEvents } from './events.ts'

/** What to call for which events; a channel without a listener costs nothing. */
export type Listeners = {
  readonly [Name in keyof AfterwordEvents]?: (event: AfterwordEvents[Name]) => void
}

/** Subscribes, and gives what ends it. */
export function listen(listeners: Listeners): () => void {
  const pairs = Object.entries(listeners) as [string, (event: unknown) => void][]
  for (const [name, listener] of pairs) subscribe(name, listener)
  return () => {
    for (const [name, listener] of pairs) unsubscribe(name, listener)
  }
}
