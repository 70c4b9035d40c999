// Shuts a Node server down on a signal without losing what it has begun.
import { checkOptions, checkTimeout, invalidOption } from '../configure.ts'
import { type DrainReport, drain } from '../drain.ts'
import { createError, describeValue, isThenable } from '../errors.ts'
import { describeTask } from '../report.ts'
import { type ConnectionServer, watchConnections } from './node-connections.ts'

/** What {@link gracefulShutdown} needs of a server: http, https and http2 servers have it. */
export interface ClosableServer extends ConnectionServer {
  /** Stops listening. A promise is for the end of open connections, and waited for. */
  close(): unknown
}

/** Options of {@link gracefulShutdown}. */
export interface GracefulShutdownOptions {
  /** Milliseconds that open requests and their tasks get; `Infinity` for no limit. Default: 10,000. */
  readonly timeout?: number | undefined
  /** The signals to act on. Default: `['SIGTERM', 'SIGINT']`. */
  readonly signals?: readonly NodeJS.Signals[] | undefined
  /** Called with the result, in place of printing what was given up. */
  readonly onReport?: ((report: DrainReport, signal: NodeJS.Signals) => void) | undefined
}

/**
 * On a signal, stops accepting connections, waits with a limit for open requests and their tasks,
 * says what it had to give up, and raises the signal again, so that the process ends by it. Idle
 * connections hold nothing up: they are closed, HTTP/2 sessions too, and busy ones once they are
 * idle. A second signal ends the process at once.
 *
 * @returns A function that takes the signal handlers away.
 * @throws AfterError `invalid-handler`, `invalid-options`
 */
export function gracefulShutdown(
  server: ClosableServer,
  options: GracefulShutdownOptions = {},
): () => void {
  const where = 'gracefulShutdown()'
  if (typeof server?.close !== 'function') {
    throw createError('invalid-handler', [where, 'a server', describeValue(server)])
  }
  checkOptions(where, options, ['timeout', 'signals', 'onReport'])
  const { timeout = 10_000, signals = ['SIGTERM', 'SIGINT'], onReport = printReport } = options
  checkTimeout(where, timeout)
  if (!Array.isArray(signals) || signals.length === 0) {
    throw invalidOption(where, 'signals', 'a list of signal names', signals)
  }
  let isClosing = false

  const connections = watchConnections(server)
  const uninstall = () => {
    for (const signal of signals) process.off(signal, onSignal)
    connections.stop()
  }
  const raise = (signal: NodeJS.Signals) => {
    uninstall()
    process.kill(process.pid, signal)
  }
  const onSignal = async (signal: NodeJS.Signals) => {
    if (isClosing) return raise(signal)
    isClosing = true
    const start = performance.now()
    const closed = server.close()
    connections.endWhenIdle()
    const report = await drain({ timeout })
    if (isThenable(closed)) await waitFor(closed, start + timeout - performance.now())
    try {
      onReport(report, signal)
    } finally {
      raise(signal)
    }
  }

  for (const signal of signals) process.on(signal, onSignal)
  return uninstall
}

/** Waits until the promise settles, `ms` at most. */
function waitFor(promise: PromiseLike<unknown>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => resolve()
    if (ms !== Infinity) setTimeout(done, Math.max(0, ms))
    promise.then(done, done)
  })
}

function printReport(report: DrainReport, signal: NodeJS.Signals): void {
  const { abandoned, openRequests } = report
  if (abandoned.length === 0 && openRequests === 0) return
  const lines = abandoned.map((task) => {
    const entry = task.entry ? `, entry ${task.entry}` : ''
    return `\n  ${describeTask({ ...task, caller: undefined })}: ${task.state}${entry}`
  })
  console.error(
    `[afterword] ${signal}: out of time with ${count(openRequests, 'request')} open and ` +
      `${count(abandoned.length, 'task')} unfinished${lines.length > 0 ? ':' : ''}${lines.join('')}`,
  )
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
