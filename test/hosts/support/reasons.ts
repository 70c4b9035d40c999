// Reasons that several rows share for a cell that cannot pass.

/** A `(req, res)` server without a way to call itself. */
export const noSubRequest = {
  impossible: 'A `(req, res)` listener is called with a socket; there is no call in process.',
} as const
