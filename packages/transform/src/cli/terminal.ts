/** Where a command writes: the report to standard output, everything else to standard error. */

export interface Terminal {
  /** The command's result. */
  print(text: string): void
  /** What is said beside it. */
  tell(text: string): void
  /** A line of standard error that the next one replaces; does nothing where nobody watches. `''` clears it. */
  progress(line: string): void
  /** Whether each stream takes ANSI colours. */
  readonly color: { readonly output: boolean; readonly error: boolean }
  /** Columns that prose is wrapped at. */
  readonly width: number
}

export function openTerminal({ stdout, stderr, env }: NodeJS.Process): Terminal {
  let shown = ''
  // A reader that has seen enough (`| head`) is no failure of ours.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

  function progress(line: string): void {
    if (!stderr.isTTY || line === shown) return
    stderr.write(`\r\u001B[K${line.slice(0, (stderr.columns ?? 80) - 1)}`)
    shown = line
  }

  return {
    progress,
    print(text) {
      if (shown !== '') progress('')
      stdout.write(`${text}\n`)
    },
    tell(text) {
      if (shown !== '') progress('')
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
