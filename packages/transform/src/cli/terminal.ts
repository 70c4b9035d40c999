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

/** @param now milliseconds since the process began */
export function openTerminal(
  { stdout, stderr, env }: NodeJS.Process,
  now: () => number = () => process.uptime() * 1000,
): Terminal {
  let isShown = false
  let nextAt = PROGRESS_DELAY_MS
  // A reader that has seen enough (`| head`) is no failure of ours.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

  function progress(line: string): void {
    if (!stderr.isTTY || now() < nextAt) return
    nextAt = now() + PROGRESS_INTERVAL_MS
    isShown = true
    stderr.write(`\r\u001B[K${line.slice(0, (stderr.columns ?? 80) - 1)}`)
  }

  function clearProgress(): void {
    if (isShown) stderr.write('\r\u001B[K')
    isShown = false
  }

  return {
    progress,
    print(text) {
      clearProgress()
      stdout.write(`${text}\n`)
    },
    tell(text) {
      clearProgress()
      stderr.write(`${text}\n`)
    },
    color: { output: hasColor(stdout, env), error: hasColor(stderr, env) },
    width: Math.max(40, Math.min(stdout.columns ?? 100, 100)),
  }
}

/** FORCE_COLOR decides, then NO_COLOR, then the terminal. */
function hasColor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: refused } = env
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if (refused !== undefined && refused !== '') return false
  return stream.isTTY === true && stream.hasColors()
}
