// Turns of the event loop.

/** Calls `body` once the event loop has turned: after all microtasks, and a round of other work. */
export function runNextTurn(body: () => void): void {
  if (typeof setImmediate === 'function') setImmediate(body)
  else setTimeout(body, 0)
}
