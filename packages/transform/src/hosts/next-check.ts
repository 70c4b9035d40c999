/** What the check of a whole application says of each of its modules. */
import { type CheckOptions, type CheckResult, checkProject } from '../check.ts'
import type { Finding } from './findings.ts'
import { MENTIONS_AFTER } from './next-rules.ts'
import { takeTurn } from './next-turn.ts'

/** A check that runs, and the one that those wait for who came since it began. */
interface Turn {
  readonly running: Promise<CheckResult>
  /** Resolves when it is over, and the next can go by what it has kept. */
  readonly finished: Promise<void>
  next: Promise<CheckResult> | null
}

/** By their options. The calls of a loader in one process share nothing else. */
const turns = new Map<string, Turn>()

/**
 * Checks a project as it is now, once for all who ask at a time. What has not changed since the last
 * check, in whatever process, is read from its cache.
 *
 * @param isFinal whether the process will see no change: then one check is enough
 */
export function shareCheck(options: CheckOptions, isFinal: boolean): Promise<CheckResult> {
  const key = JSON.stringify(options)
  const turn = turns.get(key)
  if (turn && isFinal) return turn.running
  if (turn) {
    // The one that runs may have read what has changed by now.
    turn.next ??= turn.finished.then(() => shareCheck(options, isFinal))
    return turn.next
  }
  const running = isFinal ? checkInTurn(key, options) : checkProject(options)
  const written = running.then((result) => result.written).catch(() => {})
  const finished = written.then(() => {
    if (!isFinal) turns.delete(key)
  })
  turns.set(key, { running, finished, next: null })
  return running
}

/** Of the processes of a build one checks, and the others read what it has kept. */
async function checkInTurn(key: string, options: CheckOptions): Promise<CheckResult> {
  const end = await takeTurn(key)
  try {
    const result = await checkProject(options)
    void result.written.then(end)
    return result
  } catch (error) {
    end()
    throw error
  }
}

/**
 * The findings to report with a module: those about it, and those about one that the loader does not
 * see, if this is the first on its path that it does. What no path leads to is reported with any.
 */
export function findingsOf(
  file: string,
  { diagnostics, textOf }: Pick<CheckResult, 'diagnostics' | 'textOf'>,
): Finding[] {
  const isSeen = (step: string) => step === file || MENTIONS_AFTER.test(textOf(step) ?? '')
  return diagnostics
    .filter((diagnostic) => {
      const path = [diagnostic.file, ...diagnostic.trace.map((step) => step.file)]
      return (path.find(isSeen) ?? file) === file
    })
    .map((diagnostic) => ({ diagnostic, code: textOf(diagnostic.file) ?? '' }))
}
