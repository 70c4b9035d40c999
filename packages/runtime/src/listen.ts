// Subscribes to several of the runtime's channels at once.
import { type AfterwordEvents, diagnostics } from './events.ts'

/** What to call for which events; a channel without a listener costs nothing. */
export type Listeners = {
  readonly [Name in keyof AfterwordEvents]?: (event: AfterwordEvents[Name]) => void
}

/** Subscribes, and gives what ends it. */
export function listen(listeners: Listeners): () => void {
  const pairs = Object.entries(listeners) as [string, (event: unknown) => void][]
  for (const [name, listener] of pairs) diagnostics?.subscribe(name, listener)
  return () => {
    for (const [name, listener] of pairs) diagnostics?.unsubscribe(name, listener)
  }
}
