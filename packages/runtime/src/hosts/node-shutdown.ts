// Shuts a Node server down on a signal without losing what it has begun.
import { constants } from 'node:os'
import { abandonAll, type DrainReport, drain } from '../drain.ts'
import { createInvalidError, isThenable } from '../errors.ts'
import { checkOptions, functionRule, type OptionRule, timeoutRule } from '../options.ts'
import { describeTask } from '../report.ts'
import { type ConnectionServer, watchConnections } from './node-connections.ts'

/** Milliseconds in which a signal that was raised reaches the process, also on a busy machine. */
const RAISE_TIME = 10_000

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
  /**
   * Milliseconds in which a repeated signal counts as the same one: Ctrl-C reaches the server from
   * the terminal and once more through npm. Default: 1,000.
   */
  readonly repeatWindow?: number | undefined
  /** Called with the result, in place of printing what was given up. */
  readonly onReport?: ((report: DrainReport, signal: NodeJS.Signals) => void) | undefined
}

/**
 * On a signal, stops accepting connections, waits with a limit for open requests and their tasks,
 * says what it had to give up, and raises the signal again, so that the process ends by it. Idle
 * connections hold nothing up: they are closed, HTTP/2 sessions too, and busy ones once they are
 * idle. A second signal, later than `repeatWindow`, gives up at once.
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
    throw createInvalidError('invalid-handler', `${where}: its argument`, 'a server', server)
  }
  checkOptions(where, options, optionRules)
  const { timeout = 10_000, signals = ['SIGTERM', 'SIGINT'], repeatWindow = 1000 } = options
  const { onReport = printReport } = options
  for (const signal of signals) {
    if (canCatch(signal)) continue
    const expected = "a signal that a process can catch, as 'SIGTERM'"
    throw createInvalidError('invalid-options', `${where}: each of signals`, expected, signal)
  }
  let closingSince: number | undefined
  let isOver = false

  const connections = watchConnections(server)
  const uninstall = () => {
    for (const signal of signals) process.off(signal, onSignal)
    connections.stop()
  }
  const end = (report: DrainReport, signal: NodeJS.Signals) => {
    if (isOver) return
    isOver = true
    uninstall()
    try {
      onReport(report, signal)
    } finally {
      process.kill(process.pid, signal)
      // Deno raises it from another thread: without this the process may have ended by itself before.
      if (process.listenerCount(signal) === 0) setTimeout(() => {}, RAISE_TIME)
    }
  }
  const onSignal = async (signal: NodeJS.Signals) => {
    const start = performance.now()
    if (closingSince !== undefined) {
      if (start - closingSince >= repeatWindow) end(abandonAll(), signal)
      return
    }
    closingSince = start
    const closed = server.close()
    connections.endWhenIdle()
    const report = await drain({ timeout })
    if (isThenable(closed)) await waitFor(closed, start + timeout - performance.now())
    end(report, signal)
  }

  for (const signal of signals) process.on(signal, onSignal)
  return uninstall
}

const optionRules = {
  timeout: timeoutRule,
  signals: ['a list of signal names', (value) => Array.isArray(value) && value.length > 0],
  repeatWindow: [
    'a number of milliseconds from 0',
    (value) => Number.isFinite(value) && (value as number) >= 0,
  ],
  onReport: functionRule,
} satisfies Record<string, OptionRule>

function canCatch(signal: string): boolean {
  return Object.hasOwn(constants.signals, signal) && signal !== 'SIGKILL' && signal !== 'SIGSTOP'
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
    `[afterword] ${signal}: gave up with ${count(openRequests, 'request')} open and ` +
      `${count(abandoned.length, 'task')} unfinished${lines.length > 0 ? ':' : ''}${lines.join('')}`,
  )
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
