/** Where a command writes: the report to standard output, everything else to standard error. */

export interface Terminal {
  /** The command's result. */
  print(text: string): void
  /** What is said beside it. */
  tell(text: string): void
  /** A line of standard error that the next one replaces; shown once it takes long, and where somebody watches; goes with what is written next. */
  progress(line: string): void
  /** Whether each stream takes ANSI colours. */
  readonly color: { readonly output: boolean; readonly error: boolean }
  /** Columns that prose is wrapped at. */
  readonly width: number
}

/** Milliseconds before there is progress to show, and between one line of it and the next. */
const PROGRESS_DELAY_MS = 500
const PROGRESS_INTERVAL_MS = 100

/**
 * Node opens a stream when it is first asked for, which takes a millisecond: that is not before there is
 * something to write.
 *
 * @param now milliseconds since the process began
 */
export function openTerminal(
  owner: Pick<NodeJS.Process, 'stdout' | 'stderr' | 'env' | 'exit'>,
  now: () => number = () => process.uptime() * 1000,
): Terminal {
  const { env } = owner
  let isShown = false
  let isOpen = false
  let nextAt = PROGRESS_DELAY_MS

  function openOutput(): NodeJS.WriteStream {
    const { stdout } = owner
    if (!isOpen) {
      stdout.on('error', (error: NodeJS.ErrnoException) => {
        // A reader that has seen enough (`| head`) is no failure of ours.
        if (error.code === 'EPIPE') return
        openErrors().write(`afterword: the output cannot be written: ${error.message}\n`)
        owner.exit(2)
      })
    }
    isOpen = true
    return stdout
  }

  function openErrors(): NodeJS.WriteStream {
    const { stderr } = owner
    // There is nowhere left to say it.
    if (stderr.listenerCount('error') === 0) stderr.on('error', () => {})
    return stderr
  }

  function progress(line: string): void {
    if (now() < nextAt) return
    const stderr = openErrors()
    if (!stderr.isTTY) return
    nextAt = now() + PROGRESS_INTERVAL_MS
    isShown = true
    stderr.write(`\r\u001B[K${line.slice(0, (stderr.columns ?? 80) - 1)}`)
  }

  function clearProgress(): void {
    if (isShown) openErrors().write('\r\u001B[K')
    isShown = false
  }

  return {
    progress,
    print(text) {
      clearProgress()
      openOutput().write(`${text}\n`)
    },
    tell(text) {
      clearProgress()
      openErrors().write(`${text}\n`)
    },
    color: {
      get output() {
        return hasColor(owner.stdout, env)
      },
      get error() {
        return hasColor(owner.stderr, env)
      },
    },
    get width() {
      return Math.max(40, Math.min(owner.stdout.columns ?? 100, 100))
    },
  }
}

/** FORCE_COLOR decides, then NO_COLOR, then the terminal. */
function hasColor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: refused } = env
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if (refused !== undefined && refused !== '') return false
  return stream.isTTY === true && stream.hasColors()
}
