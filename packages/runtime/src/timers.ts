// Turns of the event loop, and timers that keep no process alive.

/** The longest delay a timer takes, about 24 days. */
export const LONGEST_TIMER = 2 ** 31 - 1

/** Calls `body` once the event loop has turned: after all microtasks, and a round of other work. */
export function runNextTurn(body: () => void): void {
  const schedule = globalThis.setImmediate ?? setTimeout
  schedule(body)
}

/**
 * Calls `body` after `ms` milliseconds, unless the process has nothing else to wait for; never after
 * more than a timer takes, `Infinity` for one.
 */
export function startTimer(
  ms: number,
  body: () => void,
): ReturnType<typeof setTimeout> | undefined {
  if (ms > LONGEST_TIMER) return undefined
  const timer = setTimeout(body, Math.max(0, ms))
  timer.unref?.()
  return timer
}

/** Waits for a promise, with the process kept alive: what has deadlines may have nothing else that is. */
export async function keepAlive<T>(promise: Promise<T>): Promise<T> {
  const timer = setTimeout(() => {}, LONGEST_TIMER)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
  }
}
