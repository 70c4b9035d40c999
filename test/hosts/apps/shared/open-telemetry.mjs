// Loaded before an app: OpenTelemetry with its SDK's way to carry a context. It comes by the global
// object, as not every runtime that loads the routes can load it.
import { context, propagation } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())

globalThis.openTelemetry = {
  /** Calls `work` in a context whose baggage has the user. */
  run(user, work) {
    const baggage = propagation.createBaggage({ user: { value: String(user) } })
    return context.with(propagation.setBaggage(context.active(), baggage), work)
  },
  /** The user in the baggage of the current context. */
  read: () => propagation.getActiveBaggage()?.getEntry('user')?.value,
}
