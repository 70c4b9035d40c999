// Reasons that several rows share for a cell that cannot pass.

/** A `(req, res)` server without a way to call itself. */
export const noSubRequest = {
  impossible: 'A `(req, res)` listener is called with a socket; there is no call in process.',
} as const

/** A framework that does not tell when a handler has settled. */
export const noHandlerEnd = {
  impossible:
    'Express keeps its handlers’ promises to itself: when the client has gone, tasks do not wait for them.',
} as const

/** A framework whose own `fetch` does not wait for its handlers when the client has gone. */
export const leavesHandler = {
  impossible:
    'When the client goes, its `fetch` rejects at once and leaves the code of the route behind, still running: nobody is told of its end.',
} as const

export const stoppedByWorkerd = {
  impossible:
    'workerd stops a request whose client has gone as soon as its tasks are done, timers of its stream and all: here 10 ms before it would call `after` again. The task scheduled before the abort runs, with `aborted` and its context.',
} as const

export const toldNoSignal = { impossible: 'A Worker is told of no signal.' } as const
